/** The Tab key in an avatar that covers the page. In a file of its own: it leads out of the page in WebKit's test browser, for good. */
import { expect } from "chai";
import { sendKeys } from "@web/test-runner-commands";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import { clear, talk } from "./support.js";

before(loadLayout);

describe("the Tab key in a fullscreen avatar", () => {
  let page: HTMLElement;
  beforeEach(() => {
    page = document.body.appendChild(document.createElement("main"));
    page.append(document.createElement("button"));
  });
  afterEach(async () => {
    await clear();
    page.remove();
  });

  it("stays inside, also with what the page adds later (scene 26)", async () => {
    const { element } = await talk({ layout: "fullscreen" });
    const later = document.body.appendChild(document.createElement("button"));
    const controls = [...element.shadowRoot!.querySelectorAll<HTMLElement>("button, input, [tabindex='0']")];
    (controls.at(-1) as HTMLElement).focus();
    for (let left = controls.length + 3; left > 0; left -= 1) {
      await sendKeys({ press: "Tab" });
      expect(document.activeElement === page.querySelector("button"), "behind").to.equal(false);
    }
    later.focus();
    expect(document.activeElement === element).to.equal(true);
    later.remove();
  });
});

/** The tags of README and docs/element.md, in a page. */
import { setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import "../../src/index.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { until } from "../contracts/framework.js";
import { markup, recipe } from "../support/recipe.js";

const DOCUMENT = "docs/element.md";
const places: HTMLElement[] = [];
const original = window.fetch.bind(window);

async function show(document_: string, words: string): Promise<LiveAvatarElement> {
  const place = document.createElement("div");
  const { head, body } = new DOMParser().parseFromString(await markup(document_, words), "text/html");
  place.append(...head.querySelectorAll("style"), ...body.children);
  document.body.append(place);
  places.push(place);
  const avatar = place.querySelector<LiveAvatarElement>("live-avatar")!;
  // A floating one has its Start button once it is open.
  avatar.show();
  await avatar.updateComplete;
  return avatar;
}

afterEach(() => {
  window.fetch = original;
  for (const place of places.splice(0)) place.remove();
});

const canStart = (avatar: LiveAvatarElement) =>
  avatar.shadowRoot?.querySelector<HTMLButtonElement>("[part~=start-button]")?.disabled === false;

describe("the tags of the documents", () => {
  for (const [document_, words] of [
    ["README.md", "<live-avatar token-endpoint"],
    ["README.md", "<live-avatar llm-base-url"],
    [DOCUMENT, "<script type"],
    [DOCUMENT, "system-prompt"],
    [DOCUMENT, 'memory="local"'],
  ] as const) {
    it(`can be started as they stand: ${document_}, ${words}`, async () => {
      const avatar = await show(document_, words);
      expect(canStart(avatar)).to.equal(true);
      expect(avatar.hasAttribute("error-code")).to.equal(false);
    });
  }

  it("cannot be started where nobody could answer, as docs/element.md says", async () => {
    const avatar = await show(DOCUMENT, "<script type");
    avatar.removeAttribute("token-endpoint");
    await avatar.updateComplete;
    await until(() => avatar.getAttribute("error-code") === "config-missing");
    expect(canStart(avatar)).to.equal(false);
  });

  it("fills the height that a page gives it", async () => {
    await setViewport({ width: 1000, height: 700 });
    const avatar = await show(DOCUMENT, "height: 500px");
    const heightOf = () => avatar.shadowRoot?.querySelector("[part~=frame]")?.getBoundingClientRect().height;
    expect(heightOf()).to.equal(500);
    avatar.style.setProperty("--live-avatar-max-height", "400px");
    expect(heightOf()).to.equal(400);
  });

  it("is dressed by its slots, whose actions act", async () => {
    const avatar = await show(DOCUMENT, 'layout="floating"');
    const slotted = (name: string) => avatar.querySelector<HTMLElement>(`[slot="${name}"]`)!;
    slotted("launcher").click();
    expect(avatar.open).to.equal(true);
    await avatar.updateComplete;
    const codes: string[] = [];
    avatar.addEventListener("avatar-error", ({ detail }) => codes.push(detail.error.code));
    slotted("start-gate").querySelector("button")!.click();
    // There is no such endpoint here: the way to another contact is shown.
    await until(() => codes.length > 0);
    expect(codes).to.deep.equal(["token-refused"]);
    await avatar.updateComplete;
    expect(slotted("offline").assignedSlot).to.not.equal(null);
    for (const name of ["header", "footer", "poster"]) expect(slotted(name).assignedSlot?.name).to.equal(name);
  });

  it("keeps its threads on the site, and forgets them at a press", async () => {
    const { rememberOnTheSite } = await recipe<{
      rememberOnTheSite: (avatar: LiveAvatarElement, button: HTMLButtonElement) => void;
    }>(DOCUMENT, "// remembering.js");
    const avatar = await show(DOCUMENT, "system-prompt");
    const button = document.createElement("button");
    let threads = [{ id: "t-1", createdAt: 1, updatedAt: 1 }];
    const asked: string[] = [];
    window.fetch = (input, init = {}) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input.toString(), location.href);
      if (!pathname.startsWith("/api/threads")) return original(input, init);
      asked.push(`${init.method ?? "GET"} ${pathname}`);
      if (init.method === "DELETE") threads = [];
      return Promise.resolve(
        init.method === "DELETE" ? new Response(null, { status: 204 }) : Response.json({ threads }),
      );
    };
    rememberOnTheSite(avatar, button);
    button.click();
    await until(() => button.textContent === "1 deleted");
    expect(asked).to.include.members(["GET /api/threads", "DELETE /api/threads/t-1"]);
  });
});

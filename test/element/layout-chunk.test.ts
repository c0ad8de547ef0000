/** The chunk of the layouts that does not load: it is asked for again. */
import { expect } from "chai";
import { LayoutController } from "../../src/element/controllers/layout-controller.js";
import { nextTask } from "./support.js";

type Host = ConstructorParameters<typeof LayoutController>[0];
type Sessions = ConstructorParameters<typeof LayoutController>[1];

it("asks again for a chunk that did not load, with the next update, and not while it is on its way", async () => {
  const element = document.body.appendChild(document.createElement("div"));
  const host = Object.assign(element, {
    ...{ layout: "inline", open: false, renderRoot: document.createElement("div") },
    ...{ addController: () => undefined, requestUpdate: () => undefined },
  });
  const asked: { readonly resolve: () => void; readonly reject: (reason: Error) => void }[] = [];
  const load = (): Promise<void> =>
    new Promise((resolve, reject) => {
      asked.push({ resolve, reject });
    });
  const controller = new LayoutController(host as unknown as Host, { state: "idle" } as Sessions, load);
  controller.hostUpdated();
  expect(asked, "in the flow of the page it is not needed").to.have.length(0);
  Object.assign(host, { layout: "floating", open: true });
  controller.hostUpdated();
  controller.hostUpdated();
  expect(asked).to.have.length(1);
  asked[0]!.reject(new TypeError("Failed to fetch"));
  await nextTask();
  controller.hostUpdated();
  expect(asked, "after the failure").to.have.length(2);
  asked[1]!.resolve();
  await nextTask();
  controller.hostUpdated();
  expect(asked, "it is there").to.have.length(2);
  element.remove();
});

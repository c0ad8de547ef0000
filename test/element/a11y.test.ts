import "axe-core";
import type axeCore from "axe-core";
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, place, settled, talk, TalkingRenderer } from "./support.js";

/** It is a classic script: what it makes is the page's. */
const { axe } = globalThis as unknown as { axe: typeof axeCore };

async function violations(element: LiveAvatarElement): Promise<string[]> {
  const { violations: found } = await axe.run(element, { rules: { region: { enabled: false } } });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

for (const theme of ["light", "dark"]) {
  describe(`accessibility, ${theme}`, () => {
    afterEach(clear);

    it("idle", async () => {
      expect(await violations(await place({ theme }))).to.deep.equal([]);
    });

    it("floating and shut", async () => {
      expect(await violations(await place({ theme, layout: "floating" }))).to.deep.equal([]);
    });

    for (const layout of ["floating", "fullscreen"]) {
      it(`${layout}, with an interrupted reply, then shut while talking, then ended`, async () => {
        const { element, renderer } = await talk({ theme, layout, open: "" });
        await loadLayout();
        void element.sendMessage("Hello");
        renderer.report({ type: "speech-start" }, { type: "reply-chunk", text: "Hello to" });
        element.interrupt();
        await settled(element);
        expect(await violations(element), "open").to.deep.equal([]);
        element.hide();
        await settled(element);
        expect(await violations(element), "shut").to.deep.equal([]);
        element.show();
        await element.stop();
        await settled(element);
        expect(await violations(element), "ended").to.deep.equal([]);
      });
    }

    it("talking, with notices", async () => {
      const { element, renderer } = await talk({ theme });
      void element.sendMessage("Hello").catch(() => undefined);
      renderer.report(
        { type: "speech-start" },
        { type: "reply-chunk", text: "Hello to you" },
        { type: "mic", mic: "blocked" },
      );
      await settled(element);
      expect(await violations(element)).to.deep.equal([]);
    });

    it("failed", async () => {
      const renderer = new TalkingRenderer();
      renderer.mountError = new LiveAvatarError("room-lost", "gone");
      const element = await place({ theme }, renderer);
      await element.start().catch(() => undefined);
      await settled(element);
      expect(await violations(element)).to.deep.equal([]);
    });
  });
}

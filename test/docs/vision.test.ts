/** What docs/vision.md shows: a tag with buttons, and a session that sees. */
import { expect } from "chai";
import { systemClock } from "../../src/core/clock.js";
import type { LLMProvider } from "../../src/core/ports/language-model.js";
import type { AvatarRenderer } from "../../src/core/ports/avatar-renderer.js";
import "../../src/index.js";
import type { LiveAvatarElement } from "../../src/index.js";
import type { AvatarSession } from "../../src/session/index.js";
import { FakeFace, FakeLLM } from "../../src/testing/index.js";
import { until } from "../contracts/framework.js";
import { markup, recipe } from "../support/recipe.js";

const DOCUMENT = "docs/vision.md";

interface Parts {
  readonly llm: LLMProvider;
  readonly renderer: AvatarRenderer;
  readonly container?: HTMLElement;
}

describe(DOCUMENT, () => {
  it("has a tag with both buttons", async () => {
    const body = new DOMParser().parseFromString(await markup(DOCUMENT, 'vision="camera screen"'), "text/html").body;
    const element = document.importNode(body.firstElementChild as LiveAvatarElement, true);
    document.body.append(element);
    expect([element.vision, element.llmBaseUrl]).to.deep.equal(["camera screen", "/api/model"]);
    element.remove();
  });

  it("has a session that sees a stream", async () => {
    const { show } = await recipe<{ show: (stream: MediaStream, parts: Parts) => Promise<AvatarSession> }>(
      DOCUMENT,
      "// seeing.js",
    );
    const canvas = document.createElement("canvas");
    const brush = canvas.getContext("2d")!;
    const timer = setInterval(() => brush.fillRect(0, 0, 9, 9), 20);
    const llm = new FakeLLM({ clock: systemClock });
    llm.plan(["A desk."]);
    const renderer = new FakeFace({ clock: systemClock, kind: "voice", speechMs: 5 });
    const session = await show(canvas.captureStream(30), { llm, renderer });
    await until(() => session.visionContext.length === 1);
    expect(session.visionContext[0]!.text).to.equal("A desk.");
    session.destroy();
    clearInterval(timer);
  });
});

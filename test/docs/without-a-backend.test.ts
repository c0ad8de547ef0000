/** docs/without-a-backend.md, and the part of docs/voice-input.md on the browser's own recogniser: their blocks are run. */
import { expect } from "chai";
import type { SpeechRecognitionSTT } from "../../src/browser/index.js";
import "../../src/index.js";
import type { LiveAvatarElement } from "../../src/index.js";
import type { AvatarSession } from "../../src/session/index.js";
import { until } from "../contracts/framework.js";
import { FakeLanguageModel } from "../support/fake-language-model.js";
import { fakeRecognition } from "../support/fake-speech-recognition.js";
import { FakeSynthesis } from "../support/fake-synthesis.js";
import { markup } from "../support/recipe.js";

async function run<T>(document_: string, words: string): Promise<T> {
  const text = await (await fetch(`/${document_}`)).text();
  const [, source = ""] = [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].find(([, body = ""]) => body.includes(words))!;
  const here = source.replaceAll(/"live-avatar\/(\w+)"/g, `"${location.origin}/src/$1/index.ts"`);
  const url = URL.createObjectURL(new Blob([here], { type: "text/javascript" }));
  const module = (await import(url)) as T;
  URL.revokeObjectURL(url);
  return module;
}

describe("an avatar without a backend, as it is documented", () => {
  const model = new FakeLanguageModel();
  const undo: (() => void)[] = [];

  function pretend(name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(window, name);
    Object.defineProperty(window, name, { configurable: true, writable: true, value });
    undo.unshift(() => {
      if (before) Object.defineProperty(window, name, before);
      else Reflect.deleteProperty(window, name);
    });
  }

  beforeEach(() => {
    pretend("LanguageModel", model);
    // A voice that cannot speak yet: the answers are text.
    pretend("speechSynthesis", new FakeSynthesis([]));
  });
  afterEach(() => {
    for (const act of undo.splice(0)) act();
    document.querySelector("#place")?.remove();
  });

  const place = (): HTMLElement => {
    const element = document.createElement("div");
    element.id = "place";
    document.body.append(element);
    return element;
  };

  async function answer(session: LiveAvatarElement | AvatarSession): Promise<void> {
    const before = model.prompts.length;
    const replied = session.sendMessage("When are you open?");
    await until(() => model.prompts.length > before);
    model.prompts.at(-1)!.say("From ten to six.");
    model.prompts.at(-1)!.end();
    await replied;
    expect(session.messages.at(-1)?.content).to.equal("From ten to six.");
  }

  it("is one tag", async () => {
    const { body } = new DOMParser().parseFromString(
      await markup("docs/without-a-backend.md", 'llm="browser"'),
      "text/html",
    );
    const avatar = body.querySelector<LiveAvatarElement>("live-avatar")!;
    avatar.setAttribute("microphone", "off");
    place().append(avatar);
    await avatar.start();
    await until(() => avatar.messages.length === 1);
    await answer(avatar);
    expect(model.prompts.at(-1)!.messages[0]?.content).to.contain("opening hours");
    await avatar.stop();
  });

  it("is a few lines of script", async () => {
    const { talk } = await run<{ talk: (container: HTMLElement) => Promise<AvatarSession> }>(
      "docs/without-a-backend.md",
      "BrowserLLM.availability",
    );
    const session = await talk(place());
    session.on("error", ({ code }) => expect(code, "it has no voice").to.equal("tts-failed"));
    await answer(session);
    session.destroy();
  });

  it("hears with the browser's recogniser", async () => {
    const { Recogniser } = fakeRecognition();
    pretend("SpeechRecognition", Recogniser);
    const { realtimeSTT } = await run<{ realtimeSTT: SpeechRecognitionSTT }>(
      "docs/voice-input.md",
      "SpeechRecognitionSTT.isAvailable",
    );
    expect(realtimeSTT.capture).to.equal("own");
  });
});

/** The whole browser as a service: its language model answers and its voice speaks. Both are stand-ins, for no engine here has them. */
import { expect } from "chai";
import type { LiveAvatarElement } from "../../src/index.js";
import { until } from "../contracts/framework.js";
import { FakeLanguageModel } from "../support/fake-language-model.js";
import { FakeSynthesis } from "../support/fake-synthesis.js";
import { clear, event, find, place, settled } from "./support.js";

const TAG = { renderer: "portrait", llm: "browser", lang: "en", microphone: "off" };

/** A voice that says everything at once. */
class QuickSynthesis extends FakeSynthesis {
  readonly said: string[] = [];
  override speak(utterance: Parameters<FakeSynthesis["speak"]>[0]): void {
    super.speak(utterance);
    this.said.push(utterance.text);
    queueMicrotask(() => {
      this.begin();
      this.end();
    });
  }
}

describe("an avatar without a backend", () => {
  let model: FakeLanguageModel;
  let synthesis: QuickSynthesis;
  let requests: string[];
  let undo: (() => void)[];

  function pretend(name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(window, name);
    Object.defineProperty(window, name, { configurable: true, writable: true, value });
    undo.unshift(() => {
      if (before) Object.defineProperty(window, name, before);
      else Reflect.deleteProperty(window, name);
    });
  }

  beforeEach(() => {
    model = new FakeLanguageModel();
    synthesis = new QuickSynthesis();
    requests = [];
    undo = [synthesis.install()];
    pretend("LanguageModel", model);
    pretend("speechSynthesis", synthesis);
    const refuse = (url: unknown): never => {
      requests.push(String(url));
      throw new Error("There is no network.");
    };
    pretend("fetch", (url: unknown) => Promise.reject(new Error(refuse(url))));
    for (const name of ["WebSocket", "XMLHttpRequest"]) {
      pretend(name, function () {
        refuse(name);
      });
    }
  });
  afterEach(async () => {
    await clear();
    for (const act of undo) act();
    expect(requests, "asked of a network").to.deep.equal([]);
    await until(() => model.sessions.size === 0);
  });

  /** The visitor types, and the model answers. */
  async function converse(element: LiveAvatarElement, text: string, answer: string): Promise<void> {
    const before = model.prompts.length;
    const replied = element.sendMessage(text);
    await until(() => model.prompts.length > before);
    model.prompts.at(-1)!.say(answer);
    model.prompts.at(-1)!.end();
    await replied;
  }

  const text = (element: LiveAvatarElement, selector: string): string =>
    (find(element, selector)?.textContent ?? "").replace(/\s+/g, " ").trim();

  const pressStart = (element: LiveAvatarElement): void => {
    find<HTMLButtonElement>(element, ".start")!.click();
  };

  it("holds a whole typed conversation", async () => {
    const element = await place({ ...TAG, "system-prompt": "You are Ada.", greeting: "Hello!" });
    pressStart(element);
    await until(() => element.messages.length === 1);
    await settled(element);
    expect(find(element, "progress"), "nothing is downloaded").to.equal(null);
    const input = find<HTMLTextAreaElement>(element, ".input")!;
    input.value = "My name is Lena";
    input.dispatchEvent(new Event("input"));
    find<HTMLButtonElement>(element, "[part=send-button]")!.click();
    await until(() => model.prompts.length === 1);
    model.prompts[0]!.say("Good evening");
    model.prompts[0]!.say(", Lena. Come in.");
    model.prompts[0]!.end();
    await until(() => element.messages.length === 3);
    await converse(element, "Who am I?", "You are Lena.");
    const [system, ...told] = model.prompts[1]!.messages.map(({ content }) => content as string);
    expect(system).to.contain("You are Ada.");
    expect(told.slice(-4)).to.deep.equal(["Hello!", "My name is Lena", "Good evening, Lena. Come in.", "Who am I?"]);
    expect(model.created, "one for load(), one for the system prompt").to.have.length(2);
    expect(synthesis.said).to.deep.equal(["Hello!", "Good evening, Lena.", "Come in.", "You are Lena."]);
    expect(element.messages.at(-1)?.content).to.equal("You are Lena.");
    await until(() => element.getAttribute("state") === "ready");
    await element.stop();
    expect(model.sessions.size, "the model is released at the end").to.equal(0);
  });

  it("is complete with the one word, and asks for no microphone where there is no recogniser", async () => {
    const element = await place({ llm: "browser" });
    expect(find<HTMLButtonElement>(element, ".start")?.disabled).to.equal(false);
    expect(element.llm).to.equal("browser");
    element.setAttribute("llm", "mine");
    await settled(element);
    expect(element.llm, "a word that is not known").to.equal(undefined);
    expect(find<HTMLButtonElement>(element, ".start")?.disabled).to.equal(true);
  });

  for (const [lang, word, share, sentence] of [
    ["en", "Downloading the language model", "43%", "has no language model of its own"],
    ["de", "Das Sprachmodell wird heruntergeladen", "43\u00a0%", "kein eigenes Sprachmodell"],
  ] as const) {
    it(`shows a download, which the visitor can see and hear of (${lang})`, async () => {
      model.state = "downloadable";
      const element = await place({ ...TAG, lang });
      pressStart(element);
      await until(() => model.state === "downloading");
      for (const loaded of [0, 0.43]) model.progress(loaded);
      await settled(element);
      expect(text(element, "[part=status]").replace(/\s/g, " ")).to.equal(`${word}: ${share}`.replace(/\s/g, " "));
      const bar = find<HTMLProgressElement>(element, "progress")!;
      expect([bar.value, bar.max, bar.getAttribute("aria-label")]).to.deep.equal([0.43, 1, word]);
      const spoken = [...find(element, "[part=status]")!.querySelectorAll("[aria-hidden=true]")];
      expect(
        spoken.map(({ textContent }) => textContent),
        "not read again with each step",
      ).to.deep.equal([`: ${share}`]);
      model.progress(0.999);
      await settled(element);
      expect(text(element, "[part=status]").replace(/\s/g, " ")).to.equal(
        `${word}: ${share.replace("43", "99")}`.replace(/\s/g, " "),
      );
      expect(find(element, "progress"), "it is the same bar").to.equal(bar);
      model.finishDownload();
      await until(() => element.getAttribute("state") === "ready");
      await settled(element);
      expect(find(element, "progress")).to.equal(null);
      await converse(element, "Hello", "Hi.");
    });

    it(`says that the browser has no model (${lang})`, async () => {
      pretend("LanguageModel", undefined);
      const element = await place({ ...TAG, lang });
      const failed = event(element, "avatar-error");
      pressStart(element);
      const { error } = (await failed).detail;
      expect([error.code, error.fatal, error.retryable]).to.deep.equal(["llm-unsupported", true, false]);
      await settled(element);
      expect(text(element, "[part=message]")).to.contain(sentence);
      expect(element.getAttribute("error-code")).to.equal("llm-unsupported");
    });
  }

  it("says so where the model does not know the language of the page", async () => {
    model.languages = ["en"];
    const element = await place({ ...TAG, lang: "de" });
    const failed = event(element, "avatar-error");
    pressStart(element);
    expect((await failed).detail.error.code).to.equal("llm-unsupported");
  });

  it("can be cancelled in mid-download, and started again", async () => {
    model.state = "downloadable";
    const element = await place(TAG);
    pressStart(element);
    await until(() => model.state === "downloading");
    model.progress(0.2);
    await settled(element);
    find<HTMLButtonElement>(element, "[part=cancel-button]")!.click();
    await settled(element);
    expect(element.getAttribute("state")).to.equal("idle");
    expect(find(element, "progress")).to.equal(null);
    model.progress(0.3);
    model.state = "downloading";
    await settled(element);
    expect(text(element, "[part=message]")).to.equal("");
    model = new FakeLanguageModel();
    pretend("LanguageModel", model);
    pressStart(element);
    await until(() => element.getAttribute("state") === "ready");
    expect(find(element, "progress"), "of the first start").to.equal(null);
    await converse(element, "Hello", "Hi.");
  });

  it("says that a download broke off, and offers another try", async () => {
    model.state = "downloadable";
    const element = await place(TAG);
    const failed = event(element, "avatar-error");
    pressStart(element);
    await until(() => model.state === "downloading");
    model.breakDownload();
    expect((await failed).detail.error.code).to.equal("llm-failed");
    await settled(element);
    expect(text(element, "[part=start-button]")).to.equal("Try again");
  });

  it("goes on when its model was lost between two questions", async () => {
    const element = await place(TAG);
    await element.start();
    await converse(element, "Hello", "Hi.");
    model.crash();
    await converse(element, "Are you there?", "Yes.");
    expect(element.messages.at(-1)?.content).to.equal("Yes.");
  });

  it("tells of a model that is lost in mid-answer, and answers when it is asked again", async () => {
    const element = await place(TAG);
    await element.start();
    const failed = event(element, "avatar-error");
    const replied = element.sendMessage("Hello").catch(() => undefined);
    await until(() => model.prompts.length === 1);
    model.prompts[0]!.say("Once upon a ");
    await event(element, "avatar-chunk");
    model.crash();
    expect((await failed).detail.error.code).to.equal("llm-interrupted");
    await replied;
    await settled(element);
    expect(element.getAttribute("state")).to.equal("ready");
    const again = find<HTMLButtonElement>(element, "[data-key=llm-interrupted] [part=notice-button]")!;
    again.click();
    await until(() => model.prompts.length === 2);
    model.prompts[1]!.say("Hi.");
    model.prompts[1]!.end();
    await until(() => element.messages.at(-1)?.content === "Hi.");
  });

  it("goes on in text with a model that is gone for good", async () => {
    const element = await place(TAG);
    await element.start();
    await converse(element, "Hello", "Hi.");
    model.crash();
    model.state = "unavailable";
    const failed = event(element, "avatar-error");
    element.sendMessage("Are you there?").catch(() => undefined);
    const { error } = (await failed).detail;
    expect([error.code, error.fatal]).to.deep.equal(["llm-unsupported", false]);
    await settled(element);
    expect(element.getAttribute("state")).to.equal("ready");
    expect(text(element, "[data-key=llm-unsupported]")).to.contain("has no language model of its own");
  });

  it("fits a long conversation into a small model's memory", async () => {
    model.window = 900;
    model.overflow = "refuses";
    const element = await place({ ...TAG, "no-auto-speak": "" });
    await element.start();
    for (let turn = 0; turn < 12; turn += 1)
      await converse(element, `Question ${turn} ${"a".repeat(60)}`, "b".repeat(60));
    expect(element.messages).to.have.length(24);
    const last = model.prompts.at(-1)!.messages.map(({ content }) => content as string);
    expect(last.at(-1)).to.contain("Question 11");
    expect(last.join()).not.to.contain("Question 0");
    expect(JSON.stringify(model.prompts.at(-1)!.messages).length).to.be.at.most(900);
  });
});

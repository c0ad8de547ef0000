import { expect } from "chai";
import { isAbortError } from "../../src/core/abort.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { AvatarSession } from "../../src/session/index.js";
import { clear, event, find, nextTask, place, settled, talk, TalkingRenderer } from "./support.js";

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail("should have been rejected"),
    (error: unknown) => error,
  );

describe("<live-avatar>", () => {
  afterEach(clear);

  it("shows a start gate and nothing else before intent", async () => {
    const element = await place();
    expect(element.getAttribute("state")).to.equal("idle");
    expect(find(element, ".start")?.textContent).to.contain("Start");
    expect(find(element, ".toolbar")).to.equal(null);
    expect(element.session).to.equal(null);
    expect(element.thread).to.equal(null);
    expect(element.messages).to.deep.equal([]);
  });

  it("starts once however often it is pressed, and with the same promise", async () => {
    const renderer = new TalkingRenderer();
    const element = await place({}, renderer);
    const first = element.start();
    expect(element.start()).to.equal(first);
    find(element, ".start")?.click();
    await first;
    expect(renderer.calls.filter((call) => call === "mount")).to.have.length(1);
    expect(element.getAttribute("state")).to.equal("ready");
    await element.start();
    expect(renderer.calls.filter((call) => call === "mount")).to.have.length(1);
  });

  it("plays on its own media element inside the press, before anything is awaited, and gives the context back", async () => {
    const element = await place({}, new TalkingRenderer());
    expect(find(element, "video"), "nobody pays for it before").to.equal(null);
    const started = element.start();
    const video = find<HTMLVideoElement>(element, "video")!;
    expect(video.srcObject).to.be.instanceOf(MediaStream);
    await started;
    await settled(element);
    expect(video.srcObject).to.equal(null);
  });

  it("converses by typing, with captions and a transcript", async () => {
    const { element, renderer } = await talk();
    const input = find<HTMLInputElement>(element, ".input")!;
    input.value = "Hello there";
    find<HTMLFormElement>(element, "form")!.requestSubmit();
    expect(renderer.calls).to.include("respond:Hello there");
    renderer.report({ type: "reply-chunk", text: "Good day to you." }, { type: "speech-start" });
    await settled(element);
    expect(element.getAttribute("state")).to.equal("speaking");
    expect(find(element, ".captions")?.textContent).to.contain("Good day to you.");
    renderer.report({ type: "reply-text", text: "Good day to you." }, { type: "speech-end" });
    await settled(element);
    expect(input.value).to.equal("");
    const log = find(element, "[role=log]");
    expect([...log!.querySelectorAll(".message p")].map((p) => p.textContent)).to.deep.equal([
      "Hello there",
      "Good day to you.",
    ]);
    expect(element.messages).to.have.length(2);
  });

  it("forwards events under its prefix with the table's columns", async () => {
    const renderer = new TalkingRenderer();
    const element = await place({}, renderer);
    const changes: unknown[] = [];
    document.addEventListener("avatar-state-change", (e) => changes.push((e as CustomEvent).detail), { once: true });
    await element.start();
    expect(changes).to.deep.equal([{ state: "connecting", previous: "idle" }]);
    const heard = event(element, "avatar-transcript");
    renderer.report({ type: "user-transcript", text: "hi", isFinal: true });
    expect((await heard).detail).to.include({ text: "hi", isFinal: true });
  });

  it("keeps focus inside along the way", async () => {
    const renderer = new TalkingRenderer(1000);
    const element = await place({}, renderer);
    const start = find(element, ".start")!;
    start.focus();
    start.click();
    await settled(element);
    expect(element.shadowRoot?.activeElement?.className).to.equal("status");
    await element.start();
    await settled(element);
    expect(element.shadowRoot?.activeElement?.className).to.equal("input");
    find(element, ".end")?.focus();
    find(element, ".end")?.click();
    await settled(element);
    expect(element.shadowRoot?.activeElement?.className).to.equal("start");
    expect(find(element, "[part=message]")?.textContent).to.equal("The conversation has ended.");
  });

  it("interrupts on Escape", async () => {
    const { element, renderer } = await talk();
    void element.sendMessage("Tell me");
    renderer.report({ type: "speech-start" });
    find(element, ".input")?.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }),
    );
    expect(renderer.calls).to.include("interrupt");
    await settled(element);
    expect(element.getAttribute("state")).to.equal("ready");
  });

  it("does not start when a listener says no", async () => {
    const renderer = new TalkingRenderer();
    const element = await place({}, renderer);
    element.addEventListener("avatar-before-start", (e) => {
      e.preventDefault();
    });
    expect(isAbortError(await failure(element.start()))).to.equal(true);
    expect(renderer.calls).to.deep.equal([]);
  });

  it("lets a listener veto stop(), but never the visitor", async () => {
    const { element } = await talk();
    element.addEventListener("avatar-before-end", (e) => {
      e.preventDefault();
    });
    await element.stop();
    expect(element.session).not.to.equal(null);
    find(element, ".end")?.click();
    await settled(element);
    expect(element.session).to.equal(null);
  });

  it("survives being moved", async () => {
    const { element, renderer } = await talk();
    const { session } = element;
    const other = document.body.appendChild(document.createElement("div"));
    other.append(element);
    await settled(element);
    expect(element.session).to.equal(session);
    expect(renderer.calls).not.to.include("unmount");
    renderer.report({ type: "connection", connection: "poor" });
    await settled(element);
    expect(element.getAttribute("connection")).to.equal("poor");
    other.remove();
  });

  it("stops and releases when it is removed in mid-start", async () => {
    const renderer = new TalkingRenderer(10_000);
    const element = await place({}, renderer);
    const told = event(element, "avatar-state-change");
    const outcome = failure(element.start());
    await told;
    element.remove();
    expect(isAbortError(await outcome)).to.equal(true);
    await nextTask();
    expect(renderer.mounted).to.equal(false);
    expect(renderer.listeners).to.equal(0);
    expect(element.session).to.equal(null);
  });

  it("goes back to idle without an error when a start is cancelled", async () => {
    const element = await place({}, new TalkingRenderer(10_000));
    const told = event(element, "avatar-state-change");
    const outcome = failure(element.start());
    await told;
    await settled(element);
    find(element, "[part=cancel-button]")?.click();
    expect(isAbortError(await outcome)).to.equal(true);
    await settled(element);
    expect(element.getAttribute("state")).to.equal("idle");
    expect(element.hasAttribute("error-code")).to.equal(false);
  });

  it("tells a failed start and tries again with a new session", async () => {
    const renderer = new TalkingRenderer();
    renderer.mountError = new LiveAvatarError("avatar-missing", "nobody came");
    const element = await place({}, renderer);
    expect(LiveAvatarError.is(await failure(element.start()))).to.equal(true);
    await settled(element);
    expect(element.getAttribute("state")).to.equal("error");
    expect(element.getAttribute("error-code")).to.equal("avatar-missing");
    expect(element.matches(":state(avatar-missing)")).to.equal(true);
    expect(find(element, "[role=alert]")?.textContent).to.equal("The avatar did not come. Try again.");
    renderer.mountError = undefined;
    find(element, ".start")?.click();
    await element.start();
    await settled(element);
    expect(element.getAttribute("state")).to.equal("ready");
    expect(element.hasAttribute("error-code")).to.equal(false);
  });

  it("says when it has no token source", async () => {
    const element = await place();
    const told = event(element, "avatar-error");
    expect(await failure(element.start())).to.have.property("code", "config-missing");
    expect((await told).detail.error.code).to.equal("config-missing");
    await settled(element);
    expect(element.getAttribute("state")).to.equal("error");
  });

  it("adopts a session, and leaves it alone at the end", async () => {
    const renderer = new TalkingRenderer();
    const session = new AvatarSession({ renderer });
    await session.start();
    const element = await place();
    element.session = session;
    await settled(element);
    expect(renderer.calls).to.include("relocate");
    expect(element.getAttribute("state")).to.equal("ready");
    element.remove();
    await nextTask();
    expect(session.state).to.equal("ready");
    session.destroy();
  });

  it("has one live microphone a page", async () => {
    const one = await talk();
    expect(one.element.getAttribute("mic-state")).to.equal("live");
    const two = await talk();
    await settled(one.element);
    expect(one.element.getAttribute("mic-state")).to.equal("muted");
    expect(two.element.micMuted).to.equal(false);
    one.element.micMuted = false;
    await settled(two.element);
    expect(two.element.getAttribute("mic-state")).to.equal("muted");
  });

  it("ends when the page goes away and is idle when it comes back", async () => {
    const { element, renderer } = await talk();
    const ended = event(element, "avatar-ended");
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    expect(renderer.calls).to.include("unmount:leaving");
    expect((await ended).detail.reason).to.equal("page-left");
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await settled(element);
    expect(element.getAttribute("state")).to.equal("idle");
    await element.start();
    expect(element.session?.state).to.equal("ready");
  });

  it("holds to talk by keyboard", async () => {
    const renderer = new TalkingRenderer();
    renderer.interaction = "push-to-talk";
    const { element } = await talk({}, renderer);
    const button = find(element, ".talk")!;
    button.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
    await nextTask();
    button.dispatchEvent(new KeyboardEvent("keyup", { key: " ", bubbles: true }));
    await nextTask();
    expect(renderer.calls.filter((call) => call.endsWith("PushToTalk"))).to.deep.equal([
      "startPushToTalk",
      "stopPushToTalk",
    ]);
  });

  it("tells whoever runs the site that page and token do not agree on turns", async () => {
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (...words: unknown[]) => warnings.push(words.join(" "));
    try {
      const renderer = new TalkingRenderer();
      renderer.interaction = "push-to-talk";
      await talk({ interaction: "push-to-talk" }, renderer);
      expect(warnings).to.deep.equal([]);
      const other = new TalkingRenderer();
      other.interaction = "push-to-talk";
      await talk({}, other);
      expect(warnings.join()).to.match(/interaction="conversational".*push-to-talk: the token decides/);
    } finally {
      console.warn = warn;
    }
  });

  it("shows captions while muted, whatever the page says", async () => {
    const { element, renderer } = await talk({ "no-captions": "" });
    renderer.report({ type: "speech-start" }, { type: "reply-chunk", text: "Words" });
    await settled(element);
    expect(find(element, ".captions")).to.equal(null);
    element.muted = true;
    await settled(element);
    expect(find(element, ".captions")?.textContent).to.contain("Words");
    expect(renderer.calls).to.include("sound.muted:true");
  });

  it("floats behind a launcher", async () => {
    const element = await place({ layout: "floating" });
    const shown = event(element, "avatar-show");
    find(element, ".launcher")?.click();
    await shown;
    await element.updateComplete;
    expect(element.hasAttribute("open")).to.equal(true);
    const hidden = event(element, "avatar-hide");
    find(element, ".close")?.click();
    await hidden;
  });

  it("acts on data-avatar-action in slots", async () => {
    const element = await place({}, new TalkingRenderer());
    const button = document.createElement("button");
    button.slot = "start-gate";
    button.dataset.avatarAction = "start";
    element.append(button);
    button.click();
    await element.start();
    expect(element.session?.state).to.equal("ready");
  });

  it("refuses what needs a conversation before there is one", async () => {
    const element = await place();
    for (const call of [element.sendMessage("x"), element.say("x"), element.startAudio(), element.startListening()]) {
      const error = await failure(call);
      expect(LiveAvatarError.is(error)).to.equal(true);
      expect(error).to.have.property("code", "wrong-state");
    }
  });

  it("writes no style attribute and no style element", async () => {
    const { element, renderer } = await talk();
    renderer.report({ type: "mic", mic: "blocked" });
    await settled(element);
    expect(element.renderRoot.querySelectorAll("[style], style")).to.have.length(0);
  });
});

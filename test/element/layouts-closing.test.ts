/** Closing an avatar while it talks: what becomes of the conversation, and where the focus goes. */
import { expect } from "chai";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, event, find, place, settled, talk, TalkingRenderer, until } from "./support.js";

before(loadLayout);

const focused = (element: LiveAvatarElement): string => element.shadowRoot?.activeElement?.classList[0] ?? "";
const mic = (element: LiveAvatarElement) => element.session?.signals.mic.get();
const sounds = (renderer: TalkingRenderer) => renderer.calls.filter((call) => call.startsWith("sound.muted"));
/** Which part of the page has the focus, in words: an assertion that failed with an element would print all it refers to. */
const focusOfPage = (): string => {
  const { activeElement } = document;
  return activeElement?.slot ? `slotted ${activeElement.slot}` : (activeElement?.localName ?? "nothing");
};
const note = (element: LiveAvatarElement) => find(element, ".running p")!.innerText.split("\n");

async function floating(attributes: Readonly<Record<string, string>> = {}, renderer = new TalkingRenderer()) {
  const talking = await talk({ layout: "floating", open: "", ...attributes }, renderer);
  return talking;
}

async function close(element: LiveAvatarElement): Promise<void> {
  find(element, ".close")!.focus();
  find(element, ".close")!.click();
  await settled(element);
  await settled(element);
}

async function open(element: LiveAvatarElement): Promise<void> {
  find(element, ".launcher")!.click();
  await settled(element);
  await settled(element);
}

describe("closing an avatar that talks", () => {
  afterEach(clear);

  it("mutes microphone and avatar, says so, and opening gives both back (scene 17)", async () => {
    const { element, renderer } = await floating();
    expect(mic(element)).to.equal("live");
    await close(element);
    expect(focused(element)).to.equal("launcher");
    expect(mic(element)).to.equal("muted");
    expect(sounds(renderer).at(-1)).to.equal("sound.muted:true");
    expect(element.muted, "the page's own setting is left alone").to.equal(false);
    expect(note(element)).to.deep.equal(["Conversation running", "Microphone off", "Sound off"]);
    expect(element.session?.state).to.equal("ready");
    await open(element);
    expect(mic(element)).to.equal("live");
    expect(sounds(renderer).at(-1)).to.equal("sound.muted:false");
  });

  it("leaves the visitor's own mute: opening does not open a microphone that the visitor has shut", async () => {
    const { element } = await floating();
    find(element, "[part=mic-button]")!.click();
    await close(element);
    await open(element);
    expect(mic(element)).to.equal("muted");
  });

  it("leaves the visitor's own silence: opening does not turn on a sound that the visitor has turned off", async () => {
    const { element, renderer } = await floating({ muted: "" });
    await close(element);
    await open(element);
    expect(sounds(renderer).at(-1)).to.equal("sound.muted:true");
  });

  it("stays silent when the page changes the volume meanwhile", async () => {
    const { element, renderer } = await floating();
    await close(element);
    element.volume = 0.5;
    await settled(element);
    expect(sounds(renderer).at(-1)).to.equal("sound.muted:true");
  });

  it("mutes a microphone that opens only when the avatar is closed", async () => {
    const { element, renderer } = await floating();
    renderer.report({ type: "mic", mic: "asking" });
    await settled(element);
    await close(element);
    renderer.report({ type: "mic", mic: "live" });
    await settled(element);
    await settled(element);
    expect(mic(element)).to.equal("muted");
  });

  it("during the start: the conversation that begins is silent", async () => {
    const renderer = new TalkingRenderer(20);
    const element = await place({ layout: "floating", open: "" }, renderer);
    const started = element.start();
    await until(() => element.getAttribute("state") === "connecting" && find(element, ".spinner") !== null);
    await settled(element);
    element.hide();
    await started;
    await until(() => mic(element) === "muted");
    expect(sounds(renderer).at(-1)).to.equal("sound.muted:true");
  });

  it("lets go of a talk button that is held, and opens no microphone afterwards", async () => {
    const renderer = new TalkingRenderer();
    renderer.interaction = "push-to-talk";
    const { element } = await floating({}, renderer);
    void element.startPushToTalk();
    renderer.report({ type: "mic", mic: "live" });
    await settled(element);
    await close(element);
    expect(renderer.calls).to.include("stopPushToTalk");
    renderer.report({ type: "mic", mic: "muted" });
    await settled(element);
    await open(element);
    expect(mic(element)).to.equal("muted");
  });

  it("on-close=continue changes nothing", async () => {
    const { element, renderer } = await floating({ "on-close": "continue" });
    const before = sounds(renderer).length;
    await close(element);
    expect(mic(element)).to.equal("live");
    expect(sounds(renderer).length).to.equal(before);
    expect(note(element)).to.deep.equal(["Conversation running", "Microphone on"]);
  });

  it("on-close=end ends it, for the service as well, and the focus is on the launcher", async () => {
    const { element } = await floating({ "on-close": "end" });
    const ended = event(element, "avatar-ended");
    await close(element);
    expect((await ended).detail.reason).to.equal("stopped");
    await settled(element);
    expect(element.session).to.equal(null);
    expect(find(element, ".running")).to.equal(null);
    expect(focused(element)).to.equal("launcher");
  });

  it("the next conversation is heard again", async () => {
    const { element, renderer } = await floating();
    await close(element);
    await element.stop();
    await settled(element);
    await element.start();
    await settled(element);
    expect(sounds(renderer).at(-1)).to.equal("sound.muted:false");
    expect(mic(element)).to.equal("live");
  });
});

describe("the note beside the launcher", () => {
  afterEach(clear);

  it("has an End button; then the focus is on the launcher", async () => {
    const { element } = await floating();
    await close(element);
    const end = find(element, "[part=running-end-button]")!;
    expect(end.getAttribute("aria-label")).to.equal("End conversation");
    const { width, height } = end.getBoundingClientRect();
    expect(Math.min(width, height)).to.be.at.least(44);
    end.focus();
    end.click();
    await until(() => element.session === null);
    await settled(element);
    expect(find(element, ".running")).to.equal(null);
    expect(focused(element)).to.equal("launcher");
  });

  it("names the avatar, as text", async () => {
    const { element } = await floating({ "avatar-name": "<b>Ada</b>" });
    await close(element);
    expect(note(element)[0]).to.equal("<b>Ada</b>");
    expect(note(element)[1]).to.equal("Conversation running");
  });

  it("colours the launcher, and is told with it", async () => {
    const { element } = await floating();
    await close(element);
    const launcher = find(element, ".launcher")!;
    expect(getComputedStyle(launcher).outlineStyle).to.equal("solid");
    expect(launcher.getAttribute("aria-label")).to.equal(
      "Talk to the avatar. Conversation running. Microphone off. Sound off.",
    );
  });

  it("stands beside a launcher of the page's own, with its End", async () => {
    const { element } = await floating();
    const own = document.createElement("button");
    own.slot = "launcher";
    own.dataset.avatarAction = "open";
    own.textContent = "Help";
    element.append(own);
    await close(element);
    expect(focusOfPage()).to.equal("slotted launcher");
    const end = find(element, "[part=running-end-button]")!;
    const { left, top, width, height } = end.getBoundingClientRect();
    expect(element.shadowRoot!.elementFromPoint(left + width / 2, top + height / 2)?.closest("button")).to.equal(end);
    end.focus();
    end.click();
    await until(() => element.session === null);
    await settled(element);
    expect(focusOfPage()).to.equal("slotted launcher");
  });
});

describe("the focus of an avatar that is closed and opened", () => {
  afterEach(clear);

  const escape = (init: KeyboardEventInit = {}) =>
    new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true, cancelable: true, ...init });

  const WAYS: Readonly<Record<string, (element: LiveAvatarElement) => void>> = {
    "the close button": (element) => {
      find(element, ".close")!.focus();
      find(element, ".close")!.click();
    },
    Escape: (element) => find(element, ".input")!.dispatchEvent(escape()),
    "hide()": (element) => {
      element.hide();
    },
    "a slotted button": (element) => {
      const button = element.querySelector<HTMLElement>("[slot=header]")!;
      button.focus();
      button.click();
    },
  };

  for (const layout of ["floating", "fullscreen"])
    for (const onClose of ["mute", "continue", "end"])
      for (const launcher of ["built in", "slotted"])
        for (const [way, closeBy] of Object.entries(WAYS)) {
          it(`${layout}, on-close=${onClose}, launcher ${launcher}: ${way} and back`, async () => {
            const { element } = await floating({ layout, "on-close": onClose });
            const header = document.createElement("button");
            header.slot = "header";
            header.dataset.avatarAction = "close";
            header.textContent = "Away";
            element.append(header);
            let own: HTMLElement | undefined;
            if (launcher === "slotted") {
              own = document.createElement("button");
              own.slot = "launcher";
              own.dataset.avatarAction = "open";
              element.append(own);
            }
            find(element, ".input")!.focus();
            closeBy(element);
            await settled(element);
            await settled(element);
            expect(element.open).to.equal(false);
            if (own) expect(focusOfPage()).to.equal("slotted launcher");
            else expect(focused(element)).to.equal("launcher");
            (own ?? find(element, ".launcher")!).click();
            await settled(element);
            await settled(element);
            expect(focusOfPage(), "in the avatar").to.equal("live-avatar");
            expect(focused(element)).to.equal(element.session ? "input" : "start");
          });
        }

  it("goes back to a field of the page's own in the avatar", async () => {
    const { element } = await floating();
    const own = document.createElement("input");
    own.slot = "footer";
    element.append(own);
    own.focus();
    element.hide();
    await settled(element);
    expect(focused(element)).to.equal("launcher");
    find(element, ".launcher")!.click();
    await settled(element);
    expect(focusOfPage()).to.equal("slotted footer");
  });

  it("goes in by the launcher's press, also where a press gives no focus (Safari)", async () => {
    const { element } = await floating();
    element.hide();
    await settled(element);
    (document.activeElement as HTMLElement | null)?.blur();
    find(element, ".launcher")!.click();
    await settled(element);
    expect(focused(element)).to.equal("input");
  });

  it("an open that is open takes no focus later", async () => {
    const { element, renderer } = await floating();
    const button = document.createElement("button");
    button.slot = "header";
    button.dataset.avatarAction = "open";
    element.append(button);
    button.click();
    const outside = document.body.appendChild(document.createElement("button"));
    outside.focus();
    renderer.report({ type: "connection", connection: "poor" });
    await settled(element);
    expect(document.activeElement === outside).to.equal(true);
    outside.remove();
  });
});

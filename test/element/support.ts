/** A tag, a renderer under command, and the way to what the visitor sees. */
import type { Clock } from "../../src/core/clock.js";
import { systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { RendererSound, RendererVoice } from "../../src/core/ports/avatar-renderer.js";
import type { LiveAvatarElement } from "../../src/index.js";
import "../../src/index.js";
// Loaded ahead, so that no wait depends on the server of the test.
import "../../src/element/locales/de.js";
import "../../src/element/locales/words.js";
import { FakeRenderer } from "../../src/testing/index.js";
import { nextTask } from "../support/next-task.js";

export { nextTask };

/** A fake renderer that has a microphone and a loudspeaker. */
export class TalkingRenderer extends FakeRenderer {
  interaction: "conversational" | "push-to-talk" | undefined;
  override readonly voice: RendererVoice;
  readonly sound: RendererSound;

  constructor(mountMs = 0, clock: Clock = systemClock) {
    super({ clock, mountMs });
    const note = (call: string): Promise<void> => {
      this.calls.push(call);
      return Promise.resolve();
    };
    let open = false;
    const mic = (mic: "live" | "muted" | "off"): void => {
      open = mic !== "off";
      this.report({ type: "mic", mic });
    };
    const interaction = () => this.interaction;
    this.voice = {
      get interaction() {
        return interaction();
      },
      start: (options) => {
        if (!this.mounted) return Promise.reject(new LiveAvatarError("wrong-state", "The avatar is not mounted."));
        mic(options?.muted ? "muted" : "live");
        return note("voice.start");
      },
      setMuted: (muted) => {
        if (open) mic(muted ? "muted" : "live");
      },
      setDevice: (id) => note(`setDevice:${id}`),
      stop: () => {
        if (open) mic("off");
        void note("voice.stop");
      },
      startPushToTalk: () => note("startPushToTalk"),
      stopPushToTalk: () => note("stopPushToTalk"),
    };
    this.sound = {
      setMuted: (muted) => void note(`sound.muted:${String(muted)}`),
      setVolume: (volume) => void note(`sound.volume:${volume}`),
      unlock: () => note("unlock"),
    };
  }

  /** A whole reply. */
  answer(text: string): void {
    this.report(
      { type: "reply-chunk", text },
      { type: "speech-start" },
      { type: "reply-text", text },
      { type: "speech-end" },
    );
  }
}

// The recogniser of a test browser hears nobody, and a page that has used it cannot be closed (Debian's Chromium 156). Tests of
// recognition bring stand-ins.
for (const name of ["SpeechRecognition", "webkitSpeechRecognition"]) Reflect.deleteProperty(window, name);

// The WebKit of the tests is built without WebRTC. Tests of rooms bring stand-ins.
if (!("RTCPeerConnection" in globalThis))
  Object.defineProperty(globalThis, "RTCPeerConnection", {
    value: class {
      readonly standsIn = true;
    },
    configurable: true,
    writable: true,
  });

const placed: HTMLElement[] = [];

export async function place(
  attributes: Readonly<Record<string, string>> = {},
  renderer?: TalkingRenderer,
): Promise<LiveAvatarElement> {
  const element = document.createElement("live-avatar");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (renderer) element.renderer = renderer;
  document.body.append(element);
  placed.push(element);
  await element.updateComplete;
  // The words of another language come with a chunk.
  if (attributes.lang === "de") await until(() => find(element, ".layer")?.lang === "de");
  return element;
}

/** A conversation that is ready. */
export async function talk(attributes: Readonly<Record<string, string>> = {}, renderer = new TalkingRenderer()) {
  const element = await place(attributes, renderer);
  await element.start();
  await settled(element);
  return { element, renderer };
}

export async function clear(): Promise<void> {
  for (const element of placed.splice(0)) element.remove();
  await nextTask();
}

/** What is asked comes true within a few tasks. */
export async function until(isTrue: () => boolean): Promise<void> {
  for (let left = 500; left > 0 && !isTrue(); left -= 1) await nextTask();
  if (!isTrue()) throw new Error(`waited in vain: ${isTrue.toString()}`);
}

/** What is loaded or decoded comes in the browser's own time: each turn of this loop waits for a frame. */
export async function untilLoaded(isTrue: () => boolean): Promise<void> {
  for (let left = 600; left > 0 && !isTrue(); left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  if (!isTrue()) throw new Error(`waited in vain: ${isTrue.toString()}`);
}

/** Signals have been drawn. */
export async function settled(element: LiveAvatarElement): Promise<void> {
  await nextTask();
  await element.updateComplete;
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as querySelector has it
export function find<T extends HTMLElement = HTMLElement>(element: LiveAvatarElement, selector: string): T | null {
  return element.renderRoot.querySelector<T>(selector);
}

/** Waits for one event. */
export function event<K extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  name: K,
): Promise<HTMLElementEventMap[K]> {
  return new Promise((resolve) => {
    target.addEventListener(name, resolve, { once: true });
  });
}

/** The picture of the portrait: paints the actor's face on the canvas, frame by frame, only when it has changed. */
import type { Clock } from "../core/clock.js";
import type { AvatarControlPatch } from "../core/ports/avatar-control.js";
import type { Figure } from "./figure.js";
import { browserFrames, FrameLoop } from "./frame-loop.js";
import { Actor } from "./motion/actor.js";
import type { MouthSource } from "./motion/actor.js";
import type { PortraitOptions } from "./options.js";
import { RIG_KEYS } from "./rig.js";
import type { Rig } from "./rig.js";
import { PortraitCanvas } from "./portrait-canvas.js";

/** A face that only breathes needs no more than thirty frames a second. */
const IDLE_FRAME_MS = 30;

export class Appearance {
  readonly #figure: Figure;
  readonly #options: PortraitOptions;
  readonly #clock: Clock;
  readonly #mouth: MouthSource;
  readonly #actor: Actor;
  #canvas: PortraitCanvas | undefined;
  #loop: FrameLoop | undefined;
  #stillness: MediaQueryList | undefined;
  #paused = false;
  #shown: Rig | undefined;
  #shownAt = 0;
  #latest = 0;

  constructor(figure: Figure, options: PortraitOptions, clock: Clock, mouth: MouthSource) {
    this.#figure = figure;
    this.#options = options;
    this.#clock = clock;
    this.#mouth = mouth;
    this.#actor = new Actor({ figure, random: options.random ?? Math.random, now: this.#now() });
  }

  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    if (this.#loop) this.#loop.paused = paused;
  }

  mount(container: HTMLElement | undefined): void {
    this.#stillness = matchMedia("(prefers-reduced-motion: reduce)");
    const canvas = new PortraitCanvas({
      figure: this.#figure,
      label: this.#options.label ?? this.#figure.label,
      container,
      handleStale: this.#handleStale,
    });
    this.#canvas = canvas;
    this.#shown = undefined;
    this.#paint(this.#actor.rigAt(this.#now(), this.#mouth, this.#isCalm));
    this.#loop = new FrameLoop(canvas.element, {
      requestFrame: this.#options.requestFrame ?? browserFrames,
      handleFrame: this.#handleFrame,
    });
    this.#loop.paused = this.#paused;
  }

  relocate(container: HTMLElement): void {
    this.#canvas?.relocate(container);
  }

  update(control: AvatarControlPatch): void {
    this.#actor.update(control, this.#now());
  }

  readColours(): void {
    this.#canvas?.readColours();
  }

  unmount(): void {
    this.#loop?.dispose();
    this.#canvas?.dispose();
    this.#loop = this.#canvas = this.#stillness = this.#shown = undefined;
  }

  get #isCalm(): boolean {
    const { motion = "auto" } = this.#options;
    return motion === "auto" ? (this.#stillness?.matches ?? false) : motion === "reduced";
  }

  /** Wall clocks can be set back; faces cannot. */
  #now(): number {
    this.#latest = Math.max(this.#latest, this.#clock.now());
    return this.#latest;
  }

  readonly #handleFrame = (): void => {
    const now = this.#now();
    const speaks = this.#mouth(now) !== undefined;
    if (!speaks && this.#shown && now - this.#shownAt < IDLE_FRAME_MS) return;
    const rig = this.#actor.rigAt(now, this.#mouth, this.#isCalm);
    if (!this.#shown || differs(rig, this.#shown)) this.#paint(rig);
  };

  /** Size or colours have changed. While frames come, the next one shows it; a paused picture is painted as it was. */
  readonly #handleStale = (): void => {
    const shown = this.#shown;
    this.#shown = undefined;
    if (this.#paused && shown && this.#loop?.visible) this.#paint(shown);
  };

  #paint(rig: Rig): void {
    if (!this.#canvas?.paint(rig)) return;
    this.#shown = rig;
    this.#shownAt = this.#now();
  }
}

/** Whether two faces differ visibly. */
function differs(one: Rig, other: Rig): boolean {
  return RIG_KEYS.some((key) => Math.abs(one[key] - other[key]) > 0.002);
}

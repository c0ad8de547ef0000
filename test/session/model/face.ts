/** A renderer for random runs: it notes what is done with it, and breaks its word as its script says. */
import type { AvatarControlPatch } from "../../../src/core/ports/avatar-control.js";
import type { RendererReport } from "../../../src/core/ports/avatar-renderer.js";
import { type FakeClock, FakeFace, type Faults, withFaults } from "../../../src/testing/index.js";

/** Methods that do their work and then throw. */
export type Throwing = "update" | "interrupt" | "keepAlive" | "unmount" | "setMuted";

export interface FaceScript {
  readonly kind: "sound" | "voice" | "remote-voice";
  readonly mountMs: number;
  readonly mounts: boolean;
  /** It ignores the signal of its mount. */
  readonly standsUpLate: boolean;
  /** Infinity: a sound ends only when it is interrupted. */
  readonly speechMs: number;
  /** How many of its next speeches fail. */
  readonly failures: number;
  readonly maxDurationSeconds: number | undefined;
  readonly throws: readonly Throwing[];
  readonly faults: Faults;
}

export interface FaceContext {
  readonly handleProbe: (face: ModelFace) => void;
  readonly handleUnmount: (face: ModelFace) => void;
  readonly object: (invariant: string, what: string) => void;
}

export interface World {
  connection: string;
  mic: string;
  audio: string;
}

export const NO_STATUS: World = { connection: "unknown", mic: "off", audio: "off" };

export class ModelFace extends FakeFace {
  /** What the session is given: this face with its faults. */
  readonly faulty: ModelFace;
  readonly script: FaceScript;
  /** What it has reported of the world since it was mounted. */
  world = NO_STATUS;
  readonly sound = {
    setMuted: (): void => this.#maybeThrow("setMuted"),
    setVolume: (): void => undefined,
    unlock: (): Promise<void> => Promise.resolve(),
  };
  readonly #context: FaceContext;

  constructor(clock: FakeClock, script: FaceScript, context: FaceContext) {
    super({ clock, ...script });
    this.script = script;
    this.#context = context;
    if (!script.mounts) this.mountError = new Error("no picture");
    for (let i = 0; i < script.failures; i += 1) this.speechErrors.push(new Error("no sound"));
    this.faulty = withFaults<ModelFace>(this, script.faults, clock);
  }

  /** Whether the session must take it for standing: it may have said nothing, and stand a little later. */
  get stands(): boolean {
    return this.mounted || this.script.faults["mount"] === "nothing";
  }

  /** Its reports are heard, and it can be told to forget its listener. */
  get forgets(): boolean {
    return this.script.faults["subscribe"] !== "nothing";
  }

  override async mount(...args: Parameters<FakeFace["mount"]>): Promise<void> {
    if (args[1]?.signal?.aborted) this.#context.object("no mount that nobody waits for", this.id);
    this.world = NO_STATUS;
    await super.mount(...args);
    this.tell({ type: "connection", connection: "good" });
    this.tell({ type: "audio", audio: "playing" });
  }

  override update(control: AvatarControlPatch): void {
    super.update(control);
    this.#context.handleProbe(this);
    this.#maybeThrow("update");
  }

  override interrupt(): void {
    super.interrupt();
    this.#maybeThrow("interrupt");
  }

  override unmount(): void {
    super.unmount();
    this.#context.handleUnmount(this);
    this.#maybeThrow("unmount");
  }

  keepAlive(): void {
    this.#maybeThrow("keepAlive");
  }

  /** Reports something of the world. */
  tell(report: RendererReport): void {
    if (!this.subscribe) return;
    if (report.type === "connection") this.world = { ...this.world, connection: report.connection };
    if (report.type === "audio") this.world = { ...this.world, audio: report.audio };
    if (report.type === "mic") this.world = { ...this.world, mic: report.mic };
    this.report(report);
  }

  #maybeThrow(name: Throwing): void {
    if (this.script.throws.includes(name)) throw new Error(`${name}() threw`);
  }
}

/** How much an emulator holds at a time: one more conversation than a machine can carry would spoil all of them. */
import { availableParallelism } from "node:os";
import type { FullSessionConfig } from "../backend/rest-protocol.js";

type Quality = NonNullable<NonNullable<FullSessionConfig["video_settings"]>["quality"]>;

/** What the tracks of a quality are like, and what they cost. */
export interface StreamSettings {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /**
   * Milliseconds of sound in a piece: at most the avatar's queue. Each piece is an event that the process reads, so that small ones add
   * up, and a process that is late by more than a piece stutters.
   */
  readonly soundMs: number;
  /** What it costs, in conversations of the largest picture; measured by `npm run bench -- load`. */
  readonly cost: number;
}

const LARGE: StreamSettings = { width: 640, height: 480, framesPerSecond: 25, soundMs: 20, cost: 1 };
const STREAM_SETTINGS: Readonly<Record<Quality, StreamSettings>> = {
  low: { width: 160, height: 120, framesPerSecond: 10, soundMs: 100, cost: 0.25 },
  medium: { width: 320, height: 240, framesPerSecond: 25, soundMs: 20, cost: 0.5 },
  high: LARGE,
  very_high: LARGE,
};

/** Conversations of the largest picture that one processor carries, beside a LiveKit server and a browser. */
const PER_PROCESSOR = 2.5;

export const streamSettingsOf = ({ video_settings: settings }: FullSessionConfig): StreamSettings =>
  STREAM_SETTINGS[settings?.quality ?? "high"];

/** The capacity of this machine, in conversations of the largest picture. */
export const capacityOfMachine = (): number => PER_PROCESSOR * availableParallelism();

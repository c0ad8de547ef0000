/** How much an emulator holds at a time: one more conversation than a machine can carry would spoil all of them. */
import { availableParallelism } from "node:os";
import type { FullSessionConfig } from "../backend/rest-protocol.js";

export type Quality = NonNullable<NonNullable<FullSessionConfig["video_settings"]>["quality"]>;

/** What the emulator sends for a quality. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** What it costs, in conversations of the largest picture; measured by `npm run bench -- load`. */
  readonly cost: number;
}

const LARGE: Picture = { width: 640, height: 480, framesPerSecond: 25, cost: 1 };
const PICTURES: Readonly<Record<Quality, Picture>> = {
  low: { width: 160, height: 120, framesPerSecond: 10, cost: 0.1 },
  medium: { width: 320, height: 240, framesPerSecond: 25, cost: 0.4 },
  high: LARGE,
  very_high: LARGE,
};

/** Conversations of the largest picture that one processor carries, beside a LiveKit server and a browser. */
const PER_PROCESSOR = 2.5;

export const pictureOf = ({ video_settings: settings }: FullSessionConfig): Picture =>
  PICTURES[settings?.quality ?? "high"];

/** The capacity of this machine, in conversations of the largest picture. */
export const capacityOfMachine = (): number => PER_PROCESSOR * availableParallelism();

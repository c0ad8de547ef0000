/** The replies of the pipeline's bench: how a model streams them and what a voice needs for them. */

/** Ten sentences of 14 to 72 characters, as one says them. */
const SENTENCES = [
  "That is a good question.",
  "A lighthouse was built on this rock two hundred years ago.",
  "Its keeper lived alone.",
  "Every evening he climbed one hundred and ninety steps to light the lamp.",
  "Ships saw it from far away.",
  "One night the oil ran out, and a storm was coming.",
  "He burned his chair.",
  "Then he burned the table, the door and at last his own bed.",
  "No ship was lost.",
  "They still tell the story in the village below.",
];

/** A model writes a word, with the space before it, as one chunk. */
const words = (text: string): readonly string[] => text.match(/\s*\S+/gu) ?? [];

export const CHUNKS = words(SENTENCES.join(" "));

export interface ScriptedChunk {
  readonly text: string;
  readonly waitMs: number;
}

/** Until the first word. */
const THINKING_MS = 300;

/** 15 to 25 ms a chunk, the same in every round. */
export const STREAMED: readonly ScriptedChunk[] = CHUNKS.map((text, index) => ({
  text,
  waitMs: index === 0 ? THINKING_MS : 15 + ((index * 7) % 11),
}));

/** The same reply, the same time, in one piece at the end. */
export const WHOLE: readonly ScriptedChunk[] = [
  { text: CHUNKS.join(""), waitMs: STREAMED.reduce((sum, { waitMs }) => sum + waitMs, 0) },
];

export interface Pace {
  /** Until a sound is there: so long for any, and so much for each character. */
  readonly fixedMs: number;
  readonly msPerCharacter: number;
  /** How long it sounds. */
  readonly soundMsPerCharacter: number;
}

/** 150 ms and 2 ms a character, then 60 ms of sound for each: 16 characters a second, as people talk. */
export const TALKING: Pace = { fixedMs: 150, msPerCharacter: 2, soundMsPerCharacter: 60 };
/** So fast that no sentence waits for the one before it. */
export const BRISK: Pace = { fixedMs: 20, msPerCharacter: 0, soundMsPerCharacter: 2 };

const LONG_CHUNKS = 20_000;

/** Sentence after sentence without an end in sight. */
export const LONG: readonly string[] = Array.from(
  { length: LONG_CHUNKS },
  (_, index) => CHUNKS[index % CHUNKS.length]?.replace(/^(?=\S)/, " ") ?? "",
);

/**
 * Answers of model servers as they really come, as data: what is written to the wire, and what has to come of it. Each row
 * names in its comment or id whose habit it is; the words are ours.
 */

export interface Quirk {
  readonly id: string;
  /** Default 200. */
  readonly status?: number;
  /** Default `text/event-stream`; null for none. */
  readonly contentType?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Written as they are, with `gapMs` between them. */
  readonly chunks?: readonly (string | Uint8Array)[];
  /** Default 0: the next turn of the loop. */
  readonly gapMs?: number;
  /** Written again and again, as long as somebody listens. */
  readonly repeat?: string;
  /** How the answer ends. Default `end`; `cut` breaks the connection, `hang` leaves it open. */
  readonly ending?: "end" | "cut" | "hang";
  /** The options of the adapter. */
  readonly timeoutMs?: number;
  readonly model?: string;
  readonly thoughts?: "keep";
  readonly tools?: readonly string[];

  /** What is heard in all. With a `code` too: what was heard before the failure; default "". */
  readonly text?: string;
  readonly calls?: readonly { readonly name: string; readonly arguments: string }[];
  readonly code?: string;
  /** A part of the error's sentence. */
  readonly message?: string;
  /** The code through `createModelHandler`, where it cannot be the same. */
  readonly throughCode?: string;
  /** Likewise, a part of the sentence; "" for any. */
  readonly throughMessage?: string;
  /** Whether a session would ask again with less. */
  readonly isTooLong?: boolean;
}

export const data = (value: unknown): string =>
  `data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`;

export const choice = (delta: unknown, reason: string | null = null, more: object = {}): object => ({
  id: "x",
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: reason, ...more }],
});

export const say = (content: unknown, reason: string | null = null): string => data(choice({ content }, reason));
export const STOP = data(choice({}, "stop"));
export const finish = (reason: string): string => data(choice({}, reason));
export const DONE = "data: [DONE]\n\n";
export const END: readonly string[] = [STOP, DONE];
/** A whole answer of these pieces of text. */
export const says = (...texts: readonly string[]): string[] => [...texts.map((text) => say(text)), ...END];
export const completion = (message: unknown, reason: string | null = "stop"): object => ({
  id: "x",
  object: "chat.completion",
  choices: [{ index: 0, message, finish_reason: reason }],
  usage: { total_tokens: 3 },
});

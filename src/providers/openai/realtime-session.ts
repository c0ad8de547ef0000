/** What a server is asked to do with the sound, less what it has refused. */
import { sessionUpdate, type WireError } from "./realtime-wire.js";

/** The fields that some models refuse, each with the words by which an error is about it. */
const REFUSABLE = {
  // "Turn detection is not supported for this transcription model" (https://github.com/livekit/agents/pull/5779)
  turnDetection: /turn.?detection/i,
  language: /\blanguages?\b/i,
  prompt: /\bprompt\b/i,
} as const;
export type RefusableField = keyof typeof REFUSABLE;

export interface SessionOptions {
  readonly model: string;
  readonly language: string | undefined;
  readonly prompt: string | undefined;
  /** What was refused once, and is not asked for again. */
  readonly refused: Set<RefusableField>;
}

/** The session of one connection. */
export class RealtimeSession {
  readonly #options: SessionOptions;
  /** What must not be in an error. */
  readonly secrets: readonly string[];
  #updateCount = 0;

  constructor(options: SessionOptions, secrets: readonly string[]) {
    this.#options = options;
    this.secrets = secrets;
  }

  /** Whether the ends of utterances are for us to say. */
  get isManual(): boolean {
    return this.#options.refused.has("turnDetection");
  }

  /** The message that asks for the session. Asked once more it changes nothing, and is answered. */
  update(): object {
    const { model, language, prompt, refused } = this.#options;
    this.#updateCount += 1;
    const fields = {
      model,
      language: refused.has("language") ? undefined : language,
      prompt: refused.has("prompt") ? undefined : prompt,
      isManual: this.isManual,
    };
    return sessionUpdate(fields, `update_${this.#updateCount}`);
  }

  /** Takes note of the session that the server reports: some drop what they do not know, without a word. */
  learn(isManual: boolean): void {
    if (isManual) this.#options.refused.add("turnDetection");
  }

  /** Whether the error is about a field that was left out meanwhile: a server may say it twice. */
  hasRefused(error: WireError): boolean {
    return [...this.#options.refused].some((field) => REFUSABLE[field].test(wordsOf(error)));
  }

  /** Whether the error is about a field that can be left out; it then is. */
  refuse(error: WireError): boolean {
    const said = wordsOf(error);
    const { refused, language, prompt } = this.#options;
    const isUsed: Readonly<Record<RefusableField, boolean>> = {
      turnDetection: true,
      language: language !== undefined,
      prompt: prompt !== undefined,
    };
    for (const field of Object.keys(REFUSABLE) as RefusableField[]) {
      if (!isUsed[field] || refused.has(field) || !REFUSABLE[field].test(said)) continue;
      refused.add(field);
      return true;
    }
    return false;
  }
}

const wordsOf = ({ param, message, code }: WireError): string => `${param} ${code} ${message}`;

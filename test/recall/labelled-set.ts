/** The labelled set: conversations of one visitor for each language, and questions with the messages that answer them. */
import { readFileSync } from "node:fs";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";

export interface LabelledMessage extends ChatMessage {
  readonly content: string;
  readonly threadId: string;
}

/**
 * The embedder's constants were chosen with the questions for tuning. Those held out, and the later ones, were only counted, but
 * a part of its list of topics is by somebody who knew them. The last ones were written after that part. The blind ones were
 * written by somebody who had not seen the embedder nor its topics, while the topics were extended by somebody who had not seen them.
 */
export const PARTS = ["tuning", "held out", "later", "last", "blind"] as const;
export type Part = (typeof PARTS)[number];

const PART_OF_SIGN: ReadonlyMap<string, Part> = new Map([
  ["!", "later"],
  ["=", "last"],
  ["~", "blind"],
]);

export interface LabelledQuestion {
  readonly id: string;
  readonly text: string;
  /** The ids of the messages that answer it. */
  readonly answers: ReadonlySet<string>;
  readonly part: Part;
  /** It is asked of so many messages, the first ones: those that stand before it. */
  readonly asked: number;
}

export interface LabelledLanguage {
  readonly name: string;
  /** Oldest first. */
  readonly messages: readonly LabelledMessage[];
  readonly questions: readonly LabelledQuestion[];
}

export const LANGUAGES = ["english", "german", "french"] as const;

export const labelledSet = (): readonly LabelledLanguage[] =>
  LANGUAGES.map((name) => read(name, readFileSync(new URL(`set/${name}.txt`, import.meta.url), "utf8")));

const SECONDS = 1000;

/** The part of a question, of which so many stand before it in its file; undefined for the sign of another line. */
function partOf(sign: string, before: number): Part | undefined {
  if (sign === "?") return before % 2 === 0 ? "tuning" : "held out";
  return PART_OF_SIGN.get(sign);
}

/** @throws Error for a line that is none, or a question about a message that is not there */
function read(name: string, text: string): LabelledLanguage {
  const messages: LabelledMessage[] = [];
  const questions: LabelledQuestion[] = [];
  const ids = new Map<string, string>();
  let threadId = "";
  let createdAt = 0;
  for (const line of text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))) {
    const [, sign = "", rest = ""] = /^([>va?!=~]) (.+)$/.exec(line) ?? [];
    const part = partOf(sign, questions.length);
    if (sign === ">") {
      const [id = "", date = ""] = rest.split(" ");
      threadId = id;
      createdAt = Date.parse(date);
    } else if (part !== undefined) {
      const [labels = "", question = ""] = rest.split(" | ");
      const answers = labels.split(", ").map((label) => {
        const id = ids.get(label);
        if (id === undefined) throw new Error(`${name}: no message is called ${label}`);
        return id;
      });
      const id = `${name}-${questions.length + 1}`;
      questions.push({ id, text: question, answers: new Set(answers), part, asked: messages.length });
    } else if (sign !== "") {
      const [, content = "", label] = /^(.*?)(?: \[(\w+)\])?$/.exec(rest) ?? [];
      const id = `${threadId}-${messages.length + 1}`;
      createdAt += 20 * SECONDS;
      messages.push({ id, threadId, role: sign === "v" ? "user" : "assistant", content, createdAt });
      if (label !== undefined) ids.set(label, id);
    } else throw new Error(`${name}: not a line of the set: ${line}`);
  }
  return { name, messages, questions };
}

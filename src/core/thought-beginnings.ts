/**
 * The first words by which a thought can be told although no mark begins it. Templates of several models (DeepSeek-R1, QwQ,
 * Qwen's thinking ones) end with the opening mark, so that the answer begins within the thought.
 */

/**
 * What is done about thoughts that no mark begins, because the template of the model has begun them. Only an end mark tells
 * them, and what was handed over by then cannot be taken back.
 *
 * - `guess`: an answer that begins as thoughts do ("Okay, the user …") is kept back until its end mark, or until its end
 * - `expect`: every answer is kept back so
 * - `ignore`: nothing is kept back
 */
export type UnopenedThoughts = "guess" | "expect" | "ignore";

/** What may stand before it, and be followed by a comma or the like. */
const INTERJECTIONS = ["okay", "ok", "alright", "all right", "hmm", "hm", "嗯", "好的"];
/** How models speak about the person before them, and about what they are going to do. */
const BEGINNINGS = [
  ...["the user", "the visitor", "the human", "the customer", "the person", "this user", "this visitor", "user "],
  ...["the question is", "the query", "the system prompt", "the instructions", "my instructions", "my task"],
  ...["i should", "i need to", "i must", "i have to", "i'll need to", "i am asked", "i'm asked", "i wonder"],
  ...["so the user", "so, the user", "so i need to", "so, i need to", "first, i need to", "first, the user", "wait,"],
  ...["we need to", "we should", "we must", "we have to", "we are asked"],
  ...[
    "let me think",
    "let me see",
    "let me figure",
    "let me recall",
    "let me break",
    "let me start by",
    "let me analyze",
  ],
  ...["let's think", "let's see", "let's break", "they want", "they are asking", "用户", "我需要", "我应该", "首先"],
];
const BETWEEN = /^[\s,.!…，。、]+/;
/** Interjections in a row. */
const MOST = 3;

/** Whether a text begins as thoughts do; undefined while it is too short to tell. */
export function beginsLikeThought(text: string): boolean | undefined {
  let rest = text.trimStart().toLowerCase().replaceAll("’", "'");
  for (let left = MOST; ; left -= 1) {
    if (BEGINNINGS.some((words) => rest.startsWith(words))) return true;
    const isOpen = [...BEGINNINGS, ...INTERJECTIONS].some((words) => words.startsWith(rest));
    if (isOpen) return undefined;
    const said =
      left > 0 && INTERJECTIONS.find((word) => rest.startsWith(word) && BETWEEN.test(rest.slice(word.length)));
    if (!said) return false;
    rest = rest.slice(said.length).replace(BETWEEN, "");
  }
}

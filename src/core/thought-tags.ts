/** The marks that models put around their thoughts, read out of a text. */

/** What a mark is: the beginning or end of a thought or of the answer proper, or a part of gpt-oss's frame. */
export interface ThoughtTag {
  readonly kind: "open" | "close" | "empty" | "begin-answer" | "end-answer" | "channel" | "message" | "start" | "end";
  /** Marks of one name belong together, however they are written. */
  readonly name: string;
  /** The place after the mark. */
  readonly end: number;
}

/** A mark that goes on after this is none. */
const LONGEST_TAG = 256;

/** The names in brackets of any kind, with the name by which an end finds its beginning: models mix these up. */
const THOUGHTS: Readonly<Record<string, string>> = {
  ...{ think: "think", thinking: "think", "seed:think": "think", "mm:think": "think", "antml:thinking": "think" },
  ...{ ant_thinking: "think", antthinking: "think", deep_think: "think" },
  ...{
    thought: "thought",
    thoughts: "thought",
    chain_of_thought: "thought",
    cot: "thought",
    thought_process: "thought",
  },
  ...{ reasoning: "reasoning", reflection: "reflection", scratchpad: "scratchpad", analysis: "analysis" },
  ...{ inner_monologue: "monologue", internal_monologue: "monologue", inner_thoughts: "monologue" },
};
/** The names for the answer proper, which some models put in a frame of its own after their thoughts. */
const ANSWERS: Readonly<Record<string, string>> = {
  ...{ answer: "answer", output: "output", response: "response", final: "final", final_answer: "final" },
};

/** The names between bars; the first four kinds are gpt-oss's. */
const BARRED: Readonly<Record<string, readonly [kind: ThoughtTag["kind"], name: string]>> = {
  channel: ["channel", "channel"],
  message: ["message", "channel"],
  start: ["start", "channel"],
  end: ["end", "channel"],
  return: ["end", "channel"],
  call: ["end", "channel"],
  // OpenThinker and Sky-T1
  begin_of_thought: ["open", "thought"],
  end_of_thought: ["close", "thought"],
  begin_of_thinking: ["open", "think"],
  end_of_thinking: ["close", "think"],
  begin_of_solution: ["begin-answer", "solution"],
  end_of_solution: ["end-answer", "solution"],
  // Command A Reasoning
  start_thinking: ["open", "think"],
  end_thinking: ["close", "think"],
  start_response: ["begin-answer", "response"],
  end_response: ["end-answer", "response"],
};

/** Whole marks that follow no rule: Gemma's channel, and MedGemma's tokens. */
const LITERALS: readonly (readonly [text: string, kind: "open" | "close", name: string])[] = [
  ["<|channel>thought", "open", "gemma"],
  ["<channel|>", "close", "gemma"],
  ["<unused94>thought", "open", "unused"],
  ["<unused95>", "close", "unused"],
];

/** Brackets, longest first. The last but one is Kimi's; escaped ones come from proxies that make HTML of answers. */
const BRACKETS = [
  ["<|", "|>"],
  ["<｜", "｜>"],
  ["<", ">"],
  ["&lt;", "&gt;"],
  ["◁", "▷"],
  ["[", "]"],
] as const;

/** The characters with which a mark may begin. */
export const TAG_BEGINS = /[<&◁[]/g;

/** A name, and what a tag may hold beside it. */
const INSIDE = /^(\/?)\s*([a-z_:]+)(\s[^<>]*?)?\s*(\/?)$/i;
const INSIDE_BEGUN = /^\/?\s*([a-z_:]*)(\s[^<>]*|\/)?$/i;
const REASONING_DETAILS = /\stype=["']?reasoning\b/i;

/**
 * The mark at a place of a text; undefined where there is none. "begun" says that the text ends before it can be told.
 */
export function readThoughtTag(text: string, at: number): ThoughtTag | "begun" | undefined {
  let isBegun = false;
  for (const [literal, kind, name] of LITERALS) {
    if (text.startsWith(literal, at)) return { kind, name, end: at + literal.length };
    isBegun ||= literal.startsWith(text.slice(at, at + literal.length));
  }
  for (const [left, right] of BRACKETS) {
    if (!text.startsWith(left, at)) {
      isBegun ||= left.startsWith(text.slice(at, at + left.length));
      continue;
    }
    const inside = text.slice(at + left.length, at + LONGEST_TAG);
    const length = inside.indexOf(right);
    if (length === -1) {
      isBegun ||= text.length - at < LONGEST_TAG && mayBecome(inside, right);
    } else {
      const tag = tagOf(inside.slice(0, length), left.length > 1 && left !== "&lt;");
      if (tag) return { ...tag, end: at + left.length + length + right.length };
    }
  }
  return isBegun ? "begun" : undefined;
}

function tagOf(inside: string, isBarred: boolean): Omit<ThoughtTag, "end"> | undefined {
  const [, slash, written = "", attributes = "", empty] = INSIDE.exec(inside) ?? [];
  const name = written.toLowerCase();
  const barred = isBarred && slash === "" ? own(BARRED, name) : undefined;
  if (barred) return { kind: barred[0], name: barred[1] };
  const thought = own(THOUGHTS, name) ?? detailsOf(name, slash, attributes);
  if (thought !== undefined) return { kind: slash ? "close" : empty ? "empty" : "open", name: thought };
  const answer = own(ANSWERS, name);
  return answer === undefined ? undefined : { kind: slash ? "end-answer" : "begin-answer", name: answer };
}

/** `<details type="reasoning">`, as Open WebUI and its proxies write it. */
function detailsOf(name: string, slash: string | undefined, attributes: string): string | undefined {
  return name === "details" && (slash !== "" || REASONING_DETAILS.test(attributes)) ? "details" : undefined;
}

const NAMES = [...Object.keys(THOUGHTS), ...Object.keys(ANSWERS), ...Object.keys(BARRED), "details"];

function mayBecome(inside: string, right: string): boolean {
  // The bracket's own end may have been cut in two.
  const begun = right.length > 1 ? inside.replace(/[|｜]$|&(?:g|gt)?$/, "") : inside;
  const [, written, more] = INSIDE_BEGUN.exec(begun) ?? [];
  if (written === undefined) return false;
  const name = written.toLowerCase();
  return more === undefined ? NAMES.some((known) => known.startsWith(name)) : NAMES.includes(name);
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

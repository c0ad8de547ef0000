/** `{{char}}`, `{{random:a,b}}` and the others: text in double braces that stands for other text. */

/** UTF-16 units that one text can become: a card of a long name and many `{{char}}` is a bomb. */
const MAX_TEXT = 128 * 1024;
/** Macros within macros. Deeper braces are text. */
const MAX_DEPTH = 8;
/** `{{{` is a brace and a macro. */
const TOKEN = /\{\{(?!\{)|\}\}|\\?,|<(?:char|bot|user)>/gi;

export interface MacroContext {
  readonly charName: string;
  readonly userName: string;
  /** 0 ≤ x < 1, as `Math.random`. */
  readonly random: () => number;
  /** `{{hidden_key:…}}` says its words: the text is to be searched, not to be sent. */
  readonly showsHiddenKeys?: boolean;
}

/** The text between two braces so far. */
interface Frame {
  text: string;
  /** The indices of the commas that separate values; commas of an inserted name are not among them. */
  readonly commas: number[];
  readonly start: number;
}

/** The text with its macros replaced, at most 128 Ki long. Unknown macros and stray braces stay as they are. */
export function replaceMacros(template: string, context: MacroContext): string {
  const whole: Frame = { text: "", commas: [], start: 0 };
  const open: Frame[] = [];
  let written = 0;
  let done = 0;
  const write = (text: string): void => {
    (open.at(-1) ?? whole).text += text;
    written += text.length;
  };

  for (const { 0: token, index } of template.matchAll(TOKEN)) {
    write(template.slice(done, index));
    if (written > MAX_TEXT) break;
    done = index + token.length;
    const top = open.at(-1);
    if (token === "{{" && open.length < MAX_DEPTH) open.push({ text: "", commas: [], start: index });
    else if (token === "}}" && top) {
      open.pop();
      write(valueOf(top, context) ?? `{{${top.text}}}`);
    } else {
      if (token === ",") top?.commas.push(top.text.length);
      write(token.startsWith("<") ? nameOf(token.slice(1, -1), context) : token);
    }
  }
  if (written <= MAX_TEXT) write(template.slice(done));
  return [whole.text, ...open.map(({ text }) => text)].join("{{").slice(0, MAX_TEXT);
}

function nameOf(word: string, { charName, userName }: MacroContext): string {
  return word.toLowerCase() === "user" ? userName : charName;
}

/** Undefined where it is no macro that we know. */
function valueOf(frame: Frame, context: MacroContext): string | undefined {
  if (/^\s*\/\//.test(frame.text)) return "";
  const [, word = "", value] = /^\s*(\w+)\s*(?:::?([^]*))?$/.exec(frame.text) ?? [];
  const macro = word.toLowerCase();
  if (value === undefined) {
    if (macro === "char" || macro === "user") return nameOf(macro, context);
    // What an application without a card would say: we have nothing to say.
    return macro === "original" ? "" : undefined;
  }
  switch (macro) {
    case "random":
      return choose(valuesOf(frame, value), context.random());
    case "pick":
      return choose(valuesOf(frame, value), steadyNumber(frame.text, frame.start));
    case "roll":
      return roll(value, context.random());
    case "reverse":
      return Array.from(value).reverse().join("");
    case "hidden_key":
      return context.showsHiddenKeys ? value : "";
    case "comment":
      return "";
    default:
      return undefined;
  }
}

/** The values of a list: parted by commas, or, as many cards have it, by `::`. `\,` is a comma in a value. */
function valuesOf({ text, commas }: Frame, list: string): string[] {
  const start = text.length - list.length;
  const ends = [...commas.filter((at) => at >= start), text.length];
  const values = ends.map((end, index) => text.slice(index === 0 ? start : (ends[index - 1] ?? 0) + 1, end));
  return (values.length > 1 ? values : list.split("::")).map((value) => value.replaceAll("\\,", ",").trim());
}

function choose(values: readonly string[], chance: number): string {
  return values[indexOf(values.length, chance)] ?? "";
}

/** An index below `count`, also for a chance that is not between 0 and 1. */
function indexOf(count: number, chance: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(chance * count) || 0));
}

function roll(dice: string, chance: number): string | undefined {
  const [, digits = "0"] = /^\s*d?(\d{1,9})\s*$/i.exec(dice) ?? [];
  const sides = Number(digits);
  return sides > 0 ? String(1 + indexOf(sides, chance)) : undefined;
}

/** The same number, 0 ≤ x < 1, for the same text at the same place, whenever it is asked for (FNV-1a). */
export function steadyNumber(text: string, start: number): number {
  let hash = 0x811c9dc5 ^ start;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // Its last bits follow the last letter too closely.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

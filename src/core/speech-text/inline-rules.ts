/** What stands within a line and is no word: code signs, tags, entities, escapes, pictographs. */
import { hostOf } from "./links.js";
import { isOpen, lineEnd, matchAt, type Place, taken, type Verdict } from "./place.js";

const MAX_CODE = 300;
const MAX_COMMENT = 4000;
const MAX_TAG = 500;

const CODE_RUN = /`+/y;
const TAG = /<\/?([a-z][a-z0-9_]*)(?:\s[^<>]*)?\/?>/iy;
const TAG_BEGUN = /<\/?(?:([a-z][a-z0-9_]*)(\s[^<>]*)?\/?)?$/iy;
const AUTOLINK = /<(https?:\/\/[^\s<>]+)>/iy;
const MAIL = /<([\w.+-]+@[\w.-]+)>/y;
const LINK_BEGUN = /<(?:h(?:t(?:t(?:p(?:s?:?\/{0,2}[^\s<>]*)?)?)?)?|[\w.+-]+@?[\w.-]*)$/iy;

/** Tags that end a line of what is said. */
const BREAKS = new Set("br p div li ul ol tr table h1 h2 h3 h4 h5 h6 hr pre blockquote details summary".split(" "));
/** Other tags that models write into their text, and the marks of turns that some servers leave in it. */
const TAGS = new Set(
  "a b i u s em strong del ins mark small sub sup span font center code kbd img td th tbody thead abbr cite q".split(
    " ",
  ),
);
const TURN_MARKS = new Set("eos bos pad unk end_of_turn start_of_turn".split(" "));
const isTag = (name: string): boolean => BREAKS.has(name) || TAGS.has(name) || TURN_MARKS.has(name);
const couldBeTag = (begun: string): boolean =>
  [BREAKS, TAGS, TURN_MARKS].some((names) => [...names].some((name) => name.startsWith(begun)));

const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/iy;
const ENTITY_BEGUN = /&(?:#x?[\da-f]{0,7}|[a-z]{0,8})?$/iy;
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", ndash: "–", mdash: "—", hellip: "…" },
  ...{ lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", laquo: "«", raquo: "»", euro: "€", copy: "©", deg: "°" },
};

/** What is drawn and has no word: pictographs with all that belongs to them, and characters without a width. */
const PICTOGRAPH =
  /(?:\p{Extended_Pictographic}\uFE0F|\p{Emoji_Presentation}|\p{Regional_Indicator}|[\u2600-\u27BF\u2B00-\u2BFF\u{1F000}-\u{1FAFF}]|[\uFE0E\uFE0F\u20E3\u{E0020}-\u{E007F}\u200B\u2060\uFEFF\u00AD])/uy;
const PERHAPS_PICTOGRAPH = /\p{Extended_Pictographic}/uy;
const JOINER = "\u200D";

/** `\*` is a star; `\(` and `\[` are the signs around a formula. */
export function escape(place: Place): Verdict {
  const { text, at } = place;
  if (text.charAt(at) !== "\\") return undefined;
  if (isOpen(place, at + 1)) return "undecided";
  const next = text.charAt(at + 1);
  if (/[()[\]]/.test(next)) return taken(2);
  if (next === "\n") return taken(1);
  return /[!-/:-@[-`{-~]/.test(next) ? taken(2, next) : undefined;
}

/** Code within a sentence is its name. */
export function code(place: Place): Verdict {
  const { text, at, before, following } = place;
  const run = matchAt(CODE_RUN, place)?.[0];
  if (run === undefined) return undefined;
  const from = at + run.length;
  if (isOpen(place, from)) return "undecided";
  // An apostrophe stays one.
  if (run === "`" && /\p{L}$/u.test(before) && /\p{L}/u.test(text.charAt(from))) return undefined;
  const stop = lineEnd(text, from, MAX_CODE);
  const known = text.slice(0, stop);
  for (let close = known.indexOf(run, from); close !== -1; close = known.indexOf(run, close)) {
    const end = matchAt(CODE_RUN, { ...place, at: close })?.[0].length ?? 0;
    if (end === run.length) {
      if (isOpen(place, close + end)) return "undecided";
      return taken(close + end - at, text.slice(from, close).trim());
    }
    close += end;
  }
  return stop === text.length && following === "more" ? "undecided" : taken(run.length);
}

/** Tags and comments of HTML are left out; `a < b` and `List<T>` are text. */
export function angle(place: Place): Verdict {
  const { text, at, following } = place;
  if (text.charAt(at) !== "<") return undefined;
  if (isOpen(place, at + 1)) return "undecided";
  if (text.startsWith("<!--", at)) {
    const end = text.slice(at, at + MAX_COMMENT).indexOf("-->", 4);
    if (end !== -1) return taken(end + 3);
    return following === "more" && text.length - at < MAX_COMMENT ? "undecided" : undefined;
  }
  const link = matchAt(AUTOLINK, place);
  if (link) return taken(link[0].length, hostOf(link[1] ?? ""));
  const mail = matchAt(MAIL, place);
  if (mail) return taken(mail[0].length, mail[1]);
  const tag = matchAt(TAG, place);
  const name = tag?.[1]?.toLowerCase() ?? "";
  if (tag && isTag(name)) return taken(tag[0].length, BREAKS.has(name) ? "\n" : "");
  if (following !== "more" || text.length - at > MAX_TAG) return undefined;
  if ("<!--".startsWith(text.slice(at)) || matchAt(LINK_BEGUN, place)) return "undecided";
  const begun = matchAt(TAG_BEGUN, place);
  if (!begun) return undefined;
  const [, word = "", rest] = begun;
  return (rest === undefined ? couldBeTag(word.toLowerCase()) : isTag(word.toLowerCase())) ? "undecided" : undefined;
}

export function entity(place: Place): Verdict {
  if (place.text.charAt(place.at) !== "&") return undefined;
  const found = matchAt(ENTITY, place);
  if (found) {
    const [whole, decimal, hex, name] = found;
    const point = decimal === undefined ? parseInt(hex ?? "", 16) : Number(decimal);
    const words = name === undefined ? characterOf(point) : ENTITIES[name.toLowerCase()];
    return words === undefined ? undefined : taken(whole.length, words);
  }
  return place.following === "more" && matchAt(ENTITY_BEGUN, place) ? "undecided" : undefined;
}

const characterOf = (point: number): string | undefined =>
  point > 31 && point < 0x110000 && !(point >= 0xd800 && point < 0xe000) ? String.fromCodePoint(point) : undefined;

export function pictograph(place: Place): Verdict {
  const { text, at, before } = place;
  const found = matchAt(PICTOGRAPH, place);
  if (found) return taken(found[0].length);
  if (text.charAt(at) === JOINER) return matchAt(PICTOGRAPH, { ...place, text: before, at: 0 }) ? taken(1) : undefined;
  const perhaps = matchAt(PERHAPS_PICTOGRAPH, place);
  return perhaps && isOpen(place, at + perhaps[0].length) ? "undecided" : undefined;
}

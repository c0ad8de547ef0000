/** Links, pictures, references and addresses: what is said of them is their text. */
import { isOpen, matchAt, type Place, taken, type Verdict } from "./place.js";

/** A bracket that is not closed within this many characters of its line begins no link. */
const MAX_LABEL = 500;
const MAX_ADDRESS = 2000;

const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"`|{}【】「」『』。、，！？）]*/iy;
const ADDRESS_STARTS = ["https://", "http://", "www."];
/** Signs at the end of an address that belong to the sentence around it. */
const TRAILING = /[.,;:!?'*_~\]]+$/;
const CITATION = /^\d{1,3}(?:[,–-] ?\d{1,3})*$/;
const SOURCE = /【[^【】\n]{0,60}】/y;

/** `[text](address)`, `![text](address)`, `[text][name]`, `[^1]`, and the numbers of sources after a sentence. */
export function link(place: Place, wordsOf: (label: string) => string): Verdict {
  const { text, at, before, following } = place;
  const isPicture = text.charAt(at) === "!";
  const from = isPicture ? at + 1 : at;
  if (isPicture && isOpen(place, from)) return "undecided";
  if (text.charAt(from) !== "[") return undefined;
  const end = closing(text, from, "[", "]", MAX_LABEL);
  if (end === "beyond") return following === "more" ? "undecided" : undefined;
  if (end === undefined) return undefined;
  const label = text.slice(from + 1, end);
  const next = text.charAt(end + 1);
  if (next === "" && following === "more") return "undecided";
  const isCitation = CITATION.test(label);
  if (next === "(" || (next === "[" && !isCitation)) {
    const [open, close] = next === "(" ? ["(", ")"] : ["[", "]"];
    const last = closing(text, end + 1, open, close, MAX_ADDRESS);
    if (last === "beyond" && following === "more") return "undecided";
    // A reply that ends in the middle of an address has its text all the same.
    if (last !== undefined) return taken((last === "beyond" ? text.length : last + 1) - at, wordsOf(label));
  }
  if (label.startsWith("^")) return taken(end + 1 - at);
  return isCitation && /[.!?,;:)\]"'”»。！？]/.test(before) ? taken(end + 1 - at) : undefined;
}

/** 【4†source】 */
export function source(place: Place): Verdict {
  if (place.text.charAt(place.at) !== "【") return undefined;
  const found = matchAt(SOURCE, place);
  if (found) return found[0].includes("†") ? taken(found[0].length) : undefined;
  const line = place.text.slice(place.at, place.at + 62);
  return place.following === "more" && line.length < 62 && !line.includes("\n") ? "undecided" : undefined;
}

/** A bare address is named by its host. */
export function address(place: Place): Verdict {
  const { text, at, before, following } = place;
  if (/[\p{L}\p{N}]$/u.test(before)) return undefined;
  const head = text.slice(at, at + "https://".length).toLowerCase();
  if (following === "more" && ADDRESS_STARTS.some((start) => start.startsWith(head))) return "undecided";
  const found = matchAt(ADDRESS, place)?.[0];
  if (found === undefined) return undefined;
  if (found.length < MAX_ADDRESS && isOpen(place, at + found.length)) return "undecided";
  const closed = found.includes("(") ? found : found.replace(/\).*$/, "");
  const whole = closed.replace(TRAILING, "");
  const host = hostOf(whole);
  return host === "" ? undefined : taken(whole.length, host);
}

export function hostOf(url: string): string {
  const [host = ""] = url.replace(/^https?:\/\//i, "").split(/[/?#\\]/, 1);
  return host
    .replace(/^[^@]*@/, "")
    .replace(/:\d*$/, "")
    .replace(/^www\./i, "");
}

/**
 * The index of the bracket that closes the one at `from`; "beyond": not in what is known, but perhaps later; undefined: not
 * in this line, or too far away.
 */
function closing(text: string, from: number, open: string, close: string, max: number): number | "beyond" | undefined {
  let depth = 0;
  for (let at = from; at < text.length && at - from <= max; at += 1) {
    const char = text.charAt(at);
    if (char === "\n") return undefined;
    if (char === "\\") at += 1;
    else if (char === open) depth += 1;
    else if (char === close) depth -= 1;
    if (depth === 0) return at;
  }
  return text.length - from > max ? undefined : "beyond";
}

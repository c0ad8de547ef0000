/**
 * The parser of markers in a streamed reply: `<|ACT {"emotion":"happy"}|>` and `<|DELAY:500|>`. Markers are removed before
 * sentences are split: the dot of an intensity would end one.
 */
import { isRecord } from "./is-record.js";
import { EMOTIONS, type Emotion } from "./vocabulary.js";

/** A piece of the stream. `intensity` is 0…1. */
export type MarkerPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "emotion"; readonly name: Emotion; readonly intensity: number }
  | { readonly type: "delay"; readonly ms: number };

export interface MarkerParser {
  /** Returns the parts that are certain by now; at most the beginning of a marker is kept back. */
  push(chunk: string): MarkerPart[];
  /** Ends the stream: returns what was kept back, unless it is an unclosed marker. The parser starts anew. */
  flush(): MarkerPart[];
}

/** From `<|` to `|>`, in UTF-16 units; what is longer is no marker. */
const MAX_MARKER = 1024;
/** A name in small letters is a mark of the model's own, which has no payload. */
const MAX_MODEL_MARK = 64;
const MODEL_MARK = /<([|｜])[\p{L}\d_▁:.-]{2,}(?:\1>)?/uy;
const MARKER = /^([A-Z]\w*)[:\s]?\s*([^]*)$/;

/**
 * The parts, joined, do not depend on where the stream was cut; adjacent texts count as one. A marker is `<|` and a
 * capital letter, up to `|>`; one of an unknown name, or with a payload that means nothing, is removed without a word. So are
 * the marks with which models end a turn, as `<|im_end|>` and `<｜end▁of▁sentence｜>`. Anything else is text, every character
 * of it.
 */
export function createMarkerParser(): MarkerParser {
  let held = "";

  /** @param isOver nothing more comes: what could still become a marker is decided */
  const take = (isOver: boolean): MarkerPart[] => {
    const parts: MarkerPart[] = [];
    let done = 0;
    let at = held.indexOf("<");
    while (at !== -1) {
      const kind = kindAt(held, at);
      if (kind === "undecided") break;
      if (kind === "text") at = held.indexOf("<", at + 1);
      else {
        addText(parts, held.slice(done, at));
        const part = readMarker(held.slice(at + 2, kind.end - 2));
        if (part) parts.push(part);
        done = kind.end;
        at = held.indexOf("<", done);
      }
    }
    if (at === -1) at = held.length;
    const isOpenMarker = isOver && /^<[|｜][\p{L}_]/u.test(held.slice(at, at + 3));
    addText(parts, held.slice(done, isOver && !isOpenMarker ? held.length : at));
    held = isOver ? "" : held.slice(at);
    return parts;
  };

  return {
    push: (chunk) => {
      // Most chunks are words alone, or letters within a marker: they cost next to nothing.
      if (held === "" && !chunk.includes("<")) return chunk === "" ? [] : [{ type: "text", text: chunk }];
      const isWithinMarker = /^<\|[A-Z]/.test(held) && held.length + chunk.length < MAX_MARKER && !chunk.includes(">");
      held += chunk;
      return isWithinMarker || held === "<" || held === "<|" ? [] : take(false);
    },
    flush: () => take(true),
  };
}

function addText(parts: MarkerPart[], text: string): void {
  if (text !== "") parts.push({ type: "text", text });
}

/** What the `<` at a place begins: a marker that ends before `end`, text, or still undecided. */
function kindAt(stream: string, at: number): "text" | "undecided" | { readonly end: number } {
  const bar = stream.charAt(at + 1);
  const first = stream.charAt(at + 2);
  if (bar !== "|" && bar !== "｜") return bar === "" ? "undecided" : "text";
  if (first === "") return "undecided";
  if (bar === "｜" || first < "A" || first > "Z") return modelMarkAt(stream, at);
  const close = stream.slice(at, at + MAX_MARKER).indexOf("|>", 3);
  if (close !== -1) return { end: at + close + 2 };
  return stream.length - at < MAX_MARKER ? "undecided" : "text";
}

function modelMarkAt(stream: string, at: number): ReturnType<typeof kindAt> {
  MODEL_MARK.lastIndex = at;
  const [mark] = MODEL_MARK.exec(stream) ?? [];
  if (mark === undefined) return stream.length - at <= 3 && /[\p{L}\d_▁]$/u.test(stream) ? "undecided" : "text";
  if (mark.length > MAX_MODEL_MARK) return "text";
  if (mark.endsWith(">")) return { end: at + mark.length };
  const rest = stream.slice(at + mark.length);
  return rest === "" || rest === mark.charAt(1) ? "undecided" : "text";
}

function readMarker(inside: string): MarkerPart | undefined {
  const [, name, payload = ""] = MARKER.exec(inside) ?? [];
  if (name === "ACT") return readEmotion(payload);
  if (name !== "DELAY" || payload.trim() === "") return undefined;
  const ms = Number(payload);
  return Number.isFinite(ms) && ms >= 0 ? { type: "delay", ms } : undefined;
}

/** `{"emotion":"happy","intensity":0.8}` or `{"emotion":{"name":"happy","intensity":0.8}}`; without a number, 1. */
function readEmotion(payload: string): MarkerPart | undefined {
  const act = parseObject(payload);
  const emotion = act?.emotion;
  const nested = isRecord(emotion) ? emotion : undefined;
  const word = nested ? nested.name : emotion;
  if (typeof word !== "string") return undefined;
  const name = word.trim().toLowerCase();
  if (!isEmotion(name)) return undefined;
  const given = nested?.intensity ?? act?.intensity;
  const intensity = typeof given === "number" || (typeof given === "string" && given.trim() !== "") ? Number(given) : 1;
  return { type: "emotion", name, intensity: Number.isFinite(intensity) ? Math.min(1, Math.max(0, intensity)) : 1 };
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEmotion(word: string): word is Emotion {
  return (EMOTIONS as readonly string[]).includes(word);
}

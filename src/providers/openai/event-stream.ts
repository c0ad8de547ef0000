/** The body of a streamed answer, read into events, in the forms in which servers send one. */
import { createParser } from "eventsource-parser";
import { isRecord } from "../../core/is-record.js";
import { parseJson } from "../../core/parse-json.js";

const MAX_LINE_LENGTH = 1_048_576;
/** The mark at the end of a stream. */
const DONE = /^\[\s*done\s*\]/i;
/** What is meant to be JSON, whether it is or not. */
const JSON_BEGIN = /^[[{]/;
const MARKUP_BEGIN = /^<[a-z!?]/i;

export type StreamEvent =
  | { readonly type: "value"; readonly value: Readonly<Record<string, unknown>>; readonly isError: boolean }
  | { readonly type: "done" }
  /** An event that came in part: something of the answer is missing. */
  | { readonly type: "damaged" }
  | { readonly type: "page" }
  | { readonly type: "too-long" };

/** Makes events of the text of a body; its type is not asked, because servers and proxies give it wrong or not at all. */
export interface EventReader {
  push(text: string): readonly StreamEvent[];
  /** The body has ended. */
  end(): readonly StreamEvent[];
}

/**
 * Reads server-sent events, JSON lines, and whole JSON; which it is, the first sign says. Comments, and data that is no JSON object
 * (`data: : keep-alive`, `data: null`), are no events.
 */
export function createEventReader(): EventReader {
  let beginning = "";
  let reader: EventReader | undefined;
  return {
    push(text) {
      if (reader) return reader.push(text);
      beginning += text;
      const words = beginning.trimStart();
      // A page may begin with a comment; a single bracket does not say what follows.
      if (words === "" || words === "<") return [];
      if (MARKUP_BEGIN.test(words)) return [{ type: "page" }];
      reader = JSON_BEGIN.test(words) ? createJsonReader() : createSseReader();
      return reader.push(words);
    },
    end: () => reader?.end() ?? [],
  };
}

function createSseReader(): EventReader {
  let events: StreamEvent[] = [];
  const take = (): readonly StreamEvent[] => {
    const taken = events;
    events = [];
    return taken;
  };
  let isTooLong = false;
  const parser = createParser({
    maxBufferSize: MAX_LINE_LENGTH,
    onEvent: ({ data, event }) => events.push(...eventsOf(data, event === "error")),
    onError: ({ type, line }) => {
      if (type === "max-buffer-size-exceeded") {
        isTooLong = true;
        events.push({ type: "too-long" });
      }
      // Some servers write the error that ends a stream as a bare line of JSON.
      const value = type === "unknown-field" ? parseJson(line ?? "") : undefined;
      if (isRecord(value)) events.push({ type: "value", value, isError: false });
    },
  });
  return {
    push(text) {
      if (!isTooLong) parser.feed(text);
      return take();
    },
    end() {
      // The last event may lack its empty line, or its line feed.
      if (!isTooLong) parser.feed("\n\n");
      return take();
    },
  };
}

function eventsOf(data: string, isError: boolean): StreamEvent[] {
  const text = data.trim();
  if (DONE.test(text)) return [{ type: "done" }];
  const value = parseJson(text);
  if (isRecord(value)) return [{ type: "value", value, isError }];
  if (Array.isArray(value)) return value.filter(isRecord).map((record) => ({ type: "value", value: record, isError }));
  // Events that no empty line divides come as one, a line each.
  const lines = text.split("\n");
  if (lines.length > 1 && lines.every((line) => DONE.test(line.trim()) || parseJson(line) !== undefined)) {
    return lines.flatMap((line) => eventsOf(line, isError));
  }
  if (isError && text !== "")
    return [{ type: "value", value: { error: typeof value === "string" ? value : text }, isError }];
  return value === undefined && JSON_BEGIN.test(text) ? [{ type: "damaged" }] : [];
}

/** A line each, or a whole of several lines, or a list. */
function createJsonReader(): EventReader {
  let rest = "";
  let values = 0;
  /** A line that was no JSON in itself: the body is read as a whole. */
  let isWhole = false;
  return {
    push(text) {
      rest += text;
      if (rest.length > MAX_LINE_LENGTH) return [{ type: "too-long" }];
      const events: StreamEvent[] = [];
      for (let at = rest.indexOf("\n"); at !== -1 && !isWhole; at = rest.indexOf("\n")) {
        const line = rest.slice(0, at).trim();
        const found = line === "" ? [] : eventsOf(line.replace(/^data:/, ""), false);
        isWhole = found.some(({ type }) => type === "damaged");
        if (isWhole) break;
        values += found.length;
        events.push(...found);
        rest = rest.slice(at + 1);
      }
      return events;
    },
    end() {
      const text = rest.trim();
      if (text === "") return values === 1 ? [{ type: "done" }] : [];
      const events = eventsOf(text, false);
      // A value that is all of the body is whole, for else it would be none.
      const isWhole = values === 0 && events.every(({ type }) => type === "value");
      return isWhole ? [...events, { type: "done" }] : events;
    },
  };
}

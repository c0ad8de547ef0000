/** What the relay has told of each visitor, shown to that visitor alone: an event stream that begins with the newest events. */
import { isRecord } from "../../src/core/is-record.js";
import type { RelayedEvent } from "../../src/server/index.js";

const MOST_EVENTS = 50;
const MOST_CHARS = 300;
/** A demo has few visitors; whoever sends random cookies fills no memory. */
const MOST_OWNERS = 100;
/** Pages of one visitor that look on at once. */
const MOST_LISTENERS = 20;

interface Feed {
  /** Lines of the event stream, the oldest first. */
  lines: string[];
  readonly listeners: Set<ReadableStreamDefaultController<Uint8Array>>;
}

const encoder = new TextEncoder();

/** A line for people. Nothing of the detail is known to be what a page of ours would say. */
function textOf(detail: unknown): string {
  if (!isRecord(detail)) return "";
  const { message } = detail;
  if (isRecord(message)) return `${String(message["role"])}: ${JSON.stringify(message["content"])}`;
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}

export function createEventFeed() {
  const feeds = new Map<string, Feed>();

  function feedOf(owner: string): Feed {
    const feed = feeds.get(owner) ?? { lines: [], listeners: new Set() };
    // The one that is used goes to the end, so that the first one is the oldest.
    feeds.delete(owner);
    feeds.set(owner, feed);
    for (const [key, { listeners }] of feeds) {
      if (feeds.size <= MOST_OWNERS) break;
      if (listeners.size === 0) feeds.delete(key);
    }
    return feed;
  }

  return {
    tell(owner: string, events: readonly RelayedEvent[]): void {
      const feed = feedOf(owner);
      for (const { seq, type, detail } of events) {
        const text = textOf(detail).slice(0, MOST_CHARS);
        const line = `data: ${JSON.stringify({ seq, type, text })}\n\n`;
        feed.lines = [...feed.lines, line].slice(-MOST_EVENTS);
        for (const listener of feed.listeners) listener.enqueue(encoder.encode(line));
      }
    },

    /** The answer to a page that looks on. */
    listen(owner: string): Response {
      const feed = feedOf(owner);
      if (feed.listeners.size >= MOST_LISTENERS) return new Response("Too many pages look on.", { status: 503 });
      let own: ReadableStreamDefaultController<Uint8Array> | undefined;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          own = controller;
          // A browser counts a stream as open when its first bytes are there.
          controller.enqueue(encoder.encode(`: events of this visitor\n\n${feed.lines.join("")}`));
          feed.listeners.add(controller);
        },
        cancel() {
          if (own) feed.listeners.delete(own);
        },
      });
      return new Response(body, { headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" } });
    },
  };
}

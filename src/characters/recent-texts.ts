import type { ChatMessage } from "../core/ports/chat-message.js";
import { MAX_SCANNED, SearchedText } from "./lore-keys.js";

/** More messages than this are not searched, however short they are. */
const MAX_MESSAGES = 100;

/** The newest messages of a talk as texts to search, each made once. */
export class RecentTexts {
  /** The newest first. */
  readonly #messages: readonly string[];
  readonly #made = new Map<number, SearchedText>();

  constructor(history: readonly ChatMessage[]) {
    this.#messages = history
      .slice(-MAX_MESSAGES)
      .reverse()
      .map(({ content }) => textOf(content).slice(-MAX_SCANNED));
  }

  /** The last `count` messages, as much of them as is searched. */
  last(count: number): SearchedText {
    const depth = Math.max(0, Math.min(Math.floor(count), this.#messages.length));
    let text = this.#made.get(depth);
    if (!text) {
      text = new SearchedText(this.#messages.slice(0, depth).reverse().join("\n").slice(-MAX_SCANNED));
      this.#made.set(depth, text);
    }
    return text;
  }
}

function textOf(content: ChatMessage["content"]): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
}

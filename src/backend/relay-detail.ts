/** What the relay tells of an event: data that JSON can carry, of a bounded size, without pictures and without what errors hold inside. */
import { LiveAvatarError } from "../core/errors.js";
import { isRecord } from "../core/is-record.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import { detailOf, type SessionEventMap, type SessionEventName } from "../core/session-events.js";

/** Of one event: the texts together in UTF-16 units, the values of all lists and objects, and how deep they are in each other. */
const LIMITS = { text: 32_768, parts: 1000, depth: 12 } as const;

export interface RelayDetail {
  /** It has `truncated: true` where something of it was left out. */
  readonly detail: object;
  /** How many values it has, as a receiver counts them that limits the parts of a body. */
  readonly parts: number;
}

/** @param sessionId the service's id of the conversation, which the `ready` of a conversation tells */
export function relayDetail<K extends SessionEventName>(
  name: K,
  args: SessionEventMap[K],
  sessionId: string | null,
): RelayDetail {
  const copier = new Copier();
  try {
    const detail = copier.copy(toldOf(name, args, sessionId)) as object;
    return { detail: copier.isCut ? { ...detail, truncated: true } : detail, parts: copier.parts + 1 };
  } catch {
    // What tools return may be anything, also something that throws when it is looked at.
    return { detail: { truncated: true }, parts: 2 };
  }
}

function toldOf(name: SessionEventName, args: readonly unknown[], sessionId: string | null): object {
  const detail = detailOf(name, args);
  if (name === "state-change" && args[0] === "ready" && sessionId !== null) return { ...detail, id: sessionId };
  // With each piece the whole text again: a long reply would be told a hundred times.
  if (name === "chunk") return { ...detail, accumulated: undefined };
  if (name === "message") return { message: withoutPictures(args[0] as ChatMessage) };
  return detail;
}

function withoutPictures(message: ChatMessage): object {
  const { content } = message;
  if (typeof content === "string") return message;
  return { ...message, content: content.map((part) => (part.type === "text" ? part : { type: part.type })) };
}

class Copier {
  isCut = false;
  parts = 0;
  #text = LIMITS.text as number;

  copy(value: unknown, depth = 0): unknown {
    this.parts += 1;
    switch (typeof value) {
      case "string":
        return this.#cut(value);
      case "number":
        return Number.isFinite(value) ? value : null;
      case "bigint":
        return this.#cut(String(value));
      case "boolean":
        return value;
      case "object":
        return value === null ? null : this.#copyObject(value, depth);
      default:
        return null;
    }
  }

  #copyObject(value: object, depth: number): unknown {
    if (value instanceof Date) return value.toJSON();
    if (value instanceof Error || LiveAvatarError.is(value)) return this.copy(errorOf(value), depth);
    // A cycle is infinitely deep.
    if (depth === LIMITS.depth || ArrayBuffer.isView(value)) return this.#leaveOut();
    return Array.isArray(value) ? this.#copyList(value, depth) : this.#copyMembers(value, depth);
  }

  #copyList(values: readonly unknown[], depth: number): unknown[] {
    const copies: unknown[] = [];
    for (const value of values) {
      if (this.#isFull) break;
      copies.push(this.copy(value, depth + 1));
    }
    return copies;
  }

  #copyMembers(value: object, depth: number): object {
    const members: [string, unknown][] = [];
    // Not by a list of all names, which could be millions.
    for (const name in value) {
      if (!Object.hasOwn(value, name)) continue;
      const member = (value as Readonly<Record<string, unknown>>)[name];
      if (member === undefined || typeof member === "function") continue;
      if (this.#isFull) break;
      members.push([this.#cut(name), this.copy(member, depth + 1)]);
    }
    return Object.fromEntries(members);
  }

  /** Whether there is no room for another value. It is asked when there is one, which is then left out. */
  get #isFull(): boolean {
    const isFull = this.parts >= LIMITS.parts || this.#text <= 0;
    if (isFull) this.isCut = true;
    return isFull;
  }

  #leaveOut(): null {
    this.isCut = true;
    return null;
  }

  #cut(text: string): string {
    // A picture or a recording; of which kind is told.
    const [inline] = /^data:[^,;]{0,100}/.exec(text) ?? [];
    if (inline !== undefined) this.isCut = true;
    const kept = inline ?? text.slice(0, this.#text);
    if (kept.length < text.length) this.isCut = true;
    this.#text -= kept.length;
    return kept;
  }
}

/** The cause stays in the page: it may be anything. */
function errorOf(error: unknown): object {
  if (LiveAvatarError.is(error)) {
    const { code, stage, message, retryable, fatal, status, retryAfter } = error;
    return { code, stage, message, retryable, fatal, status, retryAfter };
  }
  return isRecord(error) ? { name: error["name"], message: error["message"] } : {};
}

/** What a page says of a thread, and what it asks for, within bounds. */
import { isRecord } from "../core/is-record.js";
import type { MessagesAround, Thread } from "../core/ports/thread-provider.js";
import { MAX_NEIGHBOURS } from "../core/thread-values.js";
import type { Fields } from "./body.js";
import { HandlerFailure } from "./failure.js";
import { bodyInvalid } from "./fields.js";
import { isId } from "./ids.js";
import { JsonBounds } from "./json-bounds.js";

const MAX_TITLE_LENGTH = 500;
const MAX_METADATA_CHARS = 16_384;
const METADATA_LIMITS = { maxDepth: 8, maxParts: 1_000 };
/** The last millisecond that a `Date` knows. */
export const LAST_TIME = 8.64e15;
/** Whoever copies metadata by assignment would change the prototype of an object with these. */
export const PROTOTYPE_KEYS: readonly string[] = ["__proto__", "constructor", "prototype"];

/** @throws HandlerFailure `body-invalid` */
export function readTime(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > LAST_TIME) {
    throw bodyInvalid(`${name}: must be whole milliseconds since 1970.`);
  }
  return value;
}

/**
 * The thread that a page saves.
 * @param now the server's time: nothing was created later, and the page has no say in when it was changed
 * @throws HandlerFailure
 */
export function readThread(id: string, fields: Fields, now: number): Thread {
  const { title, resourceId, metadata, createdAt } = fields;
  if (title != null && (typeof title !== "string" || title.length > MAX_TITLE_LENGTH)) {
    throw bodyInvalid(`title: must be a text of at most ${MAX_TITLE_LENGTH} characters.`);
  }
  if (resourceId != null && !isId(resourceId)) throw bodyInvalid("resourceId: must be a text of 1…200 characters.");
  return {
    id,
    ...(title != null && { title }),
    ...(resourceId != null && { resourceId }),
    ...(metadata != null && { metadata: readMetadata(metadata) }),
    createdAt: createdAt == null ? now : Math.min(readTime(createdAt, "createdAt"), now),
    updatedAt: now,
  };
}

function readMetadata(metadata: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(metadata)) throw bodyInvalid("metadata: must be an object.");
  const text = JSON.stringify(metadata);
  if (text.length > MAX_METADATA_CHARS) {
    throw new HandlerFailure("input-too-long", `metadata: is limited to ${MAX_METADATA_CHARS} characters.`);
  }
  const tooMuch = new JsonBounds(METADATA_LIMITS).push(text);
  if (tooMuch !== undefined) throw bodyInvalid(`metadata: has ${tooMuch}.`);
  checkKeys(metadata);
  return metadata;
}

function checkKeys(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (PROTOTYPE_KEYS.includes(key)) throw bodyInvalid(`metadata: may have no key "${key}".`);
    checkKeys(inner);
  }
}

const queryInvalid = (message: string): HandlerFailure => new HandlerFailure("query-invalid", message);

/** A number of the address, from `least` to `most`, which it is by default. */
export function readCount(query: URLSearchParams, name: string, most: number, least = 1): number {
  const value = query.get(name);
  if (value === null) return most;
  const count = /^\d{1,9}$/.test(value) ? Number(value) : -1;
  if (count < least) throw queryInvalid(`${name}: must be a whole number from ${least} on.`);
  return Math.min(count, most);
}

/** A switch of the address: "true" or "false", which it is by default. */
export function readFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name) ?? "false";
  if (value !== "true" && value !== "false") throw queryInvalid(`${name}: must be true or false.`);
  return value === "true";
}

/** The neighbours of a message that the address asks for, if it does. */
export function readAround(query: URLSearchParams): MessagesAround | undefined {
  const id = readId(query, "around");
  if (id === undefined) return undefined;
  const other = ["last", "before"].find((name) => query.has(name));
  if (other !== undefined) throw queryInvalid(`${other}: does not go with around.`);
  const count = (name: string): number => readCount(query, name, MAX_NEIGHBOURS, 0);
  return { id, before: count("countBefore"), after: count("countAfter") };
}

/** An id of the address. */
export function readId(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!isId(value)) throw queryInvalid(`${name}: must be an id of 1…200 characters.`);
  return value;
}

/** What a page relays, within bounds. */
import { isRecord } from "../core/is-record.js";
import type { Fields } from "./body.js";
import { HandlerFailure } from "./failure.js";
import { bodyInvalid } from "./fields.js";
import { isId } from "./ids.js";
import type { RelayedEvent } from "./relay-options.js";
import { LAST_TIME, PROTOTYPE_KEYS } from "./thread-fields.js";

const VERSION = 1;
const MAX_EVENTS = 500;
const TYPE = /^[A-Za-z][\w.:-]{0,63}$/;

export interface RelayBatch {
  readonly sessionId: string;
  readonly batchId: string;
  /** In the order of their numbers; at least one. */
  readonly events: readonly [RelayedEvent, ...RelayedEvent[]];
}

/** @throws HandlerFailure */
export function readBatch({ version, sessionId, batchId, events }: Fields): RelayBatch {
  if (version !== VERSION) throw bodyInvalid(`version: this endpoint knows ${VERSION}.`);
  if (!isId(sessionId)) throw bodyInvalid("sessionId: must be a text of 1…200 characters.");
  if (!isId(batchId)) throw bodyInvalid("batchId: must be a text of 1…200 characters.");
  if (!Array.isArray(events)) throw bodyInvalid("events: must be a list of events.");
  if (events.length > MAX_EVENTS) {
    throw new HandlerFailure("input-too-long", `events: one request is limited to ${MAX_EVENTS} of them.`);
  }
  let last = -1;
  const [first, ...others] = events.map((event: unknown): RelayedEvent => {
    if (!isRecord(event)) throw bodyInvalid("events: each must be an object.");
    const { seq, type, at, detail } = event;
    if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq <= last) {
      throw bodyInvalid("events: seq must be whole numbers that rise.");
    }
    last = seq;
    if (typeof type !== "string" || !TYPE.test(type)) throw bodyInvalid("events: type must be an event's name.");
    if (typeof at !== "number" || !(at >= 0 && at <= LAST_TIME)) {
      throw bodyInvalid("events: at must be milliseconds since 1970.");
    }
    return { seq, type, at, detail: withoutPrototypeKeys(detail) };
  });
  if (!first) throw bodyInvalid("events: has none.");
  return { sessionId, batchId, events: [first, ...others] };
}

/**
 * What pages tell of tools and models has whatever keys; one batch that is refused would stop all that follow. So these keys
 * are left out, since whoever copies by assignment would change a prototype with them.
 */
function withoutPrototypeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypeKeys);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !PROTOTYPE_KEYS.includes(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutPrototypeKeys(inner)]));
}

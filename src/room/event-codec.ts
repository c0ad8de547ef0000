/**
 * The codec of commands and events: JSON in data packets. Nothing that arrives is trusted: what is malformed, foreign,
 * unknown, oversized or already seen becomes a reason for the debug log and nothing else.
 */
import type { OwnBytes } from "../core/own-buffer.js";
import { COMMANDS, EVENTS } from "./protocol.js";
import type { AgentCommand, AgentEvent, CommandType, EventType } from "./protocol.js";

/** The size of the largest packet that is read. LiveKit's own limit for a reliable packet is 15 KiB of payload. */
export const MAX_PACKET_BYTES = 65_536;

export type Decoded<T> = { readonly value: T } | { readonly dropped: string };

/** Encodes a command as the bytes of a data packet (protocol §2.3: UTF-8 JSON). */
export function encodeCommand(command: AgentCommand): OwnBytes {
  return new TextEncoder().encode(JSON.stringify(command));
}

/** Encodes an event as the bytes of a data packet. */
export function encodeEvent(event: AgentEvent): OwnBytes {
  return new TextEncoder().encode(JSON.stringify(event));
}

/** Decodes a command, on the agent's side. Its ids are optional, as the SDK omits some. */
export function decodeCommand(
  packet: Uint8Array,
): Decoded<Omit<AgentCommand, "event_id"> & { readonly event_id?: string }> {
  const record = parseRecord(packet);
  if ("dropped" in record) return record;
  const { event_type: type, event_id: id, text } = record.value;
  if (typeof type !== "string" || !Object.hasOwn(COMMANDS, type)) return { dropped: `unknown command ${quote(type)}` };
  const common = typeof id === "string" ? { event_id: id } : {};
  if (COMMANDS[type as CommandType] === "none") return { value: { ...common, event_type: type as "avatar.interrupt" } };
  if (typeof text !== "string") return { dropped: `${type} without a text` };
  return { value: { ...common, event_type: type as "avatar.speak_text", text } as AgentCommand };
}

/** Decodes an event of {@link EVENTS}. Unknown fields are dropped. */
export function decodeEvent(packet: Uint8Array): Decoded<AgentEvent> {
  const record = parseRecord(packet);
  if ("dropped" in record) return record;
  const { event_type: type } = record.value;
  if (typeof type !== "string" || !Object.hasOwn(EVENTS, type)) return { dropped: `unknown event ${quote(type)}` };
  const fields = readFields(type as EventType, record.value);
  if (fields === undefined) return { dropped: `${type} without a text` };
  return { value: { ...readCommon(record.value), ...fields, event_type: type } as AgentEvent };
}

function readCommon(record: Readonly<Record<string, unknown>>): object {
  const { event_id: id, session_id: session, source_event_id: source } = record;
  return {
    ...(typeof id === "string" && { event_id: id }),
    ...(typeof session === "string" && { session_id: session }),
    ...((typeof source === "string" || source === null) && { source_event_id: source }),
  };
}

function readFields(type: EventType, record: Readonly<Record<string, unknown>>): object | undefined {
  const { text, end_reason: end, stop_reason: stop } = record;
  switch (EVENTS[type]) {
    case "text":
      return typeof text === "string" ? { text } : undefined;
    case "reason":
      return {
        ...(typeof end === "string" && { end_reason: end }),
        ...(typeof stop === "string" && { stop_reason: stop }),
      };
    case "none":
      return {};
  }
}

function parseRecord(packet: Uint8Array): Decoded<Readonly<Record<string, unknown>>> {
  if (packet.byteLength > MAX_PACKET_BYTES) return { dropped: `a packet of ${packet.byteLength} bytes` };
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(packet));
  } catch {
    return { dropped: "not UTF-8 JSON" };
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return { dropped: "not a JSON object" };
  return { value: parsed as Readonly<Record<string, unknown>> };
}

/** Quotes foreign text for a log line: short, and recognisable as foreign. */
const quote = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : typeof value;

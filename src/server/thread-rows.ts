/** Threads and messages as rows of a database. Whatever is free text goes in as JSON: no character of it is lost or refused. */
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Thread } from "../core/ports/thread-provider.js";

export interface MessageText {
  readonly id: string;
  /** The message as JSON. */
  readonly text: string;
}

/** The messages that a thread does not have yet, in their order; of two with one id the first. */
export function freshMessages(
  messages: readonly ChatMessage[],
  isKnown: (id: string) => boolean,
): readonly MessageText[] {
  const fresh = new Map<string, MessageText>();
  for (const message of messages) {
    const { id } = message;
    if (!isKnown(id) && !fresh.has(id)) fresh.set(id, { id, text: JSON.stringify(message) });
  }
  return [...fresh.values()];
}

/** The columns of a thread. Databases give whole numbers as numbers or as texts. */
export interface ThreadRow {
  readonly id: string;
  readonly resource_id: string | null;
  readonly created_at: number | string;
  readonly updated_at: number | string;
  /** Title and metadata as JSON. */
  readonly data: string;
}

export const dataOf = ({ title, metadata }: Thread): string => JSON.stringify({ title, metadata });

export function threadOf(row: ThreadRow): Thread {
  const { title, metadata } = JSON.parse(row.data) as Pick<Thread, "title" | "metadata">;
  return {
    id: row.id,
    ...(title !== undefined && { title }),
    ...(row.resource_id !== null && { resourceId: row.resource_id }),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    ...(metadata !== undefined && { metadata }),
  };
}

/** @param rows the newest first */
export const messagesOf = (rows: readonly { readonly data: string }[]): readonly ChatMessage[] =>
  rows.map(({ data }) => JSON.parse(data) as ChatMessage).reverse();

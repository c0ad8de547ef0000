/** The database of vectors: its stores, and how each version becomes the next. */
import type { DBSchema } from "idb";
import { isRecord } from "../core/is-record.js";
import type { MessageVector } from "../core/ports/vector-store.js";
import type { Migration } from "./database-connection.js";

export interface StoredVector {
  /** Counts what was added: one that is replaced gets a new one, so that the newest are those with the greatest. */
  readonly sequence?: number;
  readonly embedderId: string;
  readonly threadId: string;
  readonly messageId: string;
  readonly resourceId?: string;
  readonly createdAt: number;
  readonly vector: Float32Array;
}

export interface VectorDatabase extends DBSchema {
  vectors: {
    key: number;
    value: StoredVector;
    indexes: { byMessage: [string, string, string]; byThread: string };
  };
  /** The numbers that the vectors of each embedder have. */
  dimensions: { key: string; value: number };
  /** The epoch: another one with each deletion and each database. What was read in an earlier one may be gone. */
  marks: { key: "epoch"; value: string };
}

/** An epoch that no other has. */
export const newEpoch = (): string => crypto.getRandomValues(new Uint32Array(4)).join("-");

export const VECTOR_MIGRATIONS: readonly Migration<VectorDatabase>[] = [
  (database, transaction) => {
    const vectors = database.createObjectStore("vectors", { keyPath: "sequence", autoIncrement: true });
    vectors.createIndex("byMessage", ["embedderId", "threadId", "messageId"], { unique: true });
    vectors.createIndex("byThread", "threadId");
    database.createObjectStore("dimensions");
    database.createObjectStore("marks");
    // Where it fails, the opening fails, and tells.
    transaction.objectStore("marks").put(newEpoch(), "epoch").catch(() => undefined); // prettier-ignore
  },
];

/** As it will be kept. */
export function storedVector({
  embedderId,
  threadId,
  messageId,
  resourceId,
  createdAt,
  vector,
}: MessageVector): StoredVector {
  return {
    ...{ embedderId, threadId, messageId, createdAt },
    ...(resourceId !== undefined && { resourceId }),
    vector: Float32Array.from(vector),
  };
}

/** A vector out of the database; undefined where it is none. Whether its numbers are numbers, the table checks. */
export function readVector(value: unknown): MessageVector | undefined {
  if (!isRecord(value)) return undefined;
  const { embedderId, threadId, messageId, resourceId, createdAt, vector } = value;
  if (typeof embedderId !== "string" || typeof threadId !== "string" || typeof messageId !== "string") return undefined;
  if (resourceId !== undefined && typeof resourceId !== "string") return undefined;
  if (typeof createdAt !== "number" || !(vector instanceof Float32Array)) return undefined;
  return { embedderId, threadId, messageId, resourceId, createdAt, vector };
}

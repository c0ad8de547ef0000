import type { ChatMessage } from "../core/ports/chat-message.js";
import { checkFunction, checkPositiveInteger, invalid } from "./checks.js";
import { checkOwnerOptions } from "./owner.js";
import type { OwnerOptions, OwnerSettings } from "./owner.js";
import type { ThreadStore } from "./thread-store.js";

type Role = ChatMessage["role"];
const ROLES: readonly Role[] = ["system", "user", "assistant", "tool"];

/** The options of {@link createThreadHandler}. They are checked when the handler is made. */
export interface ThreadHandlerOptions extends OwnerOptions {
  /** Where threads are kept: that of `live-avatar/server/sqlite` or `live-avatar/server/postgres`, or one of your own. */
  readonly store: ThreadStore;
  /** The path of the list, as requests have it when they come to the handler: "/api/threads". Threads are below it. */
  readonly basePath: string;
  /**
   * The roles of messages that a page may write. `system` and `tool` let a visitor write what a model takes for instructions or
   * for facts: only where nothing trusts them. Default: `user` and `assistant`.
   */
  readonly roles?: readonly Role[];
  /** Ceiling of one owner's threads; a new one beyond it is a 507. Default: 1,000. */
  readonly maxThreads?: number;
  /** Ceiling of one thread's messages; more are a 507. Default: 100,000. */
  readonly maxMessages?: number;
  /** Ceiling of a message's words, in UTF-16 units. Default: 100,000. */
  readonly maxMessageChars?: number;
  /** Ceiling of the body of one request that appends messages, their pictures included, in bytes. Default: 8 MB. */
  readonly maxBodyBytes?: number;
}

/** {@link ThreadHandlerOptions}, checked and with every default filled in. */
export interface ThreadHandlerSettings extends OwnerSettings {
  readonly store: ThreadStore;
  readonly basePath: string;
  readonly roles: readonly Role[];
  readonly maxThreads: number;
  readonly maxMessages: number;
  readonly maxMessageChars: number;
  readonly maxBodyBytes: number;
}

const STORE_METHODS = [
  ...["getThread", "saveThread", "listThreads", "deleteThread"],
  ...["getMessages", "getMessagesAround", "appendMessages"],
] as const;

/**
 * Checks everything that can be checked before the first visitor comes.
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkThreadHandlerOptions(options: ThreadHandlerOptions): ThreadHandlerSettings {
  const store = options.store as unknown as Partial<Record<string, unknown>> | null | undefined;
  for (const name of STORE_METHODS) checkFunction(`store.${name}`, store?.[name]);
  const basePath = checkBasePath(options.basePath);
  const roles = checkRoles(options.roles ?? ["user", "assistant"]);
  const ceiling = (name: "maxThreads" | "maxMessages" | "maxMessageChars" | "maxBodyBytes", usual: number) =>
    checkPositiveInteger(name, options[name] ?? usual);
  return {
    ...checkOwnerOptions(options, ["threads", basePath]),
    store: options.store,
    basePath,
    roles,
    maxThreads: ceiling("maxThreads", 1_000),
    maxMessages: ceiling("maxMessages", 100_000),
    maxMessageChars: ceiling("maxMessageChars", 100_000),
    maxBodyBytes: ceiling("maxBodyBytes", 8_000_000),
  };
}

function checkRoles(roles: unknown): readonly Role[] {
  if (!Array.isArray(roles) || roles.length === 0 || !roles.every((role) => ROLES.some((known) => known === role))) {
    throw invalid(`roles: must be a list of ${ROLES.join(", ")}`);
  }
  return [...(roles as readonly Role[])];
}

function checkBasePath(path: unknown): string {
  const isPath = typeof path === "string" && /^\/[^?#]*[^/?#]$/.test(path);
  if (!isPath || new URL(path, "https://a.example").pathname !== path) {
    throw invalid('basePath: must be a path as browsers write it, without a slash at its end, like "/api/threads"');
  }
  return path;
}

/**
 * What the server of a model turns out to refuse. Templates and limits differ from server to server and cannot be asked for,
 * so a refusal is answered with what it wants, and remembered.
 */
import { LiveAvatarError } from "../../core/errors.js";
import { isRecord } from "../../core/is-record.js";
import { isTooLong } from "../../core/too-long.js";

export interface ServerRules {
  /** Characters of the history; see {@link windowOf}. */
  readonly maxChars: number;
  /** `user`: system texts go into the visitor's first message. Gemma's first templates know no role `system`. */
  readonly systemRole: "system" | "user";
  /** `user`: calls of tools and their results are told as text. Gemma's templates know no role `tool`. */
  readonly toolRole: "tool" | "user";
  /** False: the model is offered no tools. Ollama refuses them for many models. */
  readonly takesTools: boolean;
}

export const NO_RULES: ServerRules = { maxChars: Infinity, systemRole: "system", toolRole: "tool", takesTools: true };

/** What was asked when the server refused. */
export interface Asked {
  /** Characters of the history. */
  readonly chars: number;
  /** Nothing is left to leave out: the history is the newest exchange. */
  readonly isShortest: boolean;
  /** The history was made shorter for this answer already. */
  readonly wasCut: boolean;
  readonly hasSystem: boolean;
  readonly hasToolMessages: boolean;
  readonly offersTools: boolean;
}

const TOOLS = /\btools?\b|\btool[_-]|\bfunction[ _-]?call/i;
/** Also what Google's server says for Gemma: "Developer instruction is not enabled for this model". */
const SYSTEM =
  /\bsystem\b.{0,40}\b(?:role|message|prompt|instruction)|\brole\b.{0,40}\bsystem\b|\bdeveloper instruction/i;
const ROLES = /\brole\b|\broles\b|\bchat[ _-]?template\b|\bjinja\b|\braise_exception\b/i;
/** What `createModelHandler` says where it knows no reason. */
const HIDDEN = /\brefused the request with status 4\d\d\.(?:\s|$)/;

/** What another request would not change. */
const OTHER_MATTERS: readonly unknown[] = ["llm-rate-limited", "llm-timeout", "llm-interrupted", "no-answer"];

/** The rules to ask with once more; undefined: asking again would not help. */
export function rulesAfter(error: unknown, rules: ServerRules, asked: Asked): ServerRules | undefined {
  if (LiveAvatarError.is(error) && OTHER_MATTERS.includes(error.code)) return undefined;
  if (isTooLong(error)) return shorter(rules, asked);
  const said = wordsOf(error);
  const isHidden = HIDDEN.test(said);
  const isAboutRoles = isHidden || ROLES.test(said);
  if (asked.hasToolMessages && rules.toolRole === "tool" && (isAboutRoles || TOOLS.test(said))) {
    return { ...rules, toolRole: "user" };
  }
  if (asked.offersTools && rules.takesTools && TOOLS.test(said)) {
    return { ...rules, takesTools: false, toolRole: "user" };
  }
  if (asked.hasSystem && rules.systemRole === "system" && (isAboutRoles || SYSTEM.test(said))) {
    return { ...rules, systemRole: "user" };
  }
  return isHidden ? shorter(rules, asked) : undefined;
}

/** Half of what was asked, and then the newest exchange alone. */
function shorter(rules: ServerRules, { chars, isShortest, wasCut }: Asked): ServerRules | undefined {
  if (isShortest) return undefined;
  return { ...rules, maxChars: wasCut ? 0 : Math.floor(chars / 2) };
}

const CAUSES = 3;

/** The messages of an error and of its causes: a model of the page's own may throw what its library says. */
function wordsOf(error: unknown, depth = CAUSES): string {
  if (typeof error === "string") return error;
  if (depth === 0 || !isRecord(error)) return "";
  const message = typeof error.message === "string" ? error.message : "";
  return `${message} ${wordsOf(error.cause, depth - 1)}`.slice(0, 2000);
}

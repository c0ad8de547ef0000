/** Runs the tools that a model asks for. What goes wrong there is told to the model, which can make the best of it. */
import { isAbortError, throwIfAborted } from "../../core/abort.js";
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import { isRecord } from "../../core/is-record.js";
import type { TurnProgress } from "../../core/machine/types.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Tool, ToolCall } from "../../core/ports/tool.js";
import { attempt } from "../../core/wait.js";

export interface ToolContext {
  readonly clock: Clock;
  readonly tools: readonly Tool[];
  readonly report: (progress: TurnProgress) => void;
}

/** Milliseconds that a tool may take. */
const TOOL_TIMEOUT_MS = 30_000;
/** Calls in one answer of the model. */
const MAX_CALLS = 8;
/** Characters of all results of one turn that the model is told, of one of them, and of one when the rest is used up. */
export const MAX_RESULTS_CHARS = 24_000;
const MAX_RESULT_CHARS = 8000;
const MIN_RESULT_CHARS = 200;
const MAX_ARGUMENT_CHARS = 100_000;
const MAX_REASON_CHARS = 500;

/** The calls with an id each of its own: results are told apart by them. */
export function withIds(calls: readonly ToolCall[], round: number): readonly ToolCall[] {
  const seen = new Set<string>();
  return calls.map((call, index) => {
    const isUsable = call.id !== "" && !seen.has(call.id);
    // Nine letters and digits, as Mistral's template wants them.
    const id = isUsable ? call.id : `call${round}${String(index).padStart(4, "0")}`;
    seen.add(id);
    return { ...call, id };
  });
}

/**
 * Runs the calls at the same time; resolves with the messages that answer them, in the order of the calls.
 * @param charsLeft what is left of {@link MAX_RESULTS_CHARS}
 * @throws AbortError as soon as the signal is aborted: a tool that does not heed it is left alone
 */
export async function runTools(
  calls: readonly ToolCall[],
  context: ToolContext,
  charsLeft: number,
  signal: AbortSignal,
): Promise<readonly ChatMessage[]> {
  const share = Math.floor(charsLeft / Math.min(calls.length, MAX_CALLS));
  const maxChars = Math.max(MIN_RESULT_CHARS, Math.min(MAX_RESULT_CHARS, share));
  return Promise.all(calls.map((call, index) => runTool(call, { ...context, index, maxChars }, signal)));
}

async function runTool(
  call: ToolCall,
  { clock, tools, report, index, maxChars }: ToolContext & { readonly index: number; readonly maxChars: number },
  signal: AbortSignal,
): Promise<ChatMessage> {
  const { id, name } = call;
  const args = argumentsOf(call.arguments);
  // Listeners get a copy: what they do with it is not what the tool is given.
  report({ type: "tool-call", call: { id, name, args: argumentsOf(call.arguments) ?? {} } });
  const answer = (content: string): ChatMessage => ({
    ...{ id: `tool-${id}`, role: "tool", content, createdAt: clock.now(), toolCallId: id },
  });
  try {
    throwIfAborted(signal);
    const tool = tools.find((one) => one.name === name);
    if (!tool) throw failure(`There is no tool "${name}". There are: ${tools.map((one) => one.name).join(", ")}.`);
    if (index >= MAX_CALLS) throw failure(`At most ${MAX_CALLS} tools are called at a time.`);
    if (!args) throw failure(`The arguments of "${name}" are no JSON object.`);
    const result = await attempt((given) => tool.execute(args, { signal: given }), {
      ...{ signal, clock, ms: TOOL_TIMEOUT_MS },
      timeout: () => failure(`The tool "${name}" gave no result in ${TOOL_TIMEOUT_MS / 1000} s.`),
    });
    const content = resultText(name, result, maxChars);
    report({ type: "tool-result", result: { id, name, result } });
    return answer(content);
  } catch (cause) {
    throwIfAborted(signal);
    const error = toolError(name, cause);
    report({ type: "tool-result", result: { id, name, error } });
    return answer(`Error: ${error.message}`);
  }
}

/** @returns undefined for what is no object */
function argumentsOf(written: string): Readonly<Record<string, unknown>> | undefined {
  if (written.trim() === "") return {};
  if (written.length > MAX_ARGUMENT_CHARS) return undefined;
  try {
    const args: unknown = JSON.parse(written);
    // A model that has nothing to say may write null.
    return args === null ? {} : isRecord(args) ? args : undefined;
  } catch {
    return undefined; // models make mistakes: this one is told so
  }
}

/** Text as it is, everything else as JSON. */
function resultText(name: string, result: unknown, maxChars: number): string {
  if (result === undefined || result === "") return "Done.";
  let text: unknown;
  try {
    text = typeof result === "string" ? result : JSON.stringify(result);
  } catch (cause) {
    throw new LiveAvatarError("tool-failed", `The result of "${name}" cannot be written as JSON.`, { cause });
  }
  if (typeof text !== "string") throw failure(`The result of "${name}" cannot be written as JSON.`);
  return text.length > maxChars ? `${text.slice(0, maxChars)}… (cut)` : text;
}

const failure = (message: string): LiveAvatarError => new LiveAvatarError("tool-failed", message);

function toolError(name: string, cause: unknown): LiveAvatarError {
  if (LiveAvatarError.is(cause) && cause.code === "tool-failed") return cause;
  const said = isAbortError(cause) ? "it was aborted" : reasonOf(cause);
  return new LiveAvatarError("tool-failed", `The tool "${name}" failed${said === "" ? "" : `: ${said}`}.`, { cause });
}

/** What the page's own code threw; getters of strange objects may throw as well. */
function reasonOf(cause: unknown): string {
  try {
    const said = typeof cause === "string" ? cause : isRecord(cause) ? cause.message : undefined;
    return typeof said === "string" ? said.slice(0, MAX_REASON_CHARS).replace(/\.$/, "") : "";
  } catch {
    return ""; // its name is enough
  }
}

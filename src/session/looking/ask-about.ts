/** One question to a model about one picture. */
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError, type ErrorCode } from "../../core/errors.js";
import type { LLMProvider } from "../../core/ports/language-model.js";
import { createThoughtFilter } from "../../core/thought-filter.js";
import { attempt } from "../../core/wait.js";
import { withPatience } from "../turn/patience.js";
import { replyChunks } from "../turn/reply-chunks.js";

/** Milliseconds that an answer may take, whole. */
const ANSWER_TIMEOUT_MS = 60_000;
/** Characters of an answer that are kept; the model is not listened to beyond them. */
const MAX_ANSWER_CHARS = 4000;
/** Milliseconds of reading after which other tasks of the page get their turn. */
const MAX_TASK_MS = 12;

export interface AskAboutContext {
  readonly llm: LLMProvider;
  readonly clock: Clock;
}

/**
 * The model's words about the picture, without its thoughts, trimmed.
 * @throws LiveAvatarError of the stage `vision`; AbortError
 */
export async function askAbout(
  prompt: string,
  picture: string,
  context: AskAboutContext,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await attempt((given) => read(prompt, picture, context, given), {
      ...{ signal, clock: context.clock, ms: ANSWER_TIMEOUT_MS },
      timeout: () =>
        new LiveAvatarError(
          "vision-timeout",
          `The vision model gave no whole answer in ${ANSWER_TIMEOUT_MS / 1000} s.`,
        ),
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw asVisionError(error);
  }
}

async function read(
  prompt: string,
  picture: string,
  { llm, clock }: AskAboutContext,
  signal: AbortSignal,
): Promise<string> {
  const content = [
    { type: "text" as const, text: prompt },
    { type: "image_url" as const, image_url: { url: picture } },
  ];
  const messages = [{ id: "picture", role: "user" as const, content, createdAt: clock.now() }];
  const filter = llm.filtersThoughts ? undefined : createThoughtFilter();
  let text = "";
  let since = clock.now();
  const answer = replyChunks(llm.chat(messages, { signal }));
  for await (const chunk of withPatience(answer, { clock, patienceMs: ANSWER_TIMEOUT_MS }, signal)) {
    text += filter ? filter.push(chunk.text) : chunk.text;
    if (text.length > MAX_ANSWER_CHARS) break;
    if (clock.now() - since < MAX_TASK_MS) continue;
    // A whole answer can come in one piece of network, and would be read in one task.
    await clock.sleep(0, signal);
    since = clock.now();
  }
  if (text.length <= MAX_ANSWER_CHARS) text += filter?.flush() ?? "";
  // Half of a character is none.
  return text
    .slice(0, MAX_ANSWER_CHARS)
    .replace(/[\ud800-\udbff]$/, "")
    .trim();
}

/** The same failure, told of the model that sees. */
function asVisionError(cause: unknown): LiveAvatarError {
  if (!LiveAvatarError.is(cause)) return new LiveAvatarError("vision-failed", "The vision model failed.", { cause });
  if (cause.stage === "vision") return cause;
  const { message, status, retryAfter } = cause;
  return new LiveAvatarError(CODES[cause.code] ?? "vision-failed", message, { status, retryAfter, cause });
}

const CODES: Readonly<Partial<Record<ErrorCode, ErrorCode>>> = {
  "llm-refused": "vision-refused",
  "llm-rate-limited": "vision-rate-limited",
  "llm-timeout": "vision-timeout",
  "llm-interrupted": "vision-interrupted",
  "no-answer": "vision-timeout",
};

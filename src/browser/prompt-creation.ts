import { throwIfAborted } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { linkedController } from "../core/linked-controller.js";
import { attempt } from "../core/wait.js";
import { demandsOf, platformModel, type PromptModel } from "./prompt-api.js";
import { unsupported } from "./prompt-failure.js";
import { messagesOf, type Told } from "./prompt-messages.js";
import { TrackedSession } from "./prompt-sessions.js";

/** Whether there is a model, at once or after a download. */
export type BrowserLLMAvailability = "available" | "downloadable" | "downloading" | "unavailable";

const AVAILABILITIES: readonly BrowserLLMAvailability[] = ["available", "downloadable", "downloading"];

/** What the model says of itself; `unavailable` where it does not say. */
export async function availabilityOf(
  model: PromptModel,
  language: string | undefined,
  hasImages: boolean,
): Promise<BrowserLLMAvailability> {
  try {
    const word = await model.availability(demandsOf(language, hasImages));
    return AVAILABILITIES.find((one) => one === word) ?? "unavailable";
  } catch {
    return "unavailable"; // a document that is not active, or a language that the browser takes for none
  }
}

export interface CreationContext {
  readonly model?: PromptModel | undefined;
  readonly language?: string | undefined;
  readonly onDownload?: ((progress: number) => void) | undefined;
  readonly clock: Clock;
  /** What has been said before the first question. */
  readonly conversation: readonly Told[];
  readonly takesPictures: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A model that neither downloads on nor is ready after this long is given up: browsers stop a download without a word. */
const STALL_MS = 180_000;

/**
 * Makes a session, for which the browser downloads its model where that is needed.
 * @throws LiveAvatarError `llm-unsupported`, `llm-timeout`; AbortError; what the browser throws
 */
export async function createSession(context: CreationContext): Promise<TrackedSession> {
  const { language, onDownload, clock, conversation, takesPictures, signal, model = platformModel() } = context;
  if (!model) throw unsupported("This browser has no language model of its own.");
  const stall = new AbortController();
  const link = linkedController(signal, stall.signal);
  let cancelTimer = (): void => undefined;
  const expectProgress = (): void => {
    cancelTimer();
    cancelTimer = clock.setTimeout(() => {
      stall.abort();
    }, STALL_MS);
  };
  expectProgress();
  const ending = { signal: link.controller.signal };
  let isOver = false;
  try {
    const found = await attempt(() => availabilityOf(model, language, takesPictures), ending);
    if (found === "unavailable") throw unsupported("This browser has no language model for this conversation.");
    const monitor = (target: EventTarget): void => {
      target.addEventListener("downloadprogress", (event) => {
        if (isOver) return;
        expectProgress();
        if (found !== "available") onDownload?.(progressOf(event));
      });
    };
    const options = {
      ...demandsOf(language, takesPictures),
      ...(conversation.length > 0 && { initialPrompts: messagesOf(conversation) }),
      monitor,
    };
    // The signal that is given to `create` also destroys the session, so it must not be the caller's.
    const session = await attempt((given) => model.create({ ...options, signal: given }), {
      ...ending,
      late: (unwanted) => {
        unwanted.destroy();
      },
    });
    return new TrackedSession(session, conversation, takesPictures);
  } catch (cause) {
    throwIfAborted(signal);
    if (stall.signal.aborted) {
      throw new LiveAvatarError("llm-timeout", "The browser's language model did not get ready in three minutes.");
    }
    if ((cause as { readonly name?: unknown } | null)?.name !== "NotSupportedError") throw cause;
    throw unsupported("This browser's language model cannot hold this conversation.", { cause });
  } finally {
    isOver = true;
    cancelTimer();
    link.dispose();
  }
}

/** 0…1. The draft counts in fractions; Chrome's first versions counted bytes. */
function progressOf(event: Event): number {
  const { loaded = 0, total = 1 } = event as Partial<ProgressEvent>;
  const progress = loaded / (total > 0 ? total : 1);
  return progress >= 0 ? Math.min(progress, 1) : 0;
}

/**
 * The browser's own language model, as far as it is used here: the Prompt API, https://webmachinelearning.github.io/prompt-api/
 *
 * The global `LanguageModel` came with Chrome 138 and Edge 138 (in trials a little earlier). What was before it, `self.ai`, is not
 * asked: it had other words for everything, and streamed the whole text again with each piece. No stream of `LanguageModel` does
 * (https://github.com/GoogleChromeLabs/web-ai-demos/pull/89). Everything that came later, or may still go, is optional here.
 */

export type PromptPart =
  { readonly type: "text"; readonly value: string } | { readonly type: "image"; readonly value: Blob };

export interface PromptMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string | readonly PromptPart[];
}

/** A kind of message that the model has to know. */
export interface PromptExpectation {
  readonly type: "text" | "image";
  readonly languages?: readonly string[];
}

/** What the browser compares with what its model can; the same for `availability` and `create`. */
export interface PromptDemands {
  readonly expectedInputs?: readonly PromptExpectation[];
  readonly expectedOutputs?: readonly PromptExpectation[];
}

export interface PromptCreateOptions extends PromptDemands {
  readonly initialPrompts?: readonly PromptMessage[];
  /** Aborted later than the creation it destroys the session. */
  readonly signal?: AbortSignal;
  readonly monitor?: (monitor: EventTarget) => void;
}

export interface PromptCallOptions {
  readonly signal?: AbortSignal;
}

/**
 * A conversation that the model has in its memory. When that is full, the session forgets its oldest messages and tells so by
 * `contextoverflow`, before Chrome 145 by `quotaoverflow`; the newest drafts refuse with a `QuotaExceededError` instead.
 */
export interface PromptSession extends EventTarget {
  promptStreaming(input: readonly PromptMessage[], options: PromptCallOptions): ReadableStream<unknown>;
  readonly append?: ((input: readonly PromptMessage[], options: PromptCallOptions) => Promise<unknown>) | undefined;
  readonly clone?: ((options: PromptCallOptions) => Promise<PromptSession>) | undefined;
  destroy(): void;
}

export interface PromptModel {
  readonly availability: (options: PromptDemands) => Promise<string>;
  /** Downloads the model where that is needed, which browsers allow in a press only. */
  readonly create: (options: PromptCreateOptions) => Promise<PromptSession>;
}

export const OVERFLOWS = ["contextoverflow", "quotaoverflow"] as const;

/** The browser's language model; undefined where it has none, as on pages that are not secure. */
export function platformModel(): PromptModel | undefined {
  const { LanguageModel: model } = globalThis as { LanguageModel?: Partial<PromptModel> };
  return typeof model?.availability === "function" && typeof model.create === "function"
    ? (model as PromptModel)
    : undefined;
}

/** What a conversation in this language demands; the texts about emotions and tools are English in every language. */
export function demandsOf(language: string | undefined, hasImages: boolean): PromptDemands {
  const spoken = primaryOf(language);
  const text = (...languages: string[]): PromptExpectation => ({
    type: "text",
    ...(spoken !== undefined && { languages: [...new Set(languages)] }),
  });
  return {
    expectedInputs: [text(spoken ?? "", "en"), ...(hasImages ? [{ type: "image" } as const] : [])],
    expectedOutputs: [text(spoken ?? "")],
  };
}

/** `en` of `en-GB`: browsers name their models' languages so. Undefined for what is no language. */
function primaryOf(language: string | undefined): string | undefined {
  try {
    return language === undefined ? undefined : new Intl.Locale(language).language;
  } catch {
    return undefined; // a page may have any word in its `lang`
  }
}

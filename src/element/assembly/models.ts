/** The page's own language model, and the character card for its prompt. */
import { CardLoader } from "../../backend/card-loader.js";
import { checkAddresses } from "../../backend/site-address.js";
import { modelOptions } from "../../backend/site-fetch.js";
import type { CharacterCard } from "../../characters/character-card.js";
import type { LLMProvider } from "../../core/ports/language-model.js";
import { attempt } from "../../core/wait.js";
import { loadPipeline } from "../../session/turn/load-pipeline.js";
import { loadChunk } from "../load-chunk.js";
import type { Settings } from "../settings.js";
import { type AssemblyContext, type AssemblyPart, CHUNKS } from "./part.js";

/** The loader of character cards: fetches a card once for an intent and the start that follows. */
export const cards = new CardLoader(async () => (await loadChunk(CHUNKS.characters)).parseCharacterCard);

/** A language model; one that the element has made itself may hold something until the session's end. */
export type Model = LLMProvider & { readonly dispose?: () => void };

export const languageModel: AssemblyPart<Model | undefined> = {
  wants: ({ llm, llmBaseUrl }) => Boolean(llm ?? llmBaseUrl),

  preload: ({ llm }) => [loadPipeline(), llm === "browser" ? CHUNKS.browserLLM() : llm ? undefined : CHUNKS.openai()],

  async make(settings, context): Promise<Model | undefined> {
    const { llm, llmBaseUrl, llmModel } = settings;
    if (llm === "browser") return browserModel(settings, context);
    if (llm || !llmBaseUrl) return llm;
    const { OpenAILLM } = await loadChunk(context.chunks.openai, context);
    return new OpenAILLM(modelOptions("llm", llmBaseUrl, llmModel, settings));
  },
};

/** The model of the browser, which downloads it first where it has to: in the press, as it wants. */
async function browserModel({ language, logger }: Settings, context: AssemblyContext): Promise<Model> {
  const { chunks, handleDownload, signal } = context;
  const { BrowserLLM } = await loadChunk(chunks.browserLLM, context);
  const llm = new BrowserLLM({ language, logger, onDownload: handleDownload });
  signal.addEventListener("abort", () => {
    llm.dispose();
  });
  await llm.load({ signal });
  return llm;
}

export const characterCard: AssemblyPart<CharacterCard> = {
  wants: (settings) => Boolean(settings.characterCard),

  preload(settings) {
    if (hasSafeAddresses(settings)) cards.prefetch(settings);
    return [];
  },

  make: (settings, context) => attempt((signal) => context.cards.take(settings, signal), { signal: context.signal }),
};

/** Whether a start would accept the addresses: a preload neither reports nor requests one that it would refuse. */
function hasSafeAddresses(settings: Settings): boolean {
  try {
    checkAddresses(settings);
    return true;
  } catch {
    return false; // the start says why
  }
}

import { admit } from "./admission.js";
import { HandlerFailure } from "./failure.js";
import { createHandler } from "./handle.js";
import { MODEL_KINDS, MODEL_PATHS, checkModelHandlerOptions } from "./model-options.js";
import type { ModelHandlerOptions, ModelKind, ModelLists } from "./model-options.js";
import { MODEL_REQUESTS } from "./model-requests.js";
import { askModelServer } from "./model-server.js";

/**
 * Makes the handler behind `llm-base-url`, `tts-base-url` and `stt-base-url`: it lends pages the models of an
 * OpenAI-compatible server, with this site's key, prompt and limits and not with the visitor's. Mount it at a folder:
 * below that it serves `/chat/completions` (streamed or whole), `/audio/speech`, `/audio/transcriptions` and
 * `/embeddings`, those of them that have `models`; everything else is a 404. In order: pre-flight; path; POST and type;
 * origin; `authorize`; rate limit; body. Every failure before an answer has begun is a {@link FailureBody}.
 *
 * Needs nothing but `fetch` and its classes and `crypto.subtle`: Node ≥ 18, Deno, Bun, edge runtimes.
 *
 * @throws LiveAvatarError `config-invalid`, at once, if an option makes no sense
 */
export function createModelHandler(options: ModelHandlerOptions): (request: Request) => Promise<Response> {
  const settings = checkModelHandlerOptions(options);
  return createHandler("createModelHandler", settings, async (request) => {
    const kind = kindOf(request, settings.models);
    await admit(request, settings, kind === "transcription" ? "multipart/form-data" : "application/json");
    const modelRequest = await MODEL_REQUESTS[kind](request, settings);
    return askModelServer(settings, MODEL_PATHS[kind], modelRequest, request.signal);
  });
}

/** Only the end of the path decides, and it decides between four fixed addresses: none is made of what a visitor sent. */
function kindOf(request: Request, models: ModelLists): ModelKind {
  const { pathname } = new URL(request.url);
  const kind = MODEL_KINDS.find((name) => models[name] && pathname.endsWith(MODEL_PATHS[name]));
  if (!kind) throw new HandlerFailure("not-found", "There is no such model endpoint here.");
  return kind;
}

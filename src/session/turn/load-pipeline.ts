/**
 * Where the renderer converses itself, nobody needs sentences, markers, prompts and tools: they are a chunk, loaded with the first
 * session that has a language model, once for all sessions.
 */
import { LiveAvatarError } from "../../core/errors.js";

export type Pipeline = Pick<typeof import("./pipeline.js"), "askModel" | "runTurn" | "whole" | "withNotes">;

let loading: Promise<Pipeline> | undefined;

/** @throws LiveAvatarError `load-failed`; the next call tries again */
export function loadPipeline(): Promise<Pipeline> {
  loading ??= import("./pipeline.js").catch((cause: unknown) => {
    loading = undefined;
    throw new LiveAvatarError("load-failed", "The part that turns answers into speech could not be loaded.", { cause });
  });
  return loading;
}

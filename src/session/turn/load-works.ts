/**
 * Where the renderer converses itself, sentences, markers and prompts are nobody's business: they are loaded with the
 * first session that has a language model, once for all of them.
 */
import { LiveAvatarError } from "../../core/errors.js";

type Works = Pick<typeof import("./works.js"), "promptFor" | "runTurn">;

let works: Works | undefined;
let loading: Promise<void> | undefined;

/** Undefined: everything is there. @throws LiveAvatarError `load-failed`; the next call tries again */
export function loadWorks(): Promise<void> | undefined {
  if (works) return undefined;
  loading ??= import("./works.js")
    .then(({ promptFor, runTurn }) => {
      works = { promptFor, runTurn };
    })
    .catch((cause: unknown) => {
      throw new LiveAvatarError("load-failed", "The part that turns answers into speech could not be loaded.", {
        cause,
      });
    })
    .finally(() => {
      loading = undefined;
    });
  return loading;
}

/** Only after {@link loadWorks}. */
export function turnWorks(): Works {
  if (!works) throw new LiveAvatarError("load-failed", "A turn began before its works were loaded.");
  return works;
}

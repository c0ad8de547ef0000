import type { AvatarSession } from "../../session/index.js";
import type { Assembly } from "../assembly/session.js";
import type { FocusKeeper } from "../controllers/focus-keeper.js";
import type { ViewHost } from "./view-context.js";

/** What the conversation reads of the element itself. */
export type ViewElement = Pick<
  ViewHost,
  "interaction" | "noTextInput" | "noCaptions" | "noTranscript" | "muted" | "keepAlive" | "startAudio"
>;

interface ViewSessions extends Pick<ViewHost, "error"> {
  /** Undefined for a session that somebody else has made. */
  readonly assembly: Assembly | undefined;
  readonly session: { get(): AvatarSession | null };
  stop(): Promise<void>;
}

/** The element as the conversation sees it; what it says is read at each drawing. */
export function viewHostOf(host: ViewElement, sessions: ViewSessions, focus: FocusKeeper): ViewHost {
  return {
    get noTextInput() {
      return host.noTextInput;
    },
    get noCaptions() {
      return host.noCaptions;
    },
    get noTranscript() {
      return host.noTranscript;
    },
    get muted() {
      return host.muted;
    },
    set muted(muted: boolean) {
      host.muted = muted;
    },
    get interaction() {
      // The token's word where the renderer knows it, else the page's; known once ready.
      return sessions.assembly?.renderer.voice?.interaction ?? host.interaction;
    },
    get error() {
      return sessions.error;
    },
    get hears() {
      const { assembly } = sessions;
      return !assembly || assembly.renderer.voice !== undefined;
    },
    get speaksSegments() {
      return sessions.assembly?.speaksSegments ?? false;
    },
    get isVoiceless() {
      return sessions.assembly?.isVoiceless ?? false;
    },
    focusComposer: () => focus.focus([".input"]),
    end: () => void sessions.stop(),
    keepAlive: () => {
      host.keepAlive();
    },
    startAudio: () => host.startAudio(),
    retryMicrophone: () => void sessions.session.get()?.startListening().catch(noop),
  };
}

const noop = (): void => undefined;

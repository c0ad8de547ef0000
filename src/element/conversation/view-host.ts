import type { FocusController } from "../controllers/focus-controller.js";
import type { HistoryHost } from "../history/history-host.js";
import { languageOf } from "../locales/shell-texts.js";
import { videoOf, type VideoSessions } from "./video-input.js";
import type { ViewHost } from "./view-context.js";

/** The members of the element that the conversation view uses. */
export type ViewElement = HTMLElement &
  Pick<
    ViewHost,
    | "interaction"
    | "vision"
    | "noTextInput"
    | "noCaptions"
    | "noTranscript"
    | "chromaKey"
    | "muted"
    | "keepAlive"
    | "startAudio"
    | "startPushToTalk"
    | "stopPushToTalk"
  > & { startListening(): Promise<void> };

interface ViewSessions extends Pick<ViewHost, "error">, VideoSessions {
  readonly download: { get(): number | undefined };
  readonly history: HistoryHost | undefined;
  readonly forgotten: { get(): boolean };
  stop(): Promise<void>;
}

/** The {@link ViewHost} of an element; its values are read at each render. */
export function viewHostOf(host: ViewElement, sessions: ViewSessions, focus: FocusController): ViewHost {
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
    get chromaKey() {
      return host.chromaKey;
    },
    get muted() {
      return host.muted;
    },
    set muted(muted: boolean) {
      host.muted = muted;
    },
    get interaction() {
      // The token decides where the renderer knows it, which is once ready; else the page.
      return sessions.assembly?.renderer.voice?.interaction ?? host.interaction;
    },
    get error() {
      return sessions.error;
    },
    get download() {
      return sessions.download.get();
    },
    get forgotten() {
      return sessions.forgotten.get();
    },
    get hears() {
      return sessions.assembly?.hears ?? true;
    },
    get vision() {
      return host.vision;
    },
    get sees() {
      return sessions.assembly?.sees ?? true;
    },
    video: videoOf(host, sessions),
    get speaksSegments() {
      return sessions.assembly?.speaksSegments ?? false;
    },
    get isVoiceless() {
      return sessions.assembly?.isVoiceless ?? false;
    },
    get history() {
      return sessions.history;
    },
    get loadEarlier() {
      const session = sessions.session.get();
      return session?.thread ? () => session.loadEarlier() : undefined;
    },
    get language() {
      return languageOf(host);
    },
    focusComposer: () => focus.focus([".input"]),
    end: () => void sessions.stop(),
    keepAlive: () => {
      host.keepAlive();
    },
    startAudio: () => host.startAudio(),
    retryMicrophone: () => void host.startListening().catch(noop),
    startPushToTalk: () => host.startPushToTalk(),
    stopPushToTalk: () => host.stopPushToTalk(),
  };
}

const noop = (): void => undefined;

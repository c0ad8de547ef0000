import { state } from "../../core/signals.js";
import type { FocusController } from "../controllers/focus-controller.js";
import type { HistoryHost } from "../history/history-host.js";
import { choose, chosen } from "./choices.js";
import { send } from "../events.js";
import { expansionOf } from "../controllers/expansion.js";
import { smallWindowOf } from "./small-window.js";
import { videoOf, type VideoSessions } from "./video-input.js";
import type { ViewHost } from "./view-context.js";

/** The members of the element that the conversation view uses. */
export type ViewElement = HTMLElement &
  Pick<
    ViewHost,
    | "interaction"
    | "vision"
    | "rating"
    | "noTextInput"
    | "noCaptions"
    | "noTranscript"
    | "avatarName"
    | "chromaKey"
    | "muted"
    | "volume"
    | "talkMode"
    | "talkKey"
    | "setDevice"
    | "layout"
    | "noExpand"
    | "noPictureInPicture"
    | "keepAlive"
    | "startAudio"
    | "startPushToTalk"
    | "stopPushToTalk"
  > &
  Parameters<typeof expansionOf>[0] &
  Parameters<typeof smallWindowOf>[0] & { startListening(): Promise<void> };

type ViewSessions = Pick<ViewHost, "error"> &
  VideoSessions &
  Parameters<typeof expansionOf>[1] & {
    readonly download: { get(): number | undefined };
    readonly history: HistoryHost | undefined;
    readonly forgotten: { get(): boolean };
  };

/** The {@link ViewHost} of an element; its values are read at each render. */
export function viewHostOf(host: ViewElement, sessions: ViewSessions, focus: FocusController): ViewHost {
  const talkMode = state(chosen("talk-mode"));
  const talkKey = state(chosen("talk-key"));
  return {
    get layout() {
      return host.layout;
    },
    get noExpand() {
      return host.noExpand;
    },
    get noPictureInPicture() {
      return host.noPictureInPicture;
    },
    expansion: expansionOf(host, sessions),
    smallWindow: smallWindowOf(host),
    get hushed() {
      return sessions.hushed.get();
    },
    get noTextInput() {
      return host.noTextInput;
    },
    get noCaptions() {
      return host.noCaptions;
    },
    get noTranscript() {
      return host.noTranscript;
    },
    get avatarName() {
      return host.avatarName;
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
    get volume() {
      return host.volume;
    },
    set volume(volume: number) {
      host.volume = volume;
    },
    get talkMode() {
      const mode = talkMode.get();
      return mode === "hold" || mode === "toggle" ? mode : host.talkMode;
    },
    set talkMode(mode: "hold" | "toggle") {
      choose("talk-mode", mode);
      talkMode.set(mode);
    },
    get talkKey() {
      return host.talkKey;
    },
    get talkKeyOn() {
      return talkKey.get() !== "off";
    },
    set talkKeyOn(isOn: boolean) {
      const choice = isOn ? "" : "off";
      choose("talk-key", choice);
      talkKey.set(choice);
    },
    get deviceKinds() {
      const showsCamera = host.vision?.includes("camera") && (sessions.assembly?.sees ?? true);
      const kinds = sessions.session.get()?.deviceKinds ?? [];
      return showsCamera ? [...kinds, "camera" as const] : kinds;
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
    get rating() {
      return host.rating;
    },
    rate: (rating) => {
      send(host, "avatar-rating", rating);
    },
    get sees() {
      return sessions.assembly?.sees ?? true;
    },
    video: videoOf(host, sessions),
    get speaksSegments() {
      return sessions.assembly?.speaksSegments ?? false;
    },
    get hasVoice() {
      return sessions.assembly?.hasVoice ?? true;
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
    focusComposer: () => focus.focus([".input"]),
    end: () => void sessions.stop(),
    keepAlive: () => {
      host.keepAlive();
    },
    startAudio: () => host.startAudio(),
    retryMicrophone: () => void host.startListening().catch(noop),
    setDevice: (kind, id) => host.setDevice(kind, id),
    startPushToTalk: () => host.startPushToTalk(),
    stopPushToTalk: () => host.stopPushToTalk(),
  };
}

const noop = (): void => undefined;

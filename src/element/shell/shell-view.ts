import type { TemplateResult } from "lit";
import type { EndReason, SessionState } from "../../core/vocabulary.js";
import type { ShellTexts } from "../locales/shell-texts.js";
import type { OpeningView } from "../opening/opening.js";

/** The values that the shell shows. */
export interface ShellView {
  readonly state: Exclude<SessionState, "destroyed">;
  readonly texts: ShellTexts;
  readonly poster: string | undefined;
  readonly asksMicrophone: boolean;
  /** Whether the configuration has no way to answer: the Start button is disabled. */
  readonly incomplete: boolean;
  /** Whether the visitor is asked for consent. */
  readonly asksConsent: boolean;
  /** Whether the media element is shown: a conversation runs or is about to. */
  readonly hasVideo: boolean;
  /** Whether the avatar can be closed. */
  readonly closable: boolean;
  /** Whether it is closed: only the launcher shows. */
  readonly shut: boolean;
  /** The text of the last failure or end, or what is waited for while it connects; empty where there is none. */
  readonly message: TemplateResult | string | undefined;
  /** The reason of the last end; undefined before the first one, and from the next start on. */
  readonly ended: EndReason | undefined;
  /** The other ways to begin; undefined where the page has none, and until they are loaded. */
  readonly opening: OpeningView | undefined;
  /** The conversation's overlay over the picture, while a conversation runs. */
  readonly foreground: unknown;
  readonly panel: unknown;
  /** The note beside the launcher, while a conversation runs. */
  readonly running: { readonly note: unknown; readonly text: string } | undefined;
}

/** What the buttons of the shell do. */
export type ShellActions = Readonly<Record<"start" | "cancel" | "show" | "hide", () => void>>;

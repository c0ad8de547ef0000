/** `live-avatar`: registers `<live-avatar>` and names everything that a page's script may need. */
import { define } from "./element/define.js";
import type { LiveAvatarElement } from "./element/live-avatar.element.js";

define();

declare global {
  // Here, because declarations keep no import that nothing uses.
  interface HTMLElementTagNameMap {
    "live-avatar": LiveAvatarElement;
  }
}

export { LiveAvatarElement } from "./element/live-avatar.element.js";
export { addTranslation } from "./element/locales/languages.js";
export type { AttributeValues } from "./element/attributes.js";
export type { ElementProperties, ScriptProperties } from "./element/properties.js";
export type { PartialTranslation, TextGroups, Translation } from "./element/locales/translation.js";
export type { DeviceTexts } from "./element/locales/device-texts.js";
export type { HistoryTexts } from "./element/locales/history-texts.js";
export type { NamedTexts } from "./element/locales/named-texts.js";
export type { OpeningTexts } from "./element/locales/opening-texts.js";
export type { PicturesTexts } from "./element/locales/pictures-texts.js";
export type { RatingTexts } from "./element/locales/rating-texts.js";
export type { PictureProblem } from "./element/pictures/read-picture.js";
export type { LiveAvatarEventMap, Rating } from "./element/events.js";
export type { DiagnosisStatus } from "./element/diagnosis/checks.js";
export type { DiagnoseOptions, Diagnosis, DiagnosisCheck } from "./element/diagnosis/diagnosis.js";
export type { VideoOptions, VideoSource } from "./media/camera.js";
export type { SiteEndpoint, SiteFetchOptions, SiteRequestExtra } from "./backend/site-request.js";
export type { TokenSource } from "./backend/token-source.js";
/** All types of a session; its code is in `live-avatar/session`. */
export type * from "./session/index.js";

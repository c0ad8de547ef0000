import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";
import { type Attribute, ATTRIBUTES, type AttributeProperty, type AttributeValues } from "./attributes.js";
import { SCRIPT_PROPERTIES, type ScriptProperties } from "./properties.js";

type StartAttribute = {
  [P in AttributeProperty]: (typeof ATTRIBUTES)[P]["read"] extends "start" ? P : never;
}[AttributeProperty];

/** The properties of the element that a start reads. */
export type SettingsSource = Readonly<Pick<AttributeValues, StartAttribute> & ScriptProperties>;

/** The setting's name for a property: `noKeepAlive` → `keepAlive`; any other name as it is. */
type SettingName<P extends string> = P extends `no${infer Rest}`
  ? Rest extends Capitalize<Rest>
    ? Uncapitalize<Rest>
    : P
  : P;

/** The settings that a start reads from the element. */
export type Settings = { readonly [P in keyof SettingsSource as SettingName<P>]: SettingsSource[P] } & {
  /** The BCP 47 tag of the conversation's first language. */
  readonly language: string;
  readonly logger: Logger;
  /** The service's id of the conversation that goes on; a start that remembers adds it. */
  readonly previousSessionId?: string | undefined;
};

const READ_AT_START: readonly (keyof SettingsSource)[] = [
  ...(Object.entries(ATTRIBUTES) as [StartAttribute, Attribute][]).flatMap(([property, { read }]) =>
    read === "start" ? [property] : [],
  ),
  ...SCRIPT_PROPERTIES,
];

/** The name of what a `no…` flag turns off; undefined for other properties. */
function positiveOf(property: string): string | undefined {
  const [, first, rest = ""] = /^no([A-Z])(.*)$/.exec(property) ?? [];
  return first && first.toLowerCase() + rest;
}

/** Reads all settings once, so that a conversation keeps those it was started with. */
export function settingsOf(element: SettingsSource, language: string, logger: Logger): Settings {
  const settings: Record<string, unknown> = { language, logger };
  for (const property of READ_AT_START) {
    const positive = positiveOf(property);
    settings[positive ?? property] = positive ? !element[property] : element[property];
  }
  return settings as unknown as Settings;
}

type AvatarSource = Pick<Settings, "renderer" | "tokenProvider" | "tokenEndpoint">;

/** The avatar to show: the requested one, else the service's where there is a token source, else the portrait. */
export function avatarOf(source: AvatarSource): AvatarRenderer | "liveavatar" | "portrait" {
  return source.renderer ?? (hasTokenSource(source) ? "liveavatar" : "portrait");
}

export function hasTokenSource({ tokenProvider, tokenEndpoint }: AvatarSource): boolean {
  return tokenProvider != null || tokenEndpoint != null;
}

/** Whether the avatar hears by a microphone of its own, which goes to its service. */
export function hasOwnMicrophone(source: AvatarSource): boolean {
  const avatar = avatarOf(source);
  return avatar === "liveavatar" || (avatar !== "portrait" && !!avatar.voice);
}

/** Whether the avatar can hear: by a microphone of its own, by speech recognition of the page's, or by the browser's. */
export function hears(
  source: AvatarSource & Pick<Settings, "realtimeSTT" | "sttTokenEndpoint" | "sttBaseUrl">,
): boolean {
  return (
    hasOwnMicrophone(source) ||
    !!(source.realtimeSTT ?? source.sttTokenEndpoint ?? source.sttBaseUrl) ||
    "SpeechRecognition" in window ||
    "webkitSpeechRecognition" in window
  );
}

/** Whether the settings suffice for a conversation; a visitor cannot add what is missing. */
export function isComplete(source: AvatarSource & Pick<Settings, "llm" | "llmBaseUrl" | "llmModel">): boolean {
  const avatar = avatarOf(source);
  if (avatar === "liveavatar") return hasTokenSource(source);
  return Boolean(source.llm ?? (source.llmBaseUrl && source.llmModel)) || (avatar !== "portrait" && !!avatar.respond);
}

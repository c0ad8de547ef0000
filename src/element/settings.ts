import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";
import { type Attribute, ATTRIBUTES, type AttributeProperty, type AttributeValues } from "./attributes.js";
import { SCRIPT_PROPERTIES, type ScriptProperties } from "./properties.js";

type StartAttribute = {
  [P in AttributeProperty]: (typeof ATTRIBUTES)[P]["read"] extends "start" ? P : never;
}[AttributeProperty];

/** The properties of the element that a start reads. */
export type SettingsSource = Readonly<Pick<AttributeValues, StartAttribute> & ScriptProperties>;

/** `noKeepAlive` → `keepAlive`; any other name as it is. */
type SettingName<P extends string> = P extends `no${infer Rest}`
  ? Rest extends Capitalize<Rest>
    ? Uncapitalize<Rest>
    : P
  : P;

/** What a start reads from the element. */
export type Settings = { readonly [P in keyof SettingsSource as SettingName<P>]: SettingsSource[P] } & {
  /** BCP 47 tag of the language that the visitor is met in. */
  readonly language: string;
  readonly logger: Logger;
};

const READ_AT_START: readonly (keyof SettingsSource)[] = [
  ...(Object.entries(ATTRIBUTES) as [StartAttribute, Attribute][]).flatMap(([property, { read }]) =>
    read === "start" ? [property] : [],
  ),
  ...SCRIPT_PROPERTIES,
];

/** Of a flag that turns something off: what it turns off. */
function positiveOf(property: string): string | undefined {
  const [, first, rest = ""] = /^no([A-Z])(.*)$/.exec(property) ?? [];
  return first && first.toLowerCase() + rest;
}

/** Reads everything once, so that a conversation keeps what it was started with. */
export function settingsOf(element: SettingsSource, language: string, logger: Logger): Settings {
  const settings: Record<string, unknown> = { language, logger };
  for (const property of READ_AT_START) {
    const positive = positiveOf(property);
    settings[positive ?? property] = positive ? !element[property] : element[property];
  }
  return settings as unknown as Settings;
}

type AvatarSource = Pick<Settings, "renderer" | "tokenProvider" | "tokenEndpoint">;

/** Who is shown: what was asked for, else the service where there is a token to be had, else the drawn one. */
export function avatarOf(source: AvatarSource): AvatarRenderer | "liveavatar" | "portrait" {
  return source.renderer ?? (hasTokenSource(source) ? "liveavatar" : "portrait");
}

export function hasTokenSource({ tokenProvider, tokenEndpoint }: AvatarSource): boolean {
  return tokenProvider != null || tokenEndpoint != null;
}

/** Whether there is all that a conversation needs; what is missing cannot be helped by a visitor. */
export function isComplete(source: AvatarSource & Pick<Settings, "llm" | "llmBaseUrl" | "llmModel">): boolean {
  const avatar = avatarOf(source);
  if (avatar === "liveavatar") return hasTokenSource(source);
  return Boolean(source.llm ?? (source.llmBaseUrl && source.llmModel)) || (avatar !== "portrait" && !!avatar.respond);
}

/** What a template may say of `<live-avatar>`: it follows from the package's tables, and each framework's file takes it from here. */
import type { AttributeValues, AvatarSession, ElementProperties, LiveAvatarEventMap } from "../dist/index.js";

type Kebab<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `-${Lowercase<First>}`}${Kebab<Rest>}`
  : Name;

/** A value as markup gives it: a flag is there or not, and a number may be text. The text "false" is no flag. */
type Markup<Value> = Value extends boolean
  ? boolean | ""
  : Value extends number
    ? number | `${number}`
    : Extract<Value, string>;

type AttributeProperty = keyof AttributeValues;
/** Of one word: attribute and property have one name, so a template may give it either value. */
type OneWord = { [P in AttributeProperty]: Kebab<P> extends P ? P : never }[AttributeProperty];

type Attributes = {
  [P in AttributeProperty as Kebab<P>]?:
    Markup<AttributeValues[P]> | (P extends OneWord ? AttributeValues[P] : never) | null | undefined;
};
type Properties = { [P in Exclude<keyof ElementProperties, OneWord>]?: ElementProperties[P] | null | undefined };

/** Attributes as they are written in a page, and properties by their own names. */
export interface TagProps extends Attributes, Properties {
  /** The session to show and to drive, which the page owns. */
  session?: AvatarSession | null | undefined;
}

/** Listeners by the name of their event behind a prefix, such as `onavatar-message`. */
export type TagListeners<Prefix extends string> = {
  [Name in keyof LiveAvatarEventMap as `${Prefix}${Name}`]?: ((event: LiveAvatarEventMap[Name]) => void) | undefined;
};

/** `First`, and of `Second` what is not in it. */
export type Over<First, Second> = First & Omit<Second, keyof First>;

import type { Texts } from "./en.js";
import type { DeviceTexts } from "./device-texts.js";
import type { HistoryTexts } from "./history-texts.js";
import type { NamedTexts } from "./named-texts.js";
import type { OpeningTexts } from "./opening-texts.js";
import type { PicturesTexts } from "./pictures-texts.js";
import type { RatingTexts } from "./rating-texts.js";
import type { ShellTexts } from "./shell-texts.js";

/** The texts of what is loaded by need: each is a group of its own. */
export interface TextGroups {
  readonly named: NamedTexts;
  readonly historyPanel: HistoryTexts;
  readonly deviceMenu: DeviceTexts;
  readonly opening: OpeningTexts;
  readonly messagePictures: PicturesTexts;
  readonly ratings: RatingTexts;
}

/** All words of the element in one language. A text with a number or a name in it is a function that returns the text. */
export interface Translation extends ShellTexts, Texts, TextGroups {}

/** Some words of a translation. What is missing is taken from the next translation, and in the end from the English one. */
export type PartialTranslation = Partial<{
  readonly [Key in keyof Translation]: Translation[Key] extends string | ((...values: never[]) => string)
    ? Translation[Key]
    : Partial<Translation[Key]>;
}>;

/** The words of a text for the numbers that its language tells apart, by the names of `Intl.PluralRules`. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

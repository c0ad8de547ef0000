/** The texts of the pictures of a message, loaded with them. */
import type { PictureProblem } from "../pictures/read-picture.js";
import type { Locale } from "./shell-texts.js";

export interface PicturesTexts {
  readonly add: string;
  readonly list: string;
  readonly remove: (number: number) => string;
  readonly tooMany: (limit: number) => string;
  /** The avatar cannot see pictures in this conversation. */
  readonly refused: string;
  readonly problems: Readonly<Record<PictureProblem, string>>;
}

const en: PicturesTexts = {
  add: "Add a picture",
  list: "Pictures of this message",
  remove: (number) => `Remove picture ${number}`,
  tooMany: (limit) => `A message may have ${limit} pictures.`,
  refused: "The avatar cannot see pictures in this conversation.",
  problems: {
    type: "This file is not a picture that can be sent. Choose a photo, or take a screenshot of it.",
    size: "This picture is too large. Choose a smaller one.",
    broken: "This picture cannot be opened. Choose another one, or take a screenshot of it.",
  },
};

const de: PicturesTexts = {
  add: "Bild hinzufügen",
  list: "Bilder dieser Nachricht",
  remove: (number) => `Bild ${number} entfernen`,
  tooMany: (limit) => `Eine Nachricht darf ${limit} Bilder haben.`,
  refused: "Der Avatar kann in diesem Gespräch keine Bilder sehen.",
  problems: {
    type: "Diese Datei ist kein Bild, das gesendet werden kann. Wählen Sie ein Foto, oder machen Sie ein Bildschirmfoto davon.",
    size: "Dieses Bild ist zu groß. Wählen Sie ein kleineres.",
    broken: "Dieses Bild lässt sich nicht öffnen. Wählen Sie ein anderes, oder machen Sie ein Bildschirmfoto davon.",
  },
};

const TEXTS: Readonly<Record<Locale, PicturesTexts>> = { en, de };

export const picturesTexts = (locale: Locale): PicturesTexts => TEXTS[locale];

/** The texts of the pictures of a message, loaded with them. */
import type { PictureProblem } from "../pictures/read-picture.js";

export interface PicturesTexts {
  readonly add: string;
  readonly list: string;
  readonly remove: (number: number) => string;
  readonly tooMany: (limit: number) => string;
  /** The avatar cannot see pictures in this conversation. */
  readonly refused: string;
  readonly problems: Readonly<Record<PictureProblem, string>>;
}

export const picturesTexts: PicturesTexts = {
  add: "Add a picture",
  list: "Pictures of this message",
  remove: (number) => `Remove picture ${number}`,
  tooMany: (limit) => `A message may have ${limit === 1 ? "1 picture" : `${limit} pictures`}.`,
  refused: "The avatar cannot see pictures in this conversation.",
  problems: {
    type: "This file is not a picture that can be sent. Choose a photo, or take a screenshot of it.",
    size: "This picture is too large. Choose a smaller one.",
    broken: "This picture cannot be opened. Choose another one, or take a screenshot of it.",
  },
};

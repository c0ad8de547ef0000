/** The texts of ratings, loaded with them. */

export interface RatingTexts {
  /** Names the thumbs of an answer. */
  readonly answer: string;
  readonly answers: Readonly<Record<"up" | "down", string>>;
  /** The question at the end. */
  readonly conversation: string;
  readonly conversations: Readonly<Record<"up" | "down", string>>;
  /** The field for a word. */
  readonly words: string;
  readonly send: string;
  readonly thanks: string;
}

export const ratingTexts: RatingTexts = {
  answer: "Rate this answer",
  answers: { up: "Good answer", down: "Bad answer" },
  conversation: "How was this conversation?",
  conversations: { up: "Good", down: "Bad" },
  words: "A word about it, if you like",
  send: "Send",
  thanks: "Thank you.",
};

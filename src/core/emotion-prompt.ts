import { EMOTIONS } from "./vocabulary.js";

/** The prompt text that tells a language model which markers it may put into its reply, for prompts without a card. */
export function getEmotionSystemPromptSuffix(): string {
  return `Your face is seen and your words are spoken aloud. Show how you feel with markers in your reply; they are taken out before it is spoken.
- <|ACT {"emotion":"happy","intensity":0.8}|> changes your expression from there on. The emotion is one of ${EMOTIONS.join(", ")}; the intensity is a number from 0 to 1.
- <|DELAY:500|> is a pause of so many milliseconds.
Begin every reply with an ACT marker, and write another one only where your emotion changes. Never speak about the markers.`;
}

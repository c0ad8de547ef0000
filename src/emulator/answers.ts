/**
 * The answers of the emulated agent: a table of questions that it recognises when they are spoken, each with an answer, and a
 * plain answer for any other text.
 */
export interface AnswerEntry {
  /** The question as a recogniser writes it: lower case, no punctuation. */
  readonly phrase: string;
  readonly answer: string;
}

export const ANSWER_BOOK: readonly AnswerEntry[] = [
  { phrase: "hello there", answer: "Hello! It is good to see you. What would you like to talk about?" },
  { phrase: "what is your name", answer: "My name is Ada, and I am a demonstration avatar." },
  {
    phrase: "what is the weather like today",
    answer: "I cannot look outside, but I hope the sun is shining where you are.",
  },
  {
    phrase: "tell me a story",
    answer: "Once upon a time, a small lighthouse learned to sing, and every ship came home by its song.",
  },
  {
    phrase: "how does this work",
    answer: "Your voice travels through a LiveKit room to an agent, and my answer comes back the same way.",
  },
  { phrase: "what time do you open", answer: "We are open from nine in the morning until six in the evening." },
  { phrase: "where are you located", answer: "I live on your own computer, in a small room made for testing." },
  { phrase: "how much does it cost", answer: "This emulator is free. A real session is billed by the minute." },
  { phrase: "can you help me", answer: "Of course. Ask me anything, and I will do my best." },
  {
    phrase: "what can you do",
    answer: "I can listen, answer, be interrupted, and start again without losing my temper.",
  },
  { phrase: "do you speak other languages", answer: "Not in this emulator. The real service speaks a great many." },
  {
    phrase: "tell me about the ocean",
    answer: "The ocean covers more than two thirds of our planet, and most of it has never been seen.",
  },
  { phrase: "who made you", answer: "The people who write the live avatar project made me, one line at a time." },
  { phrase: "thank you very much", answer: "You are very welcome." },
  { phrase: "good bye", answer: "Good bye, and come back soon." },
];

const normal = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, "")
    .replace(/\s+/g, " ")
    .trim();

/** The answer to a text, always the same for the same words. */
export function answerTo(text: string): string {
  const words = normal(text);
  const entry = ANSWER_BOOK.find(({ phrase }) => words.includes(phrase));
  if (entry) return entry.answer;
  const quoted = text
    .trim()
    .slice(0, 160)
    .replace(/[.!…]+$/, "");
  return `You said: ${quoted}${quoted.endsWith("?") ? "" : "."} I am an emulator, and know only a few answers.`;
}

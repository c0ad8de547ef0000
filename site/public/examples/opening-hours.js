/** A language model of a few sentences, in the page: nothing is asked of a server. */
const ANSWERS = [
  [/saturday|sunday|weekend/i, "At weekends we are closed."],
  [/open|close|hours|when/i, "We are open from Monday to Friday, from ten to six."],
  [/where|address|find/i, "We are in Mill Lane, next to the bakery."],
  [/hello|hi\b|hey/i, "Hello! Ask me when we are open, or where we are."],
];

export class OpeningHours {
  id = "opening-hours";

  async *chat(messages, { signal } = {}) {
    const question = messages.findLast(({ role }) => role === "user")?.content ?? "";
    const [, answer] = ANSWERS.find(([words]) => words.test(String(question))) ?? [
      undefined,
      "I only know when we are open, and where we are.",
    ];
    for (const word of answer.split(/(?<= )/)) {
      signal?.throwIfAborted();
      yield { text: word };
    }
    yield { text: "", done: true };
  }
}

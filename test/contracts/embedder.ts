/** What every `Embedder` does. See `src/core/ports/embedder.ts`. */
import type { Embedder } from "../../src/core/ports/embedder.js";
import { type Framework, same } from "./framework.js";
import { describeOneAnswer, type OneAnswerSubject } from "./one-answer.js";

export type EmbedderSubject = OneAnswerSubject<Embedder, readonly string[], number[][]>;

/** As many numbers as the subject's provider promises, the first of them the text's length. */
const vector = (text: string, length: number): number[] =>
  Array.from({ length }, (_, at) => (at === 0 ? text.length : -0.5));

/** @param dimensions of the subject's provider */
export function describeEmbedder(
  name: string,
  dimensions: number,
  make: () => Promise<EmbedderSubject>,
  framework: Framework,
): void {
  const texts = (index: number): string[] => ["x".repeat(index + 1), "ß\n", `other ${index}`];
  const port = {
    title: "an embedder",
    stage: "llm" as const,
    ask: (embedder: Embedder, index: number, signal?: AbortSignal) => embedder.embed(texts(index), { signal }),
    answerTo: (question: readonly string[]) => question.map((text) => vector(text, dimensions)),
    checkAnswer(answer: unknown, index: number) {
      same(
        answer,
        texts(index).map((text) => vector(text, dimensions)),
        "the vectors",
      );
    },
    indexOf: ([first]: readonly string[]) => (first?.length ?? 0) - 1,
  };
  describeOneAnswer(name, make, framework, port, (promise) => {
    promise("says how long its vectors are, if it says so", async ({ provider }) => {
      same(provider.dimensions ?? dimensions, dimensions, "dimensions");
    });

    promise("has no vectors for no texts", async (subject) => {
      const vectors = subject.provider.embed([]);
      if (subject.count > 0) (await subject.asked(0)).answer([]);
      same(await vectors, [], "vectors");
    });

    promise("takes any number of texts, and keeps their order", async (subject) => {
      const many = Array.from({ length: 600 }, (_, index) => "y".repeat(1 + (index % 97)));
      const vectors = subject.provider.embed(many);
      // In one question or in several, as the provider likes.
      for (let index = 0, seen = 0; seen < many.length; index += 1) {
        const asked = await subject.asked(index);
        seen += asked.question.length;
        asked.answer(port.answerTo(asked.question));
      }
      same(
        await vectors,
        many.map((text) => vector(text, dimensions)),
        "the vectors",
      );
    });
  });
}

/** What the ports share that answer one question with one promise: voice, recognition, vectors. */
import type { ErrorStage } from "../../src/core/errors.js";
import { check, checkFailure, CountedAbort, type Framework, isAbort, rejection, same } from "./framework.js";

/** A question as it came to the other side, where the test gives the answer. */
export interface Asked<Question, Answer> {
  readonly question: Question;
  answer(answer: Answer): void;
  fail(): void;
  /** Resolves when the caller has given the question up, and the other side knows. */
  readonly givenUp: Promise<void>;
}

export interface OneAnswerSubject<Provider, Question, Answer> {
  readonly provider: Provider;
  /** Questions that came to the other side. */
  readonly count: number;
  /** Question number `index`, as soon as it has come. */
  asked(index: number): Promise<Asked<Question, Answer>>;
  close(): Promise<void>;
}

/** How a port is asked, and what the other side says then. */
export interface OneAnswerPort<Provider, Question, Answer> {
  readonly title: string;
  readonly stage: ErrorStage;
  /** Something that is different for each `index`. */
  ask(provider: Provider, index: number, signal?: AbortSignal): Promise<unknown>;
  answerTo(question: Question): Answer;
  /** Throws unless this is the answer to what `ask` asked. */
  checkAnswer(answer: unknown, index: number): void | Promise<void>;
  indexOf(question: Question): number;
}

export type Subject<Provider, Question, Answer> = OneAnswerSubject<Provider, Question, Answer>;
export type Promises<Provider, Question, Answer> = (
  title: string,
  body: (subject: Subject<Provider, Question, Answer>) => Promise<void>,
) => void;

export function describeOneAnswer<Provider extends { readonly id: string }, Question, Answer>(
  name: string,
  make: () => Promise<Subject<Provider, Question, Answer>>,
  { describe, it }: Framework,
  port: OneAnswerPort<Provider, Question, Answer>,
  more: (promise: Promises<Provider, Question, Answer>) => void,
): void {
  const promise: Promises<Provider, Question, Answer> = (title, body) => {
    it(title, async () => {
      const subject = await make();
      try {
        await body(subject);
      } finally {
        await subject.close();
      }
    });
  };
  const settle = (asked: Asked<Question, Answer>): void => {
    asked.answer(port.answerTo(asked.question));
  };

  describe(`${name} is ${port.title}`, () => {
    promise("has a name", async ({ provider }) => check(provider.id !== "", "id is empty"));

    promise("asks nobody for a signal that is aborted already", async (subject) => {
      const error = await rejection(port.ask(subject.provider, 0, AbortSignal.abort()));
      check(isAbort(error), `an AbortError, not ${String(error)}`);
      if (subject.count > 0) await (await subject.asked(0)).givenUp;
    });

    for (const reason of [undefined, new Error("enough"), "enough"]) {
      promise(`gives up when it is aborted (reason: ${String(reason)})`, async (subject) => {
        const controller = new AbortController();
        const answer = rejection(port.ask(subject.provider, 0, controller.signal));
        const asked = await subject.asked(0);
        controller.abort(reason);
        const error = await answer;
        check(isAbort(error), `an AbortError, not ${String(error)}`);
        await asked.givenUp;
        same(subject.count, 1, "questions");
      });
    }

    promise("fails with a code, a stage and a sentence, and can be asked again", async (subject) => {
      const failing = rejection(port.ask(subject.provider, 0));
      (await subject.asked(0)).fail();
      checkFailure(await failing, port.stage);
      const answer = port.ask(subject.provider, 1);
      settle(await subject.asked(1));
      await port.checkAnswer(await answer, 1);
    });

    promise("gives each its own answer, in whatever order they come", async (subject) => {
      const controller = new AbortController();
      const answers = [0, 1, 2, 3].map((index) =>
        port.ask(subject.provider, index, index === 1 ? controller.signal : undefined).catch((error: unknown) => error),
      );
      const asked: Asked<Question, Answer>[] = [];
      for (const index of answers.keys()) {
        const one = await subject.asked(index);
        asked[port.indexOf(one.question)] = one;
      }
      settle(asked[3]!);
      await port.checkAnswer(await answers[3], 3);
      controller.abort();
      check(isAbort(await answers[1]), "the second is aborted");
      asked[2]!.fail();
      checkFailure(await answers[2], port.stage);
      settle(asked[0]!);
      await port.checkAnswer(await answers[0], 0);
    });

    promise("leaves no listener on the caller's signal", async (subject) => {
      for (const index of [0, 1]) {
        const controller = new CountedAbort();
        const answer = port.ask(subject.provider, index, controller.signal).catch(() => undefined);
        const asked = await subject.asked(index);
        check(controller.listeners > 0, "somebody listens while it is open");
        if (index === 0) settle(asked);
        else asked.fail();
        await answer;
        same(controller.listeners, 0, "listeners afterwards");
      }
    });

    more(promise);
  });
}

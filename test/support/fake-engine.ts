/** A language model in the page, with WebLLM's interface, in the hand of a test. */
import type { LLMProvider } from "../../src/session/index.js";
import { until } from "../contracts/framework.js";
import type { LanguageModelSubject } from "../contracts/language-model.js";

interface EngineRequest {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly model?: string;
}
interface EngineChunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
}

class EngineAnswer {
  readonly request: EngineRequest;
  isInterrupted = false;
  /** Somebody has read it to its end. */
  isRead = false;
  readonly #words: string[] = [];
  #isOver = false;
  #failure: Error | undefined;

  constructor(request: EngineRequest) {
    this.request = request;
  }

  push(text: string): void {
    this.#words.push(text);
  }

  end(): void {
    this.#isOver = true;
  }

  fail(): void {
    this.#failure = new Error("The GPU is gone.");
  }

  /** As WebLLM's: an interrupted one ends in good order, and return() of the iteration frees nothing. */
  async *stream(): AsyncGenerator<EngineChunk, void, undefined> {
    for (;;) {
      await until(() => this.#words.length > 0 || this.#isOver || this.isInterrupted || this.#failure !== undefined);
      const word = this.isInterrupted ? undefined : this.#words.shift();
      if (word !== undefined) yield { choices: [{ delta: { content: word } }] };
      else if (this.#failure) throw this.#failure;
      else break;
    }
    yield { choices: [{ delta: {} }] };
    this.isRead = true;
    yield { choices: [] };
  }
}

export class FakeEngine {
  readonly answers: EngineAnswer[] = [];
  readonly chat = {
    completions: {
      create: (request: EngineRequest): Promise<AsyncIterable<EngineChunk>> => {
        const answer = new EngineAnswer(request);
        this.answers.push(answer);
        return Promise.resolve(answer.stream());
      },
    },
  };

  interruptGenerate(): Promise<void> {
    const last = this.answers.at(-1);
    if (last) last.isInterrupted = true;
    return Promise.resolve();
  }

  async asked(index: number): Promise<EngineAnswer> {
    await until(() => index < this.answers.length);
    return this.answers[index]!;
  }
}

export function engineModel(make: (engine: FakeEngine) => LLMProvider): Promise<LanguageModelSubject> {
  const engine = new FakeEngine();
  return Promise.resolve({
    llm: make(engine),
    get count() {
      return engine.answers.length;
    },
    async asked(index) {
      const answer = await engine.asked(index);
      return {
        messages: answer.request.messages,
        model: answer.request.model,
        reasoningEffort: undefined,
        say: (text) => {
          answer.push(text);
        },
        end: () => {
          answer.end();
        },
        fail: () => {
          answer.fail();
        },
        get givenUp() {
          return until(() => answer.isInterrupted);
        },
      };
    },
    close: () => Promise.resolve(),
  });
}

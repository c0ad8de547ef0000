/**
 * The browser's speech recognition under command. It is as unkind as the real ones: one that was started cannot be started again,
 * it ends when it likes, an abort comes back as an error and an end, its list of results grows, and it may repeat itself.
 */
import type {
  BrowserRecogniser,
  RecognitionOptions,
  RecogniserConstructor,
} from "../../src/browser/recognition-api.js";

export type FakeResult = readonly [transcript: string, isFinal?: boolean, confidence?: number];

export class FakeRecogniser extends EventTarget implements BrowserRecogniser {
  lang = "";
  continuous = false;
  interimResults = false;
  maxAlternatives = 1;
  processLocally = false;
  readonly calls: string[] = [];
  isRunning = false;
  readonly #results: { isFinal: boolean; 0: { transcript: string; confidence: number }; length: 1 }[] = [];

  /** The length of its list of results. */
  get heard(): number {
    return this.#results.length;
  }

  start(): void {
    this.calls.push("start");
    if (this.isRunning) throw new DOMException("recognition has already started.", "InvalidStateError");
    this.isRunning = true;
  }
  stop(): void {
    this.calls.push("stop");
  }
  abort(): void {
    this.calls.push("abort");
    if (!this.isRunning) return;
    queueMicrotask(() => {
      this.fail("aborted");
      this.end();
    });
  }

  begin(): void {
    this.tell("start");
    this.tell("audiostart");
  }

  /** New results, or the last ones once more with `from`. */
  hear(results: readonly FakeResult[], from = this.#results.length): void {
    this.#results.splice(from, Infinity);
    for (const [transcript, isFinal = false, confidence = isFinal ? 0.9 : 0] of results)
      this.#results.push({ isFinal, 0: { transcript, confidence }, length: 1 });
    this.tell("result", { resultIndex: from, results: [...this.#results] });
  }

  fail(error: string): void {
    this.tell("error", { error });
  }

  end(): void {
    this.isRunning = false;
    this.tell("end");
  }

  tell(type: string, details: object = {}): void {
    this.dispatchEvent(Object.assign(new Event(type), details));
  }
}

/** A browser with speech recognition: what it makes, and what it has on this machine. */
export function fakeRecognition() {
  const made: FakeRecogniser[] = [];
  const browser = {
    made,
    get last(): FakeRecogniser {
      const last = made.at(-1);
      if (!last) throw new Error("No recogniser was made.");
      return last;
    },
    /** Those that run, of which there is never more than one. */
    get running(): FakeRecogniser[] {
      return made.filter(({ isRunning }) => isRunning);
    },
    /** What the constructor throws. */
    breakage: undefined as Error | undefined,
    /** What a start throws. */
    refusal: undefined as Error | undefined,
    asked: [] as RecognitionOptions[],
    installed: [] as RecognitionOptions[],
    available: undefined as ((options: RecognitionOptions) => Promise<string>) | undefined,
    install: undefined as ((options: RecognitionOptions) => Promise<boolean>) | undefined,
    Recogniser: class extends FakeRecogniser {
      static get available(): RecogniserConstructor["available"] {
        return browser.available?.bind(browser);
      }
      static get install(): RecogniserConstructor["install"] {
        return browser.install?.bind(browser);
      }
      constructor() {
        super();
        if (browser.breakage) throw browser.breakage;
        made.push(this);
      }
      override start(): void {
        if (browser.refusal) throw browser.refusal;
        super.start();
      }
    } as unknown as RecogniserConstructor,
  };
  return browser;
}

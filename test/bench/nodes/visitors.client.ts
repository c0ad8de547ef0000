/** The page of the visitors: each has a session and a renderer as the element makes them, and says what was heard, seen and told. */
import { systemClock } from "../../../src/core/clock.js";
import { LiveAvatarError } from "../../../src/core/errors.js";
import { endpointTokenSource, LiveAvatarRenderer } from "../../../src/room/index.js";
import { AvatarSession } from "../../../src/session/index.js";
import { Witness } from "./witness.client.js";

/** What was told to a visitor: a word of the connection, or the code of an error. */
export interface Told {
  /** Milliseconds of the page. */
  readonly at: number;
  readonly word: string;
}

/** What became of a question. `silent`: it has ended, nothing of it was heard, and no code was told. */
export interface Answer {
  readonly end: "answered" | "told" | "silent";
  readonly code?: string;
  /** From the question to the voice. */
  readonly voiceMs?: number;
}

/** What became of a visitor after the fault. */
export interface Aftermath {
  /** What became of the answer in which the fault happened, if one was heard. */
  readonly broken?: Answer;
  /** Those of the questions after the fault, until one was answered. */
  readonly answers: readonly Answer[];
  /** How often the visitor began a new conversation, and how long that took each time. */
  readonly startMs: readonly number[];
  /** From the fault to the first word that told of it. */
  readonly toldMs?: number;
  /** The longest time in which nothing was heard, from the fault until a whole answer was. */
  readonly silenceMs: number;
  /** The longest time in which the picture stood still, likewise. */
  readonly frozenMs: number;
  readonly words: readonly string[];
}

/** What became of a visitor who came in the moment of the fault. */
export interface Arrival {
  /** From the first press to the readiness; undefined where there was none. */
  readonly readyMs?: number;
  /** The code of each start that failed, and its milliseconds. */
  readonly failures: readonly (readonly [code: string, ms: number])[];
  readonly answer?: Answer;
}

const AGAIN_MS = 500;

class Visitor {
  readonly session: AvatarSession;
  readonly #stage: HTMLElement;
  readonly #witness: Witness;
  readonly #told: Told[] = [];
  #begun: Promise<Answer> | undefined;

  constructor(apiUrl: string, document: Document) {
    this.#stage = document.createElement("div");
    const video = document.createElement("video");
    video.dataset["liveAvatarMedia"] = "";
    video.playsInline = true;
    video.width = 160;
    video.height = 120;
    this.#stage.append(video);
    document.body.append(this.#stage);
    this.#witness = new Witness(video);
    const renderer = new LiveAvatarRenderer({ token: endpointTokenSource({ url: "/token" }), apiUrl });
    this.session = new AvatarSession({ renderer });
    const tell = (word: string) => void this.#told.push({ at: performance.now(), word });
    this.session.on("connection-change", tell);
    this.session.on("error", ({ code }) => {
      tell(code);
    });
    this.session.on("ended", (reason) => {
      tell(`ended: ${reason}`);
    });
  }

  /** @returns milliseconds from the press to the readiness */
  async start(): Promise<number> {
    const begun = performance.now();
    await this.session.start(this.#stage);
    return performance.now() - begun;
  }

  /** Presses until a conversation is ready, and asks. */
  async arrive(question: string, deadline: number): Promise<Arrival> {
    const begun = performance.now();
    const failures: (readonly [string, number])[] = [];
    while (performance.now() < deadline) {
      const pressed = performance.now();
      try {
        await this.start();
        const readyMs = performance.now() - begun;
        return { readyMs, failures, answer: await this.ask(question) };
      } catch (error) {
        failures.push([codeOf(error), performance.now() - pressed]);
        await systemClock.sleep(AGAIN_MS);
      }
    }
    return { failures };
  }

  async ask(question: string): Promise<Answer> {
    const asked = performance.now();
    let code: string | undefined;
    const off = this.session.on("error", (error) => (code ??= error.code === "video-stalled" ? undefined : error.code));
    const failure: unknown = await this.session.sendMessage(question).then(
      () => undefined,
      (error: unknown) => error,
    );
    off();
    const soundAt = this.#witness.firstSoundAfter(asked);
    const told = LiveAvatarError.is(failure) ? failure.code : code;
    if (told !== undefined) return { end: "told", code: told };
    return soundAt === undefined ? { end: "silent" } : { end: "answered", voiceMs: soundAt - asked };
  }

  /** Asks; resolves when the voice is heard, which then goes on. */
  async begin(question: string, signal: AbortSignal): Promise<void> {
    const asked = performance.now();
    this.#begun = this.ask(question);
    while (this.#witness.firstSoundAfter(asked) === undefined) await systemClock.sleep(20, signal);
  }

  /** What happens from the fault on, until an answer was heard from its beginning to its end, or the time is up. */
  async survive(faultAt: number, question: string, deadline: number): Promise<Aftermath> {
    const answers: Answer[] = [];
    const startMs: number[] = [];
    const inTime = (answer: Promise<Answer>): Promise<Answer> =>
      Promise.race([answer, systemClock.sleep(deadline - performance.now()).then((): Answer => ({ end: "silent" }))]);
    const broken = this.#begun && (await inTime(this.#begun));
    while (performance.now() < deadline && answers.at(-1)?.end !== "answered") {
      if (this.session.state === "error" || this.session.state === "idle") {
        try {
          startMs.push(await this.start());
        } catch (error) {
          answers.push({ end: "told", code: codeOf(error) });
          await systemClock.sleep(AGAIN_MS);
          continue;
        }
      }
      answers.push(await inTime(this.ask(question)));
      await systemClock.sleep(AGAIN_MS);
    }
    const until = performance.now();
    const words = this.#told.filter(({ at }) => at >= faultAt);
    return {
      ...(broken && { broken }),
      ...{ answers, startMs },
      ...(words[0] && { toldMs: words[0].at - faultAt }),
      silenceMs: this.#witness.longestSilence(faultAt, until),
      frozenMs: this.#witness.longestFreeze(faultAt, until),
      words: words.map(({ at, word }) => `${((at - faultAt) / 1000).toFixed(1)} s ${word}`),
    };
  }

  async leave(): Promise<void> {
    await this.session.stop();
    this.#witness.dispose();
  }
}

const codeOf = (error: unknown): string => (LiveAvatarError.is(error) ? error.code : `no code: ${String(error)}`);

const all: Visitor[] = [];
const arriving: Visitor[] = [];
let service = "";
const visitors = {
  async open(apiUrl: string, count: number): Promise<readonly { readonly id: string; readonly startMs: number }[]> {
    service = apiUrl;
    all.push(...Array.from({ length: count }, () => new Visitor(apiUrl, document)));
    return Promise.all(all.map(async (visitor) => ({ startMs: await visitor.start(), id: visitor.session.id ?? "" })));
  },
  ask: (question: string) => Promise.all(all.map((visitor) => visitor.ask(question))),
  /** Every second visitor asks now; resolves when all of these hear the voice. */
  async begin(question: string, patienceMs: number): Promise<void> {
    const signal = AbortSignal.timeout(patienceMs);
    await Promise.all(all.filter((_, index) => index % 2 === 1).map((visitor) => visitor.begin(question, signal)));
  },
  /**
   * The fault is now. Who does not hear an answer already asks at once, the others when theirs has ended, whatever its end; and
   * as many as `newcomers` press Start.
   */
  async survive(
    question: string,
    patienceMs: number,
    newcomers: number,
  ): Promise<{ readonly after: readonly Aftermath[]; readonly arrivals: readonly Arrival[] }> {
    const faultAt = performance.now();
    const deadline = faultAt + patienceMs;
    arriving.push(...Array.from({ length: newcomers }, () => new Visitor(service, document)));
    const [after, arrivals] = await Promise.all([
      Promise.all(all.map((visitor) => visitor.survive(faultAt, question, deadline))),
      Promise.all(arriving.map((visitor) => visitor.arrive(question, deadline))),
    ]);
    return { after, arrivals };
  },
  leave: () => Promise.all([...all, ...arriving].map((visitor) => visitor.leave())).then(() => undefined),
};
export type Visitors = typeof visitors;
Object.assign(window, { visitors });

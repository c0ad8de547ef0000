/** A session that says what a test wants, its relay, and the site that it tells. For a page. */
import { EventRelay, type EventRelayOptions } from "../../src/browser/index.js";
import { Emitter } from "../../src/core/emitter.js";
import type { LiveAvatarError } from "../../src/core/errors.js";
import type { Logger } from "../../src/core/ports/logger.js";
import type { SessionEventMap } from "../../src/core/session-events.js";
import { FakeClock } from "../../src/testing/index.js";
import { nextTask } from "./next-task.js";

export { nextTask };

export interface ToldEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: number;
  readonly detail: Record<string, unknown>;
}

export interface ToldBatch {
  readonly version: number;
  readonly sessionId: string;
  readonly batchId: string;
  readonly events: readonly ToldEvent[];
}

export interface Asked {
  readonly request: Request;
  readonly batch: ToldBatch;
}

export type Answer = (asked: Asked) => Response | Promise<Response>;

export class SpokenSession extends Emitter<SessionEventMap> {
  id: string | null = null;
  #count = 0;

  constructor() {
    super((error) => {
      throw error;
    });
  }

  say(text: string): void {
    this.#count += 1;
    this.emit("message", { id: `m-${this.#count}`, role: "user", content: text, createdAt: 1 });
  }
}

export const taken: Answer = ({ batch }) => Response.json({ received: batch.events.at(-1)?.seq, missing: [] });
export const broken =
  (status: number, headers: Record<string, string> = {}): Answer =>
  () =>
    Response.json({ error: { code: "broken", message: "as the test wants it" } }, { status, headers });
export const unreachable: Answer = () => {
  throw new TypeError("Failed to fetch");
};

/** A relay whose requests get these answers, one after the other; the last one also later. */
export function relayed(answers: Answer[] = [taken], options: Partial<EventRelayOptions> = {}) {
  const clock = new FakeClock(1000);
  const session = new SpokenSession();
  const asked: Asked[] = [];
  const errors: LiveAvatarError[] = [];
  const logged: string[] = [];
  const log = (level: keyof Logger) => (message: string) => void logged.push(`${level}: ${message}`);
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const one = { request, batch: JSON.parse(init?.body as string) as ToldBatch };
    asked.push(one);
    return (answers.length > 1 ? answers.shift() : answers[0])!(one);
  };
  const relay = new EventRelay(session, {
    ...{ endpoint: "/api/relay", clock, fetch, onError: (error) => void errors.push(error) },
    logger: { debug: () => undefined, warn: log("warn"), error: log("error") },
    ...options,
  });
  const seqs = () => asked.map(({ batch }) => batch.events.map(({ seq }) => seq));
  return { clock, session, relay, asked, errors, logged, seqs, answers };
}

/** The page goes away, and may come back from the page cache. */
export const leavePage = (): boolean => window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
export const returnToPage = (): boolean =>
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));

/** Time passes, and the browser has its tasks meanwhile. */
export async function pass(clock: FakeClock, ms: number, step = 50): Promise<void> {
  for (let left = ms; left > 0; left -= step) {
    await clock.advance(Math.min(step, left));
    await nextTask();
  }
}

/**
 * What a contract needs of a test framework, so that the same suite runs in a page (mocha) and in Node (node:test), and
 * the little that it says its findings with.
 */
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ErrorStage } from "../../src/core/errors.js";

export interface Framework {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
}

export function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** For plain data: texts, numbers, lists and records of them. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(is === should, `${what}: ${is} is not ${should}`);
}

export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`It should have rejected, but resolved with ${String(value)}`);
}

export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

/** A failure that says where it was and what it was, with a sentence that somebody can read. */
export function checkFailure(error: unknown, stage: ErrorStage): LiveAvatarError {
  check(LiveAvatarError.is(error), `A failure is a LiveAvatarError, not ${String(error)}`);
  same(error.stage, stage, "its stage");
  check(error.code.startsWith(`${stage}-`), `its code belongs to the stage: ${error.code}`);
  check(/^[A-Z].*\s.*\.$|^[A-Z].*\s.*…$/s.test(error.message), `its message is a sentence: ${error.message}`);
  check(error.help.length > 20, "it says what can be done");
  return error;
}

const LONGEST_WAIT_MS = 10_000;

/** Waits for what another task brings about; not for ever, for node:test has no limit of its own. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + LONGEST_WAIT_MS;
  while (!condition()) {
    check(performance.now() < end, `It did not come true: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** A signal that knows how many are listening to it: nobody, when the work is over. */
export class CountedAbort extends AbortController {
  #listeners = 0;

  constructor() {
    super();
    const { signal } = this;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    Object.assign(signal, {
      addEventListener: (...args: Parameters<typeof add>) => {
        this.#listeners += 1;
        add(...args);
      },
      removeEventListener: (...args: Parameters<typeof remove>) => {
        this.#listeners -= 1;
        remove(...args);
      },
    });
  }

  get listeners(): number {
    return this.#listeners;
  }
}

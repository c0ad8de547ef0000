/** Conversations of any length, and the walk of a reader through them: real scrolling, in a real layout. */
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { WritableSignal } from "../../src/core/signals.js";
import type { AvatarSession } from "../../src/session/index.js";

/** Messages of different heights, by number. */
export const messagesOf = (from: number, to: number, prefix = "m"): readonly ChatMessage[] =>
  Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const role = number % 2 === 0 ? "user" : "assistant";
    const content = `Number ${number}.${" A few words more.".repeat((number * 7) % 13)}`;
    return { id: `${prefix}${number}`, role, content, createdAt: number };
  });

/** As a thread that is opened, or a page of it that comes before the others: the signal changes, and no message is told. */
export function hold(session: AvatarSession, messages: readonly ChatMessage[]): void {
  (session.signals.messages as WritableSignal<readonly ChatMessage[]>).set(messages);
}

export const numberOf = (message: Element): number =>
  Number(/Number (\d+)\./.exec(message.textContent)?.[1] ?? Number.NaN);

export const messagesIn = (log: HTMLElement): HTMLElement[] => [...log.querySelectorAll<HTMLElement>(".message")];

export const offsetOf = (message: Element, log: Element): number =>
  message.getBoundingClientRect().top - log.getBoundingClientRect().top;

export const inSight = (log: HTMLElement): HTMLElement[] =>
  messagesIn(log).filter((message) => {
    const top = offsetOf(message, log);
    return top < log.clientHeight && top + message.offsetHeight > 0;
  });

export const isAtEnd = (log: HTMLElement): boolean => log.scrollHeight - log.scrollTop - log.clientHeight < 2;

export const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Scrolls by so many pixels, as a wheel does, and waits until what comes of it is rendered. */
export async function scrollBy(log: HTMLElement, pixels: number): Promise<void> {
  const before = log.scrollTop;
  log.scrollTop += pixels;
  if (log.scrollTop === before) return;
  await new Promise((resolve) => {
    log.addEventListener("scroll", resolve, { once: true });
  });
  await nextFrame();
  await nextFrame();
}

export interface Walk {
  /** The numbers that came in sight, in order, each once. */
  readonly seen: readonly number[];
  /** The most messages that were rendered at once. */
  readonly most: number;
  /** The farthest that a message in sight was moved by what was rendered, in pixels. */
  readonly jump: number;
}

/** Goes up or down by two thirds of the height at a time, until there is no further to go. */
export async function walk(log: HTMLElement, direction: "up" | "down"): Promise<Walk> {
  const seen = new Set<number>();
  let most = 0;
  let jump = 0;
  for (;;) {
    for (const message of inSight(log)) seen.add(numberOf(message));
    const top = log.scrollTop;
    const step = Math.round((log.clientHeight * 2) / 3) * (direction === "up" ? -1 : 1);
    log.scrollTop += step;
    if (log.scrollTop === top) return { seen: [...seen].sort((a, b) => a - b), most, jump };
    const anchor = inSight(log)[0];
    const offset = anchor ? offsetOf(anchor, log) : 0;
    await new Promise((resolve) => {
      log.addEventListener("scroll", resolve, { once: true });
    });
    await nextFrame();
    most = Math.max(most, messagesIn(log).length);
    // Who comes down to a line from the end is at the end.
    if (direction === "down" && isAtEnd(log)) continue;
    if (anchor) jump = Math.max(jump, anchor.isConnected ? Math.abs(offsetOf(anchor, log) - offset) : Infinity);
  }
}

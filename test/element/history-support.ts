/** A conversation with a history panel, and the way to what a visitor sees and presses there. */
import type { ThreadProvider } from "../../src/core/ports/thread-provider.js";
import { SessionController } from "../../src/element/controllers/session-controller.js";
import type { HistoryHost } from "../../src/element/history/history-host.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { find, nextTask, settled, talk } from "./support.js";

let given: HistoryHost | undefined;
Object.defineProperty(SessionController.prototype, "history", { get: () => given, configurable: true });

/** What the element's session does for the panel, in the plainest way. */
export class PlainHistory implements HistoryHost {
  readonly threads: ThreadProvider;
  readonly resourceId: string | undefined;
  readonly calls: string[] = [];
  current: string | null;
  /** What the next call rejects with. */
  failure: Error | undefined;

  constructor(threads: ThreadProvider, current: string | null = null, resourceId?: string) {
    this.threads = threads;
    this.current = current;
    this.resourceId = resourceId;
  }

  readonly currentId = (): string | null => this.current;

  async open(id: string): Promise<void> {
    this.#note(`open ${id}`);
    this.current = id;
  }

  async create(): Promise<void> {
    this.#note("create");
  }

  async rename(id: string, title: string): Promise<void> {
    this.#note(`rename ${id} ${title}`);
    const thread = await this.threads.getThread(id);
    await this.threads.saveThread({ ...thread!, title });
  }

  async remove(id: string): Promise<void> {
    this.#note(`remove ${id}`);
    await this.threads.deleteThread(id);
  }

  #note(call: string): void {
    this.calls.push(call);
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw failure;
  }
}

/** @param count threads, the first the oldest, an hour apart; the last an hour ago */
export async function fill(threads: ThreadProvider, count: number, resourceId?: string): Promise<void> {
  for (let at = 1; at <= count; at += 1) {
    const createdAt = Date.now() - (count - at + 1) * 3_600_000;
    const owner = resourceId === undefined ? {} : { resourceId };
    await threads.saveThread({ id: `t${at}`, title: `Talk ${at}`, createdAt, updatedAt: createdAt, ...owner });
  }
}

/** A conversation with this history. */
export async function talkWith(history: HistoryHost | undefined, attributes: Readonly<Record<string, string>> = {}) {
  given = history;
  return (await talk({ lang: "en", ...attributes })).element;
}

export function leaveHistory(): void {
  given = undefined;
}

export const historyButton = (element: LiveAvatarElement) =>
  find<HTMLButtonElement>(element, '[part="history-button"]');
export const panelOf = (element: LiveAvatarElement) => find(element, ".history");

/** What is asked comes true: a pause in typing is waited for, and databases have their own time. Ends in vain after 10 s. */
export async function until(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!isTrue() && performance.now() < end) await nextTask();
  if (!isTrue()) throw new Error(`waited in vain: ${isTrue.toString()}`);
}

/** Opens the panel by its button, and waits for the list. */
export async function openPanel(element: LiveAvatarElement): Promise<HTMLElement> {
  historyButton(element)!.focus();
  historyButton(element)!.click();
  await until(() => panelOf(element) !== null && !/Looking|gesucht/.test(statusOf(element)));
  await settled(element);
  return panelOf(element)!;
}

export const statusOf = (element: LiveAvatarElement): string =>
  find(element, ".history-status")?.textContent.trim() ?? "(no panel)";

export const namesOf = (element: LiveAvatarElement): string[] =>
  [...element.renderRoot.querySelectorAll(".thread-name")].map(({ textContent }) => textContent);

export const row = (element: LiveAvatarElement, id: string): HTMLElement =>
  [...element.renderRoot.querySelectorAll<HTMLElement>(".thread")].find(({ dataset }) => dataset["id"] === id)!;

/** The button with this text, or with a label that begins so, in a part of the panel. */
export function button(within: Element, name: string): HTMLButtonElement {
  const buttons = [...within.querySelectorAll("button")];
  const found =
    buttons.find((one) => one.textContent.trim() === name) ?? buttons.find((one) => one.ariaLabel?.startsWith(name));
  if (!found) throw new Error(`no button "${name}" among ${buttons.map((one) => one.textContent.trim()).join(", ")}`);
  return found;
}

/** The element with the focus. */
export const focused = (element: LiveAvatarElement): HTMLElement | null =>
  (element.renderRoot as ShadowRoot).activeElement as HTMLElement | null;

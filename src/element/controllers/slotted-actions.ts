/** The actions of slotted content: `data-avatar-action="start|stop|open|close|ask|write|consent|decline"` acts on a click, without a page's script. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

export type Actions = Readonly<
  Record<"start" | "stop" | "open" | "close" | "ask" | "write" | "consent" | "decline", (text: string) => void>
>;

export class SlottedActions implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #actions: Actions;

  constructor(host: ReactiveControllerHost & HTMLElement, actions: Actions) {
    this.#host = host;
    this.#actions = actions;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener("click", this.#handleClick);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener("click", this.#handleClick);
  }

  readonly #handleClick = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-avatar-action]") : null;
    if (!target || !this.#host.contains(target) || target === this.#host) return;
    const name = target.dataset.avatarAction ?? "";
    if (Object.hasOwn(this.#actions, name)) this.#actions[name as keyof Actions](target.textContent.trim());
  };
}

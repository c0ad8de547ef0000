/** One thread in the list: the button that opens it, and what else can be done with it. */
import { html, nothing, type TemplateResult } from "lit";
import type { Thread } from "../../core/ports/thread-provider.js";
import { actionsIcon } from "../conversation/icons.js";
import type { HistoryTexts } from "../locales/history-texts.js";
import { plainName } from "./plain-name.js";

/** What a thread shows in the place of its title, or under it. */
export type RowMode = "actions" | "rename" | "remove";

export interface RowContext {
  readonly texts: HistoryTexts;
  readonly isCurrent: boolean;
  readonly mode: RowMode | undefined;
  readonly date: { readonly near: string; readonly full: string };
  open(): void;
  /** Shows or hides the actions, the field of a new title, the question. */
  show(mode: RowMode | undefined): void;
  rename(title: string): void;
  remove(): void;
  export(): void;
}

/** @param name the title of the thread, or what stands for it */
export function threadRow(thread: Thread, name: string, row: RowContext): TemplateResult {
  return html`<li class="thread ${row.isCurrent ? "current" : ""}" part="thread" data-id=${thread.id}>
    ${row.mode === "rename" ? nameField(thread, name, row) : row.mode === "remove" ? question(name, row) : line(thread, name, row)}
  </li>`;
}

function line(thread: Thread, name: string, row: RowContext): TemplateResult {
  const { texts, date, mode } = row;
  const hasActions = mode === "actions";
  return html`<button
      class="thread-open"
      part="thread-button"
      type="button"
      aria-current=${row.isCurrent ? "true" : nothing}
      @click=${() => {
        row.open();
      }}
    >
      <span class="thread-name" part="thread-title"><bdi>${name}</bdi></span>
      <span class="thread-date" part="thread-date"
        ><time datetime=${new Date(thread.updatedAt).toISOString()} title=${date.full}>${date.near}</time>${
          row.isCurrent ? html` · ${texts.current}` : nothing
        }</span
      ></button
    ><button
      class="plain thread-more"
      part="thread-actions-button"
      type="button"
      aria-label=${texts.actions(plainName(name))}
      aria-expanded=${hasActions ? "true" : "false"}
      @click=${() => {
        row.show(hasActions ? undefined : "actions");
      }}
    >
      ${actionsIcon}
    </button>
    ${hasActions ? actions(name, row) : nothing}`;
}

function actions(name: string, row: RowContext): TemplateResult {
  const { texts } = row;
  const action = (label: string, part: string, run: () => void): TemplateResult =>
    html`<button class="pill quiet" part=${part} type="button" @click=${run}>${label}</button>`;
  return html`<div
    class="thread-actions"
    part="thread-actions"
    role="group"
    aria-label=${texts.actions(plainName(name))}
  >
    ${action(texts.rename, "rename-button", () => {
      row.show("rename");
    })}
    ${action(texts.export, "export-button", () => {
      row.export();
    })}
    ${action(texts.remove, "delete-button", () => {
      row.show("remove");
    })}
  </div>`;
}

function nameField(thread: Thread, name: string, row: RowContext): TemplateResult {
  const { texts } = row;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("title") as HTMLInputElement;
    const title = field.value.trim();
    // A conversation without a title would be hard to find; the old one is kept.
    if (!title || title === thread.title) row.show("actions");
    else row.rename(title);
  };
  return html`<form class="thread-form" part="thread-form" @submit=${submit}>
    <input
      class="history-input thread-title"
      part="title-input"
      name="title"
      type="text"
      dir="auto"
      autocomplete="off"
      enterkeyhint="done"
      maxlength="500"
      aria-label=${texts.name}
      .value=${thread.title ?? name}
    />
    <button class="pill" part="save-button" type="submit">${texts.save}</button>
    <button
      class="pill quiet"
      part="thread-cancel-button"
      type="button"
      @click=${() => {
        row.show("actions");
      }}
    >
      ${texts.cancel}
    </button>
  </form>`;
}

function question(name: string, row: RowContext): TemplateResult {
  const { texts } = row;
  const text = texts.confirm(plainName(name));
  return html`<div class="thread-form" part="thread-form" role="group" aria-label=${text}>
    <p class="thread-question"><bdi>${text}</bdi></p>
    <button
      class="pill danger"
      part="delete-button"
      type="button"
      @click=${() => {
        row.remove();
      }}
    >
      ${texts.remove}
    </button>
    <button
      class="pill quiet thread-keep"
      part="thread-cancel-button"
      type="button"
      @click=${() => {
        row.show("actions");
      }}
    >
      ${texts.keep}
    </button>
  </div>`;
}

/** The texts of the history panel, loaded with it. */
import type { Locale } from "./shell-texts.js";

export interface HistoryTexts {
  readonly title: string;
  readonly close: string;
  readonly search: string;
  readonly begin: string;
  readonly importFile: string;
  readonly untitled: string;
  /** The mark of the open conversation. */
  readonly current: string;
  readonly actions: (name: string) => string;
  readonly rename: string;
  readonly export: string;
  readonly remove: string;
  /** The field of a new title. */
  readonly name: string;
  readonly save: string;
  readonly cancel: string;
  readonly confirm: (name: string) => string;
  readonly keep: string;
  readonly more: string;
  readonly retry: string;
  readonly loading: string;
  readonly empty: string;
  /** @param hasMore whether there are more than these */
  readonly listed: (count: number, hasMore: boolean) => string;
  readonly found: (count: number, hasMore: boolean) => string;
  readonly searchDeep: string;
  readonly opened: (name: string) => string;
  readonly begun: string;
  readonly renamed: (name: string) => string;
  readonly removed: (name: string) => string;
  readonly exported: (name: string) => string;
  readonly imported: (name: string) => string;
  readonly noFile: string;
}

const en: HistoryTexts = {
  title: "Conversations",
  close: "Close the conversations",
  search: "Search conversations",
  begin: "New conversation",
  importFile: "Import a file",
  untitled: "Untitled conversation",
  current: "open now",
  actions: (name) => `Rename, export or delete “${name}”`,
  rename: "Rename",
  export: "Export",
  remove: "Delete",
  name: "Title of the conversation",
  save: "Save",
  cancel: "Cancel",
  confirm: (name) => `Delete “${name}”? It cannot be brought back.`,
  keep: "Keep it",
  more: "Show more",
  retry: "Try again",
  loading: "Looking …",
  empty: "There are no conversations yet. What you talk about will be listed here.",
  listed: (count, hasMore) =>
    `${count === 1 ? "1 conversation" : `${count} conversations`}${hasMore ? ", and more" : ""}`,
  found: (count, hasMore) =>
    count === 0
      ? "No conversation was found."
      : `${count === 1 ? "1 conversation" : `${count} conversations`} found${hasMore ? ", and there are more" : ""}`,
  searchDeep: "Also search what was said",
  opened: (name) => `“${name}” is open.`,
  begun: "A new conversation has begun.",
  renamed: (name) => `Now called “${name}”.`,
  removed: (name) => `“${name}” is deleted.`,
  exported: (name) => `“${name}” is exported as a file.`,
  imported: (name) => `“${name}” is imported.`,
  noFile: "This file holds no conversation. Choose one that was exported here.",
};

const de: HistoryTexts = {
  title: "Gespräche",
  close: "Gespräche schließen",
  search: "Gespräche durchsuchen",
  begin: "Neues Gespräch",
  importFile: "Datei importieren",
  untitled: "Gespräch ohne Titel",
  current: "gerade offen",
  actions: (name) => `„${name}“ umbenennen, exportieren oder löschen`,
  rename: "Umbenennen",
  export: "Exportieren",
  remove: "Löschen",
  name: "Titel des Gesprächs",
  save: "Speichern",
  cancel: "Abbrechen",
  confirm: (name) => `„${name}“ löschen? Das lässt sich nicht rückgängig machen.`,
  keep: "Behalten",
  more: "Mehr anzeigen",
  retry: "Noch einmal versuchen",
  loading: "Wird gesucht …",
  empty: "Es gibt noch keine Gespräche. Worüber Sie sprechen, steht dann hier.",
  listed: (count, hasMore) => `${count === 1 ? "1 Gespräch" : `${count} Gespräche`}${hasMore ? " und mehr" : ""}`,
  found: (count, hasMore) =>
    count === 0
      ? "Kein Gespräch gefunden."
      : `${count === 1 ? "1 Gespräch" : `${count} Gespräche`} gefunden${hasMore ? ", und es gibt mehr" : ""}`,
  searchDeep: "Auch Gesagtes durchsuchen",
  opened: (name) => `„${name}“ ist offen.`,
  begun: "Ein neues Gespräch hat begonnen.",
  renamed: (name) => `Heißt jetzt „${name}“.`,
  removed: (name) => `„${name}“ ist gelöscht.`,
  exported: (name) => `„${name}“ ist als Datei exportiert.`,
  imported: (name) => `„${name}“ ist importiert.`,
  noFile: "In dieser Datei ist kein Gespräch. Wählen Sie eine, die hier exportiert wurde.",
};

const TEXTS: Readonly<Record<Locale, HistoryTexts>> = { en, de };

export const historyTexts = (locale: Locale): HistoryTexts => TEXTS[locale];

/** The texts of the history panel in English, loaded with it. */
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

export const historyTexts: HistoryTexts = {
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

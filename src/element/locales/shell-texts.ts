/** The texts of the shell; all others are loaded with the conversation (`en.ts`, `de.ts`). */
export interface ShellTexts {
  readonly region: string;
  readonly start: string;
  readonly startAgain: string;
  readonly retry: string;
  readonly cancel: string;
  readonly close: string;
  readonly open: string;
  readonly connecting: string;
  readonly micHint: string;
  readonly loadFailed: string;
  readonly incomplete: string;
}

const SHELL_TEXTS = {
  en: {
    region: "Conversation with an avatar",
    start: "Start",
    startAgain: "Start again",
    retry: "Try again",
    cancel: "Cancel",
    close: "Close",
    open: "Talk to the avatar",
    connecting: "Connecting…",
    micHint: "Your browser will ask for the microphone. You can also type.",
    loadFailed: "A part of this page could not be loaded. Check your connection and try again.",
    incomplete: "This page is not set up correctly. Please tell the people who run it.",
  },
  de: {
    region: "Gespräch mit einem Avatar",
    start: "Starten",
    startAgain: "Neu starten",
    retry: "Noch einmal versuchen",
    cancel: "Abbrechen",
    close: "Schließen",
    open: "Mit dem Avatar sprechen",
    connecting: "Verbindung wird aufgebaut …",
    micHint: "Der Browser fragt nach dem Mikrofon. Sie können auch tippen.",
    loadFailed:
      "Ein Teil dieser Seite konnte nicht geladen werden. Prüfen Sie die Verbindung und versuchen Sie es erneut.",
    incomplete: "Diese Seite ist nicht richtig eingerichtet. Bitte sagen Sie den Betreibern Bescheid.",
  },
} as const satisfies Record<string, ShellTexts>;

export type Locale = keyof typeof SHELL_TEXTS;

export function shellTexts(locale: Locale): ShellTexts {
  return SHELL_TEXTS[locale];
}

/** The language of the nearest `lang`, else the page's, else the visitor's; English where there is no translation. */
export function languageOf(element: HTMLElement): string {
  const nearest = element.closest<HTMLElement>("[lang]:not([lang=''])");
  return nearest?.lang ?? navigator.language;
}

export function localeOf(language: string): Locale {
  return language.toLowerCase().split("-")[0] === "de" ? "de" : "en";
}

/** The texts of the shell in English; all others are loaded with what shows them. */
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

export const shellTexts: ShellTexts = {
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
};

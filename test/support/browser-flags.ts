/** What every Chromium of a test or a measurement starts with: nothing of its own beside the page. */
export const BROWSER_FLAGS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A microphone that beeps (or plays a file, with a flag more), and a visitor who always says yes. */
export const MICROPHONE_FLAGS: readonly string[] = [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

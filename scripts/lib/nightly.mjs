/**
 * What `npm test` leaves to `npm test -- nightly`, so that a change is answered sooner: files that take minutes and
 * whose subject few changes touch, and in Firefox and WebKit the tests of what all engines do alike. Whoever names a file runs it.
 */

const LONG = [
  // Both ends of the range of livekit-client: another version of it, or of what hides its inside.
  "test/e2e/livekit-range.e2e.ts",
  "test/e2e/join-deadline.e2e.ts",
  // The real room under failures; the same answers are tested without a room.
  "test/e2e/breakage-room.e2e.ts",
  "test/e2e/lost-events.e2e.ts",
  // Every start that fails and every moment in which a visitor leaves, in a real room: room.e2e has one of each kind with every
  // change, and test/session and test/element/start all of them without a room.
  "test/e2e/breakage-start.e2e.ts",
  "test/e2e/breakage-visitor.e2e.ts",
  // The contract of a renderer in a real room: room.e2e has such a room, and test/contracts the contract with fakes and the portrait.
  "test/e2e/avatar-renderer.e2e.ts",
  // The emulator as LiveAvatar's SDK sees it, and every noise that it hears: emulator/conversation.e2e has its turns,
  // voice-room.e2e and push-to-talk.e2e what it hears.
  "test/e2e/official-sdk.e2e.ts",
  "test/emulator/hearing.e2e.ts",
  // The microphone's worklet under each policy: voice-portrait.e2e has it under a strict one.
  "test/e2e/mic-capture.e2e.ts",
  // It builds the site, of which a change to a document that is wrong is found by the tests of documents.
  "test/docs/site.e2e.ts",
  // Sixty processes that are killed.
  "test/e2e/threads-killed.e2e.ts",
  "test/server/killed-stores.e2e.ts",
  // Every loss of a microphone and of a recogniser, one by one, in real time.
  "test/e2e/voice-scenes.e2e.ts",
  "test/e2e/voice-recogniser.e2e.ts",
  // Chromium is spoken to with every change.
  "test/e2e/firefox-spoken.e2e.ts",
  // Seven stacks more, of which installing and building takes the time.
  "test/stacks/stacks-nightly.e2e.ts",
  "test/stacks/stacks-bundlers.e2e.ts",
  // Sessions with a fault built in, each of which the tests of the session must find.
  "test/session/broken-copies.node.test.ts",
  // Five package managers that install the packed package with an empty cache.
  "test/package/installers.e2e.ts",
  "test/package/release.e2e.ts",
];

/** @param {string} file @returns {boolean} */
export const isLong = (file) => LONG.includes(file);

/** The tests of the element whose subject engines treat differently: boxes, windows, focus, keys, selection, sound and storage. */
const DIFFERING = [
  ...[
    "captions",
    "closing",
    "composer",
    "dress-before-upgrade",
    "layouts",
    "live-avatar",
    "places",
    "tab-key",
    "talk-button",
  ],
  ...["transcript", "voice-input", "whole-browser", "windows"],
].map((name) => `test/element/${name}`);

const IN_EVERY_ENGINE = ["test/core/wait.test.ts"];

/** … and of what an engine lends. WebKit's build here has no WebRTC and no microphone. */
const OF_FIREFOX = [
  ...["test/browser/", "test/contracts/thread-providers.test.ts"],
  ...["test/media/load-worklet.test.ts", "test/docs/voice-input.test.ts"],
];

const NOT_IN_WEBKIT = [
  // The key leads into the frame of the browser, and the driver waits for a page that has no focus.
  "!test/element/tab-key.test.ts",
  "!test/element/history-keys.test.ts",
  // Its driver knows no PageUp, and what is scrolled there is not what is in sight.
  "!test/element/transcript-window.test.ts",
  "!test/element/earlier-messages.test.ts",
  // Its requests do not tell whether they outlive the page.
  "!test/element/relay.test.ts",
];

/** The tests of another engine by paths or their beginnings; "!" takes one out. */
const LISTS = {
  firefox: (element) => [...element, ...OF_FIREFOX, ...IN_EVERY_ENGINE],
  webkit: (element) => [...element, ...IN_EVERY_ENGINE, ...NOT_IN_WEBKIT],
};

/**
 * Whether a file is run in an engine besides Chromium: some of them with every change, all of the element each night.
 * @param {"firefox" | "webkit"} engine @param {string} file @param {boolean} isNightly
 */
export function isOfEngine(engine, file, isNightly) {
  const list = LISTS[engine](isNightly ? ["test/element/"] : DIFFERING);
  return list.some((beginning) => file.startsWith(beginning)) && !list.includes(`!${file}`);
}

/** The same as patterns for the runner: all that the engine runs each night. */
export const nightlyPatternsOf = (engine) => [
  ...LISTS[engine](["test/element/"]).map((path) => (path.endsWith("/") ? `${path}**/*.test.ts` : path)),
  "!test/**/*.node.test.ts",
];

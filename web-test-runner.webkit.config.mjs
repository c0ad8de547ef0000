/** The element's tests in a third engine: WebKitGTK, driven by its WebDriver. Its build has no WebRTC; no coverage. */
import { BROWSER_TESTS } from "./scripts/lib/browser-tests.mjs";
import { nightlyPatternsOf } from "./scripts/lib/nightly.mjs";
import { startWebKitDriver } from "./scripts/lib/webkit.mjs";
import { webkitLauncher } from "./scripts/lib/webkit-launcher.mjs";

const webkit = await startWebKitDriver();

export default {
  ...BROWSER_TESTS,
  files: nightlyPatternsOf("webkit"),
  concurrency: 1,
  plugins: [...BROWSER_TESTS.plugins, { name: "webkit", serverStop: webkit.close }],
  browsers: [
    webkitLauncher({
      automationProtocol: "webdriver",
      hostname: "127.0.0.1",
      port: webkit.port,
      path: "/",
      capabilities: {
        "wdio:enforceWebDriverClassic": true,
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": { binary: webkit.browser, args: ["--automation", "--autoplay-policy=allow"] },
      },
    }),
  ],
};

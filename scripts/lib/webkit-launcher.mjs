/**
 * A launcher of WebKit for Web Test Runner, with the commands of its pages that the tests use. The runner's own plug-ins know
 * windows and held keys of puppeteer alone: the launcher says that it is one, and gives them a page that does the same by WebDriver
 * (https://github.com/modernweb-dev/web/blob/master/packages/test-runner-commands/src/setViewportPlugin.ts). It can go when they
 * know them of a WebDriver.
 */
import { webdriverLauncher } from "@web/test-runner-webdriver";

/** WebDriver's names of keys: https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Escape: "\uE00C",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Delete: "\uE017",
};

export function webkitLauncher(options) {
  const launcher = webdriverLauncher(options);
  const actions = (...steps) => launcher.driver.performActions([{ type: "key", id: "keyboard", actions: steps }]);
  const step = (type, key) => ({ type, value: KEYS[key] ?? key });
  const press = (key) => actions(step("keyDown", key), step("keyUp", key));
  const page = {
    setViewport,
    emulateMediaFeatures: () => Promise.reject(new Error("WebDriver emulates no media features.")),
    keyboard: {
      down: (key) => actions(step("keyDown", key)),
      up: (key) => actions(step("keyUp", key)),
      press,
      async type(text) {
        for (const sign of text) await press(sign);
      },
    },
  };
  /** The window has a frame and bars: it is made larger by what is missing. */
  async function setViewport({ width, height }) {
    const { driver } = launcher;
    for (let tries = 0; tries < 3; tries += 1) {
      const inner = await driver.executeScript("return [innerWidth, innerHeight]", []);
      if (inner[0] === width && inner[1] === height) return;
      const outer = await driver.getWindowRect();
      // While the window still takes its size, the inside can be larger than it: the next round measures anew.
      const grown = [outer.width + width - inner[0], outer.height + height - inner[1]].map((side) =>
        Math.max(side, 100),
      );
      await driver.setWindowRect(null, null, ...grown);
    }
  }
  launcher.type = "puppeteer";
  launcher.getPage = () => page;
  return launcher;
}

/** The history panel by the keyboard alone. In a file of its own: the Tab key leads out of the page in WebKit's test browser. */
import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { IndexedDBThreadProvider } from "../../src/browser/index.js";
import type { ThreadProvider } from "../../src/core/ports/thread-provider.js";
import { InMemoryThreadProvider } from "../../src/session/index.js";
import { databases } from "../support/thread-storages.js";
import {
  fill,
  focused,
  historyButton,
  leaveHistory,
  namesOf,
  panelOf,
  PlainHistory,
  row,
  statusOf,
  talkWith,
  until,
} from "./history-support.js";
import { clear, find, settled } from "./support.js";

type Element = Awaited<ReturnType<typeof talkWith>>;

/** Presses Tab until the control with this name has the focus. */
async function tabTo(element: Element, name: string, isBackwards = false): Promise<void> {
  if (isBackwards) await sendKeys({ down: "Shift" });
  try {
    await pressTabUntil(element, name);
  } finally {
    if (isBackwards) await sendKeys({ up: "Shift" });
  }
}

async function pressTabUntil(element: Element, name: string): Promise<void> {
  for (let left = 60; left > 0; left -= 1) {
    const control = focused(element);
    const label = control?.ariaLabel ?? control?.querySelector(".thread-name")?.textContent ?? control?.textContent;
    if (label?.trim() === name) return;
    await sendKeys({ press: "Tab" });
  }
  throw new Error(`Tab never came to "${name}"`);
}

async function press(element: Element, name: string, isBackwards = false): Promise<void> {
  await tabTo(element, name, isBackwards);
  await sendKeys({ press: "Enter" });
  await settled(element);
}

const PROVIDERS: Readonly<Record<string, () => [ThreadProvider, () => Promise<void>]>> = {
  "in memory": () => [new InMemoryThreadProvider(), () => Promise.resolve()],
  "in IndexedDB": () => {
    const [name, remove] = databases();
    const provider = new IndexedDBThreadProvider({ name });
    const end = (): Promise<void> => {
      provider.dispose();
      return remove();
    };
    return [provider, end];
  },
};

for (const [where, make] of Object.entries(PROVIDERS)) {
  describe(`the history panel by keyboard, threads ${where}`, () => {
    let threads: ThreadProvider;
    let end: () => Promise<void>;
    let history: PlainHistory;
    let element: Element;

    beforeEach(async () => {
      [threads, end] = make();
      await fill(threads, 3);
      history = new PlainHistory(threads, "t3");
      element = await talkWith(history);
      find(element, ".status")!.focus();
      await press(element, "Conversations");
      await until(() => namesOf(element).length === 3);
      await settled(element);
    });
    afterEach(async () => {
      await clear();
      leaveHistory();
      await end();
    });

    it("opens with the focus on its heading, and Escape brings it back to the button", async () => {
      expect(focused(element)?.textContent).to.equal("Conversations");
      expect(focused(element)?.localName).to.equal("h2");
      await sendKeys({ press: "Escape" });
      await settled(element);
      expect(panelOf(element)).to.equal(null);
      expect(focused(element)).to.equal(historyButton(element));
    });

    it("opens a conversation", async () => {
      await press(element, "Talk 2");
      await until(() => panelOf(element) === null);
      expect(history.calls).to.deep.equal(["open t2"]);
      await settled(element);
      expect(focused(element)).to.equal(historyButton(element));
      expect(find(element, ".overlay > [role=status].who")?.textContent).to.equal("“Talk 2” is open.");
    });

    it("begins a new one", async () => {
      await press(element, "New conversation");
      await until(() => panelOf(element) === null);
      expect(history.calls).to.deep.equal(["create"]);
    });

    it("searches, and says how many are found", async () => {
      await tabTo(element, "Search conversations");
      await sendKeys({ type: "talk 2" });
      await until(() => namesOf(element).length === 1);
      expect(namesOf(element)).to.deep.equal(["Talk 2"]);
      await until(() => statusOf(element) === "1 conversation found");
    });

    it("renames with Enter, and keeps the title with Escape", async () => {
      await press(element, "Rename, export or delete “Talk 2”");
      expect(focused(element)?.ariaExpanded).to.equal("true");
      await press(element, "Rename");
      expect(focused(element)?.ariaLabel).to.equal("Title of the conversation");
      await sendKeys({ type: "Rome" });
      await sendKeys({ press: "Escape" });
      await settled(element);
      expect(focused(element)?.ariaLabel).to.contain("Talk 2");
      await press(element, "Rename");
      await sendKeys({ type: "Rome" });
      await sendKeys({ press: "Enter" });
      await until(() => namesOf(element).includes("Rome"));
      expect(history.calls).to.deep.equal(["rename t2 Rome"]);
      expect(statusOf(element)).to.equal("Now called “Rome”.");
      expect(focused(element)?.ariaLabel).to.contain("Rome");
    });

    it("asks before it deletes, and goes to the neighbour", async () => {
      await press(element, "Rename, export or delete “Talk 2”");
      await press(element, "Delete");
      expect(focused(element)?.textContent.trim()).to.equal("Keep it");
      await sendKeys({ press: "Enter" });
      await settled(element);
      expect(history.calls).to.deep.equal([]);
      await press(element, "Delete");
      await press(element, "Delete", true);
      await until(() => statusOf(element) === "“Talk 2” is deleted.");
      expect(namesOf(element)).to.deep.equal(["Talk 3", "Talk 1"]);
      expect(history.calls).to.deep.equal(["remove t2"]);
      expect(focused(element)).to.equal(row(element, "t1").querySelector(".thread-open"));
      expect(await threads.getThread("t2")).to.equal(null);
    });

    it("exports a file", async () => {
      await threads.appendMessages("t2", [{ id: "m", role: "user", content: "Hello", createdAt: 1 }]);
      const saved: { name: string; url: string }[] = [];
      const catchLink = (event: MouseEvent): void => {
        const [link] = event.composedPath();
        if (!(link instanceof HTMLAnchorElement)) return;
        event.preventDefault();
        saved.push({ name: link.download, url: link.href });
      };
      element.addEventListener("click", catchLink);
      await press(element, "Rename, export or delete “Talk 2”");
      await press(element, "Export");
      await until(() => saved.length === 1);
      await settled(element);
      expect(saved[0]!.name).to.equal("Talk-2.json");
      const file = (await (await fetch(saved[0]!.url)).json()) as { messages: unknown[] };
      expect(file.messages).to.have.length(1);
      expect(statusOf(element)).to.equal("“Talk 2” is exported as a file.");
      expect(panelOf(element)!.querySelector("a")).to.equal(null);
    });

    it("gives Escape to one thing at a time, and to nothing around it", async () => {
      const heard: string[] = [];
      const listen = (event: KeyboardEvent): void => void heard.push(event.key);
      document.addEventListener("keydown", listen);
      await press(element, "Rename, export or delete “Talk 3”");
      await press(element, "Delete");
      for (const left of [true, true, false]) {
        await sendKeys({ press: "Escape" });
        await settled(element);
        expect(panelOf(element) !== null).to.equal(left);
      }
      document.removeEventListener("keydown", listen);
      expect(heard.filter((key) => key === "Escape")).to.deep.equal([]);
      expect(element.getAttribute("state")).to.equal("ready");
    });

    it("never gives the focus to what it covers", async () => {
      const [before, after] = [document.createElement("button"), document.createElement("button")];
      element.before(before);
      element.after(after);
      const leave = async (): Promise<void> => {
        for (let left = 15; left > 0 && document.activeElement === element; left -= 1) {
          expect(focused(element)?.closest(".history"), focused(element)?.outerHTML).to.equal(panelOf(element));
          await sendKeys({ press: "Tab" });
        }
      };
      await leave();
      expect(document.activeElement).to.equal(after);
      find(element, ".history-title")!.focus();
      await sendKeys({ down: "Shift" });
      await leave().finally(() => sendKeys({ up: "Shift" }));
      expect(document.activeElement).to.equal(before);
      before.remove();
      after.remove();
    });
  });
}

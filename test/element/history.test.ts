/** The history panel: what it lists and finds, and what happens when something goes wrong. */
import "axe-core";
import type axeCore from "axe-core";
import { expect } from "chai";
import { IndexedDBThreadProvider } from "../../src/browser/index.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { InMemoryThreadProvider } from "../../src/session/index.js";
import { databases } from "../support/thread-storages.js";
import {
  button,
  fill,
  focused,
  historyButton,
  leaveHistory,
  namesOf,
  openPanel,
  panelOf,
  PlainHistory,
  row,
  statusOf,
  talkWith,
  until,
} from "./history-support.js";
import { clear, find, settled } from "./support.js";

/** It is a classic script: what it makes is the page's. */
const { axe } = globalThis as unknown as { axe: typeof axeCore };

const full = () => new LiveAvatarError("storage-full", "It is full.");

async function filled(count: number, current: string | null = null): Promise<PlainHistory> {
  const threads = new InMemoryThreadProvider();
  await fill(threads, count);
  return new PlainHistory(threads, current);
}

const search = (element: HTMLElement, words: string): void => {
  const field = element.shadowRoot!.querySelector<HTMLInputElement>('[type="search"]')!;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

afterEach(async () => {
  await clear();
  leaveHistory();
});

describe("the history panel", () => {
  it("has no button where nothing is remembered", async () => {
    expect(historyButton(await talkWith(undefined))).to.equal(null);
  });

  it("lists the newest first, and marks the open one", async () => {
    const element = await talkWith(await filled(3, "t2"));
    await openPanel(element);
    expect(namesOf(element)).to.deep.equal(["Talk 3", "Talk 2", "Talk 1"]);
    expect(panelOf(element)!.querySelectorAll("[aria-current]")).to.have.length(1);
    expect(row(element, "t2").querySelector(".thread-open")!.getAttribute("aria-current")).to.equal("true");
    expect(statusOf(element)).to.equal("3 conversations");
    expect(historyButton(element)!.ariaExpanded).to.equal("true");
  });

  it("lists fifty at a time, and goes on at the next one", async () => {
    const element = await talkWith(await filled(120));
    const panel = await openPanel(element);
    expect(namesOf(element)).to.have.length(50);
    expect(statusOf(element)).to.equal("50 conversations, and more");
    for (const count of [100, 120]) {
      const next = 120 - namesOf(element).length;
      button(panel, "Show more").focus();
      button(panel, "Show more").click();
      await until(() => namesOf(element).length === count);
      await settled(element);
      expect(focused(element)).to.equal(row(element, `t${next}`).querySelector("button"));
    }
    expect(namesOf(element)).to.deep.equal(Array.from({ length: 120 }, (_, index) => `Talk ${120 - index}`));
    expect(() => button(panel, "Show more")).to.throw();
  });

  it("lists the threads of its resource alone", async () => {
    const threads = new InMemoryThreadProvider();
    await fill(threads, 2, "ann");
    await threads.saveThread({ id: "other", title: "Not hers", createdAt: 1, updatedAt: 1 });
    const element = await talkWith(new PlainHistory(threads, null, "ann"));
    await openPanel(element);
    expect(namesOf(element)).to.deep.equal(["Talk 2", "Talk 1"]);
  });

  it("calls a thread without a title by its first words", async () => {
    const history = await filled(0);
    await history.threads.saveThread({ id: "a", createdAt: 1, updatedAt: 1 });
    await history.threads.saveThread({ id: "b", createdAt: 1, updatedAt: 1 });
    await history.threads.appendMessages("a", [
      { id: "1", role: "assistant", content: "Good morning.", createdAt: 1 },
      { id: "2", role: "user", content: [{ type: "text", text: "What  is\nin this picture?" }], createdAt: 1 },
    ]);
    const element = await talkWith(history);
    await openPanel(element);
    await until(() => namesOf(element).includes("What is in this picture?"));
    expect(namesOf(element)).to.include("Untitled conversation");
  });

  it("says so where there is nothing yet", async () => {
    const element = await talkWith(await filled(0));
    const panel = await openPanel(element);
    expect(find(element, ".history-empty")!.hidden).to.equal(false);
    expect(panel.querySelector(".threads")).to.equal(null);
  });

  it("writes dates in the language of the element", async () => {
    const element = await talkWith(await filled(1), { lang: "de" });
    await openPanel(element);
    const { createdAt } = (await new InMemoryThreadProvider().getThread("t1")) ?? { createdAt: Date.now() - 3_600_000 };
    const time = panelOf(element)!.querySelector("time")!;
    expect(Math.abs(Date.parse(time.dateTime) - createdAt)).to.be.below(60_000);
    const full = new Intl.DateTimeFormat("de", { dateStyle: "long", timeStyle: "short" });
    expect(time.title).to.equal(full.format(Date.parse(time.dateTime)));
    expect(find(element, ".history-title")!.textContent).to.equal("Gespräche");
  });

  it("takes a title for text, whatever it is", async () => {
    const hostile = [
      `<img src=x onerror="window.pwned=1">`,
      "${7*7}{{x}}",
      "\u202Egnp.exe",
      "a".repeat(500),
      "\u0000\u0007",
    ];
    const history = await filled(0);
    for (const [index, title] of hostile.entries()) {
      await history.threads.saveThread({ id: `h${index}"]<b>`, title, createdAt: 1, updatedAt: 10 - index });
    }
    const element = await talkWith(history);
    const panel = await openPanel(element);
    expect(namesOf(element)).to.deep.equal(hostile);
    expect(panel.querySelector("img, b")).to.equal(null);
    for (const at of hostile.keys()) {
      button(row(element, `h${at}"]<b>`), "Rename, export").click();
      await settled(element);
      button(row(element, `h${at}"]<b>`), "Delete").click();
      await settled(element);
      expect(focused(element)?.textContent.trim()).to.equal("Keep it");
      const asked = panel.querySelector(".thread-question")!.textContent;
      expect(asked).to.match(/^Delete “.*”\? It cannot be brought back\.$/s);
      expect(asked.length, "not a page long").to.be.below(140);
      expect(asked, "no words are turned around").not.to.match(/[\p{Cc}\u202e]/u);
    }
    expect(panel.scrollWidth, "no wider than the panel").to.equal(panel.clientWidth);
    expect("pwned" in window).to.equal(false);
  });

  it("finds words without case and accents, and at a press what was said", async () => {
    const history = await filled(3);
    await history.threads.saveThread({ id: "t1", title: "Été à Paris", createdAt: 1, updatedAt: 1 });
    await history.threads.appendMessages("t3", [{ id: "m", role: "user", content: "How is PARIS?", createdAt: 1 }]);
    const element = await talkWith(history);
    const panel = await openPanel(element);
    search(element, " paris ete ");
    await until(() => statusOf(element) === "1 conversation found");
    expect(namesOf(element)).to.deep.equal(["Été à Paris"]);
    search(element, "paris");
    button(panel, "Also search what was said").click();
    await until(() => statusOf(element) === "2 conversations found");
    expect(namesOf(element)).to.deep.equal(["Talk 3", "Été à Paris"]);
    search(element, "no such words");
    await until(() => statusOf(element) === "No conversation was found.");
    search(element, "");
    await until(() => statusOf(element) === "3 conversations");
  });

  it("aborts a search that was typed over, and everything when it is closed", async () => {
    const signals: AbortSignal[] = [];
    class Slow extends InMemoryThreadProvider {
      override listThreads(...[query]: Parameters<InMemoryThreadProvider["listThreads"]>) {
        if (query?.limit !== 100) return super.listThreads(query);
        signals.push(query.signal!);
        return new Promise<never>((_, reject) => {
          query.signal!.addEventListener("abort", () => {
            reject(query.signal!.reason as Error);
          });
        });
      }
    }
    const threads = new Slow();
    await fill(threads, 1);
    const element = await talkWith(new PlainHistory(threads));
    await openPanel(element);
    search(element, "a");
    await until(() => signals.length === 1);
    search(element, "b");
    expect(signals[0]!.aborted).to.equal(true);
    await until(() => signals.length === 2);
    button(panelOf(element)!, "Close").click();
    expect(signals[1]!.aborted).to.equal(true);
  });

  it("shows what a storage refuses, and tries again at a press", async () => {
    const history = await filled(2);
    const element = await talkWith(history);
    const panel = await openPanel(element);
    button(row(element, "t2"), "Rename, export").click();
    await settled(element);
    button(row(element, "t2"), "Rename").click();
    await settled(element);
    panel.querySelector<HTMLInputElement>(".thread-title")!.value = "Rome";
    history.failure = full();
    panel.querySelector("form")!.requestSubmit();
    await until(() => panel.querySelector(".notice") !== null);
    expect(panel.querySelector("[role=alert]")!.textContent).to.contain("no room left");
    expect(panel.querySelector<HTMLInputElement>(".thread-title")!.value, "what was typed stays").to.equal("Rome");
    button(panel, "Try again").click();
    await until(() => namesOf(element).includes("Rome"));
    expect(panel.querySelector(".notice")).to.equal(null);
  });

  it("shows that threads cannot be listed, and lists them at a press", async () => {
    let isRefused = true;
    class Refusing extends InMemoryThreadProvider {
      override listThreads(...args: Parameters<InMemoryThreadProvider["listThreads"]>) {
        if (isRefused) return Promise.reject(new LiveAvatarError("storage-refused", "No."));
        return super.listThreads(...args);
      }
    }
    const threads = new Refusing();
    await fill(threads, 1);
    const element = await talkWith(new PlainHistory(threads));
    const panel = await openPanel(element);
    await until(() => panel.querySelector(".notice") !== null);
    expect(find(element, ".history-empty")!.hidden, "nobody knows that it is empty").to.equal(true);
    isRefused = false;
    button(panel, "Try again").click();
    await until(() => namesOf(element).length === 1);
  });

  it("follows what another tab changes, and keeps the focus where it was", async () => {
    const [name, remove] = databases();
    const [mine, other] = [new IndexedDBThreadProvider({ name }), new IndexedDBThreadProvider({ name })];
    await fill(mine, 3);
    const element = await talkWith(new PlainHistory(mine));
    await openPanel(element);
    const place = row(element, "t1").querySelector("button")!;
    place.focus();
    await other.saveThread({ id: "new", title: "Of another tab", createdAt: Date.now(), updatedAt: Date.now() });
    await until(() => namesOf(element)[0] === "Of another tab");
    expect(focused(element)).to.equal(place);
    await other.deleteThread("t1");
    await until(() => !namesOf(element).includes("Talk 1"));
    await settled(element);
    expect(focused(element), "the last one").to.equal(row(element, "t2").querySelector("button"));
    button(panelOf(element)!, "Close").click();
    mine.dispose();
    other.dispose();
    await remove();
  });

  it("imports a file, and says what is none", async () => {
    const history = await filled(1);
    const element = await talkWith(history);
    const panel = await openPanel(element);
    const choose = (text: string): void => {
      const field = panel.querySelector<HTMLInputElement>('[type="file"]')!;
      const files = new DataTransfer();
      files.items.add(new File([text], "talk.json"));
      field.files = files.files;
      field.dispatchEvent(new Event("change"));
    };
    choose("{");
    await until(() => panel.querySelector(".notice") !== null);
    expect(panel.querySelector(".notice p")!.textContent).to.contain("holds no conversation");
    const thread = { id: "t1", title: "Rome", createdAt: 5, updatedAt: 5 };
    const messages = [{ id: "m", role: "user", content: "Hello", createdAt: 5 }];
    choose(JSON.stringify({ format: "live-avatar-thread", version: 1, thread, messages }));
    await until(() => namesOf(element).includes("Rome"));
    await settled(element);
    expect(statusOf(element)).to.equal("“Rome” is imported.");
    expect(namesOf(element)).to.deep.equal(["Rome", "Talk 1"]);
    expect(focused(element)?.textContent).to.contain("Rome");
  });

  it("is gone with its conversation", async () => {
    const element = await talkWith(await filled(2));
    await openPanel(element);
    await element.stop();
    await settled(element);
    expect(panelOf(element)).to.equal(null);
    expect(focused(element)).to.equal(find(element, ".start"));
  });

  it("keeps the letters of its fields from the page's shortcuts", async () => {
    const element = await talkWith(await filled(1));
    await openPanel(element);
    const heard: string[] = [];
    document.addEventListener("keydown", ({ key }) => void heard.push(key), { once: true });
    const field = find(element, '[type="search"]')!;
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "s", bubbles: true, composed: true }));
    expect(heard).to.deep.equal([]);
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true, composed: true }));
    expect(heard).to.deep.equal(["k"]);
  });
});

it("every part of the history panel is in the manifest, and every one that is there is rendered", async () => {
  const manifest = (await (await fetch("/custom-elements.json")).json()) as {
    modules: { declarations: { cssParts?: { name: string; description: string }[] }[] }[];
  };
  const known = manifest.modules.flatMap(({ declarations }) => declarations).flatMap(({ cssParts = [] }) => cssParts);
  const history = await filled(60, "t60");
  const element = await talkWith(history);
  const panel = await openPanel(element);
  const rendered = new Set<string>(["history"]);
  const look = async (): Promise<void> => {
    await settled(element);
    for (const part of panel.querySelectorAll("[part]")) for (const name of part.part) rendered.add(name);
  };
  for (const name of ["Rename", "Delete"]) {
    button(row(element, "t60"), "Rename, export").click();
    await look();
    button(row(element, "t60"), name).click();
    await look();
    button(row(element, "t60"), name === "Rename" ? "Cancel" : "Keep it").click();
    await settled(element);
    button(row(element, "t60"), "Rename, export").click();
    await settled(element);
  }
  history.failure = full();
  button(panel, "New conversation").click();
  await until(() => panel.querySelector(".notice") !== null);
  await look();
  search(element, "talk");
  await until(() => statusOf(element).includes("found"));
  await look();
  search(element, "what nobody has said");
  await until(() => statusOf(element) === "No conversation was found.");
  await look();
  const names = known.map(({ name }) => name);
  expect([...rendered].filter((name) => !names.includes(name))).to.deep.equal([]);
  const own = known.filter(({ name }) => /^(history|thread|search|deep|title)/.test(name) && name !== "history-button");
  expect(own.map(({ name }) => name).filter((name) => !rendered.has(name))).to.deep.equal([]);
});

for (const theme of ["light", "dark"]) {
  describe(`accessibility of the history panel, ${theme}`, () => {
    const violations = async (element: HTMLElement): Promise<string[]> => {
      const { violations: found } = await axe.run(element, { rules: { region: { enabled: false } } });
      return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    };

    it("listing, renaming, asking, failing, finding nothing", async () => {
      const history = await filled(60, "t60");
      const element = await talkWith(history, { theme });
      const panel = await openPanel(element);
      expect(await violations(element), "listing").to.deep.equal([]);
      for (const name of ["Rename", "Delete"]) {
        const id = name === "Rename" ? "t59" : "t60";
        button(row(element, id), "Rename, export").click();
        await settled(element);
        expect(await violations(element), "actions").to.deep.equal([]);
        button(row(element, id), name).click();
        await settled(element);
        expect(await violations(element), name).to.deep.equal([]);
      }
      history.failure = full();
      button(row(element, "t60"), "Delete").click();
      await until(() => panel.querySelector(".notice") !== null);
      expect(await violations(element), "a notice").to.deep.equal([]);
      search(element, "nothing of this");
      await until(() => statusOf(element).startsWith("No conversation"));
      expect(await violations(element), "nothing found").to.deep.equal([]);
    });
  });
}

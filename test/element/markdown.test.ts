/** Markdown in messages: its structure, what it must not do, and that it costs little while it grows. */
import { expect } from "chai";
import { render } from "lit";
import type { LiveAvatarElement } from "../../src/index.js";
import { lex } from "../../src/element/markdown/bounded-lexer.js";
import { MarkdownText } from "../../src/element/markdown/markdown-text.js";
import { safeAddress, splitAtAddresses } from "../../src/element/markdown/safe-link.js";
import { clear, find, settled, talk, until } from "./support.js";

const TEXTS = { copy: "Copy", copied: "Copied", code: "Code", table: "Table" };

function shown(text: string, markdown = new MarkdownText(TEXTS), box = document.createElement("div")): HTMLElement {
  render(markdown.render(text), box);
  return box;
}

/** What is seen and what is told, without the comments of templates. */
const markup = (box: HTMLElement): string => box.innerHTML.replace(/<!--.*?-->/gs, "");

const EVERYTHING = [
  "# Title",
  "Some **bold**, *italic* and `code`.\nA second line, 2 * 3 * 4, snake_case_name.",
  "- one\n- two\n  - nested\n- three",
  "3. three\n4. four",
  "| Day | Hours |\n|-----|------:|\n| Mon | 9<br>17 |\n| Tue | **10** |",
  "> quoted\n> more",
  "```js\nlet a = 1 < 2;\n```",
  "[a link](https://site.example/x) and https://bare.example/y. <me@site.example>",
  "---",
  "The end &amp; more",
].join("\n\n");

describe("Markdown", () => {
  it("has the structure that a screen reader reads", () => {
    const box = shown(EVERYTHING);
    const all = (selector: string) => [...box.querySelectorAll(selector)].map((part) => part.textContent);
    expect(all("[role=heading][aria-level='3']")).to.deep.equal(["Title"]);
    expect(all("strong")).to.deep.equal(["bold", "10"]);
    expect(all("em")).to.deep.equal(["italic"]);
    expect(all(":not(pre) > code")).to.deep.equal(["code"]);
    expect(all("ul > li > ul > li")).to.deep.equal(["nested"]);
    expect(box.querySelector("ol")!.start).to.equal(3);
    expect(all("th[scope=col]")).to.deep.equal(["Day", "Hours"]);
    expect(all("tbody tr:first-child td")).to.deep.equal(["Mon", "917"]);
    expect(all("blockquote")).to.deep.equal(["quoted\nmore"]);
    expect(all("pre > code")).to.deep.equal(["let a = 1 < 2;"]);
    expect(box.querySelectorAll("hr")).to.have.length(1);
    expect(all("p").at(0)).to.equal("Some bold, italic and code.\nA second line, 2 * 3 * 4, snake_case_name.");
    expect(all("p").at(-1)).to.equal("The end & more");
    const links = [...box.querySelectorAll("a")];
    expect(links.map(({ href }) => href)).to.deep.equal([
      ...["https://site.example/x", "https://bare.example/y", "mailto:me@site.example"],
    ]);
    for (const link of links) {
      expect(link.rel).to.equal("noopener noreferrer");
      expect(link.target).to.equal("_blank");
    }
  });

  for (const text of [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\u0001javascript:alert(1))",
    "[x](data:text/html,<script>1</script>)",
    "[x](vbscript:1) [x](file:///etc/passwd) [x](blob:https://a/b) [x](/relative) [x](#hash) [x](//host/x)",
    "[x](https://bank.example@evil.example/)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "[x][ref]\n\n[ref]: javascript:alert(1)",
  ]) {
    it(`makes no link of ${JSON.stringify(text)}, which stays text`, () => {
      const box = shown(text);
      expect(box.querySelectorAll("a, img, script, iframe")).to.have.length(0);
      expect(box.textContent).to.contain("x".slice(0, text.startsWith("<") ? 0 : 1));
    });
  }

  it("makes nothing of HTML, which stays text", () => {
    const text = '<img src=x onerror=alert(1)>\n\n<script>alert(1)</script> a <b onclick="x">bold</b>\n\n<!-- note -->';
    const box = shown(text);
    expect(box.querySelectorAll("img, script, b")).to.have.length(0);
    for (const part of text.split("\n\n")) expect(box.textContent).to.contain(part);
  });

  it("loads no picture, but leads to it", () => {
    const box = shown("![a map](https://site.example/map.png)");
    expect(box.querySelectorAll("img")).to.have.length(0);
    expect(box.querySelector("a")!.textContent).to.equal("a map");
  });

  it("has no link within a link", () => {
    const box = shown("[see https://one.example and ![x](https://two.example)](https://three.example)");
    expect(box.querySelectorAll("a a")).to.have.length(0);
  });

  it("takes addresses out of a sentence, and leaves every character", () => {
    const text = "See https://a.example/b?c=d, (http://e.example) or https://f.example/.";
    const pieces = splitAtAddresses(text);
    expect(pieces.filter((_, index) => index % 2 === 1)).to.deep.equal([
      ...["https://a.example/b?c=d", "http://e.example", "https://f.example/"],
    ]);
    expect(pieces.join("")).to.equal(text);
    expect(safeAddress("https://münchen.example")).to.equal("https://xn--mnchen-3ya.example/");
  });

  it("is the same however it comes, cut at any place", () => {
    for (const step of [1, 2, 7]) {
      const markdown = new MarkdownText(TEXTS);
      const box = document.createElement("div");
      for (let end = step; end < EVERYTHING.length + step; end += step) shown(EVERYTHING.slice(0, end), markdown, box);
      expect(markup(box), `in steps of ${step}`).to.equal(markup(shown(EVERYTHING)));
    }
  });

  it("touches nothing above its end while it grows", () => {
    const markdown = new MarkdownText(TEXTS);
    const box = document.createElement("div");
    const paragraph = (index: number) => `Paragraph **${index}** of some length.\n\n`;
    let text = "";
    for (let index = 0; index < 10; index += 1) shown((text += paragraph(index)), markdown, box);
    const observer = new MutationObserver(() => undefined);
    observer.observe(box, { subtree: true, childList: true, characterData: true });
    const first = [...box.querySelectorAll("p")].slice(0, 8);
    for (const piece of paragraph(10).split(/(?<= )/)) shown((text += piece), markdown, box);
    const touched = observer.takeRecords().map(({ target }) => target);
    expect(touched.length).to.be.above(0);
    for (const node of touched) for (const part of first) expect(part.contains(node)).to.equal(false);
  });

  const count = 10_000;
  for (const [name, text] of Object.entries({
    quotes: `${">".repeat(count)}a`,
    "quotes with spaces": `${"> ".repeat(count)}a`,
    brackets: `${"[".repeat(count)}a${"](b)".repeat(count)}`,
    stars: `${"*".repeat(count)}a`,
    "open emphasis": "*a **b ".repeat(count / 2),
    "mixed emphasis": `${"a**b".repeat(count)}c* `,
    "list markers": `${"- ".repeat(count)}a`,
    "deep lists": Array.from({ length: 200 }, (_, depth) => `${"  ".repeat(depth)}- a`).join("\n"),
    columns: `${"|a".repeat(count)}\n${"|-".repeat(count)}\n`,
    addresses: "http://".repeat(count / 2),
    mail: `${"a.".repeat(count)}@b`,
    backticks: Array.from({ length: 200 }, (_, length) => "`".repeat(length + 1)).join(" "),
  })) {
    it(`survives hostile text: ${name}`, () => {
      const box = shown(text);
      const depthOf = (node: Element): number => Math.max(0, ...[...node.children].map((child) => 1 + depthOf(child)));
      expect(depthOf(box)).to.be.below(60);
      expect(
        lex(text)
          .map(({ raw }) => raw)
          .join("").length,
      ).to.be.at.least(text.length * 0.9);
    });
  }
});

describe("Markdown in the transcript", () => {
  afterEach(clear);
  const hasMarkdown = (element: LiveAvatarElement) => find(element, ".markdown") !== null;

  it("is for the avatar's words alone, and plain until it is there", async () => {
    const { element, renderer } = await talk();
    void element.sendMessage("Is **this** bold?");
    renderer.answer("**Yes**, it is.");
    await until(() => hasMarkdown(element));
    expect(find(element, ".message.assistant strong")!.textContent).to.equal("Yes");
    expect(find(element, ".message.user p")!.textContent).to.equal("Is **this** bold?");
    expect(getComputedStyle(find(element, ".markdown")!).display).to.equal("flex");
  });

  it("copies a block of code", async () => {
    const { element, renderer } = await talk();
    renderer.answer("```\nnpm test\n```");
    await until(() => hasMarkdown(element));
    let copied = "";
    const { clipboard } = navigator;
    const writeText = (text: string) => {
      copied = text;
      return Promise.resolve();
    };
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
    find(element, ".code button")!.click();
    await settled(element);
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: clipboard });
    expect(copied).to.equal("npm test");
    expect(find(element, ".code button")!.textContent).to.equal("Copied");
  });

  it("leaves a megabyte as it is, in parts", async () => {
    const { element, renderer } = await talk();
    const text = "**a** b\n".repeat(125_000);
    renderer.answer(text);
    await settled(element);
    const message = find(element, ".message.assistant")!;
    expect(message.querySelector("strong")).to.equal(null);
    expect(message.querySelector("p")!.textContent).to.equal(text);
    expect(message.querySelectorAll(".part").length).to.be.above(400);
  });
});

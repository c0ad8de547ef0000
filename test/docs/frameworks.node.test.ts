/**
 * The components of docs/frameworks.md can be read by a compiler, and name what the element has: told in a second, and with every
 * change. test/stacks builds them with their frameworks and talks to them.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { transform } from "esbuild";
import ts from "typescript";
import { ATTRIBUTES } from "../../src/element/attributes.js";
import { block, ROOT } from "../support/documents.js";
import { element, names } from "../support/markup.js";
import { exportsOf } from "../support/public-types.js";
import { run } from "../support/snippets.js";

const DOCUMENT = "docs/frameworks.md";

/** What stands in the tag: each name, and the text that is given to it. */
function namesInTag(source: string): [name: string, text: string][] {
  const [, inside] = /<live-avatar\s([\s\S]*?)\s?(?:\/>|><\/live-avatar>)/.exec(source.replaceAll("=>", "=&gt;")) ?? [];
  assert.ok(inside, "there is a tag");
  const bare = inside.replaceAll(/=\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, '="…"');
  return [...bare.matchAll(/([^\s="{}]+|\{\w+\})(?:="([^"]*)")?/g)].map(([, name = "", text = ""]) => [name, text]);
}

const PROPERTIES = (element.members ?? []).filter(({ kind }) => kind === "field").map(({ name }) => name);

function checkProperty(name: string): void {
  assert.ok(PROPERTIES.includes(name), `the property ${name}`);
}
function checkEvent(name: string): void {
  assert.ok(names(element.events).includes(name), `the event ${name}`);
}
function checkAttribute(name: string, text: string): void {
  const row = Object.values(ATTRIBUTES).find(({ attribute }) => attribute === name);
  assert.ok(row, `the attribute ${name}`);
  if (row.kind === "word") assert.ok((row.words as readonly unknown[]).includes(text), `${name}="${text}"`);
}

describe(DOCUMENT, () => {
  it("React: a component that shows the tag, hears it and asks it", async () => {
    const source = block(DOCUMENT, "// avatar.jsx");
    for (const [name, text] of namesInTag(source)) {
      if (name === "ref") continue;
      if (name.startsWith("on")) checkEvent(name.slice(2));
      else if (text === "…") checkProperty(name);
      else checkAttribute(name, text);
    }
    const { code } = await transform(source, { loader: "jsx", jsxFactory: "h", jsxFragment: "null" });
    interface Node {
      readonly type: string | null;
      readonly props: Readonly<Record<string, unknown>>;
      readonly children: readonly Node[];
    }
    const asked: string[] = [];
    const globals = {
      h: (type: string | null, props: object, ...children: Node[]): Node => ({ type, props: { ...props }, children }),
      useRef: () => ({ current: { sendMessage: (text: string) => asked.push(text) } }),
    };
    // The element itself and React's own part are played here.
    const { Avatar } = await run(code.replaceAll(/^import .*$/gm, ""), globals);
    const heard: unknown[] = [];
    const tools: unknown[] = [];
    const render = Avatar as (props: object) => Node;
    const [tag, button] = render({ tools, onMessage: (message: unknown) => heard.push(message) }).children;
    assert.equal(tag?.type, "live-avatar");
    assert.equal(tag.props["tools"], tools);
    (tag.props["onavatar-message"] as (event: object) => void)({ detail: { message: "hello" } });
    assert.deepEqual(heard, ["hello"]);
    (button?.props["onClick"] as () => void)();
    assert.deepEqual(asked, ["What can you do?"]);
  });

  it("Vue: a component whose script and tag can be read", async () => {
    const source = block(DOCUMENT, "<!-- Avatar.vue -->");
    await transform(/<script setup>([\s\S]*?)<\/script>/.exec(source)?.[1] ?? "(", { loader: "js" });
    for (const [name, text] of namesInTag(source)) {
      if (name.startsWith("@")) checkEvent(name.slice(1));
      else if (name.startsWith(":")) checkProperty(name.slice(1).replace(/\.prop$/, ""));
      else checkAttribute(name, text);
    }
  });

  it("Svelte: a component whose script and tag can be read", async () => {
    const source = block(DOCUMENT, "<!-- Avatar.svelte -->");
    await transform(/<script>([\s\S]*?)<\/script>/.exec(source)?.[1] ?? "(", { loader: "js" });
    for (const [name, text] of namesInTag(source)) {
      if (name.startsWith("on")) checkEvent(name.slice(2));
      else if (name.startsWith("{")) checkProperty(name.slice(1, -1));
      else checkAttribute(name, text);
    }
  });

  it("Angular: a component whose class and tag can be read, with types that the package has", async () => {
    const source = block(DOCUMENT, "// avatar.component.ts");
    await transform(source, { loader: "ts", tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } });
    for (const [name, text] of namesInTag(source)) {
      if (name.startsWith("(")) checkEvent(name.slice(1, -1));
      else if (name.startsWith("[")) checkProperty(name.slice(1, -1));
      else checkAttribute(name, text);
    }
    const [, types = ""] = /import type \{(.*)\} from "live-avatar"/.exec(source) ?? [];
    const index = join(ROOT, "src/index.ts");
    const program = ts.createProgram([index], { module: ts.ModuleKind.NodeNext, noLib: true, types: [] });
    const exported = [...exportsOf(program, index)].map(({ name }) => name);
    assert.deepEqual(
      types.split(",").filter((type) => !exported.includes(type.trim())),
      [],
    );
  });

  it("is loaded on a server without harm, as it says", async () => {
    const { LiveAvatarElement } = (await import("../../src/index.js")) as { LiveAvatarElement?: unknown };
    assert.equal(typeof LiveAvatarElement, "function");
  });
});

/** What docs/recipes.md shows for pages: the three lines, DOMPurify, and what page optimisers do to the script. */
import { expect } from "chai";
import { until } from "../contracts/framework.js";
import { AUTHOR_ATTRIBUTES } from "../support/author-attributes.js";
import { markup, recipe } from "../support/recipe.js";

const DOCUMENT = "docs/recipes.md";
const SCRIPT = "/dist/cdn/live-avatar.js";

/** A page of its own, as an optimiser leaves it. What went wrong in it is in `errors`. */
async function pageOf(html: string) {
  const frame = document.createElement("iframe");
  frame.srcdoc = `<!doctype html><script>var errors = []; addEventListener("error", (event) => errors.push(String(event.message)), true);</script>${html}`;
  document.body.append(frame);
  await new Promise((loaded) => frame.addEventListener("load", loaded, { once: true }));
  const view = frame.contentWindow as Window & {
    readonly errors: string[];
    readonly customElements: CustomElementRegistry;
  };
  return {
    view,
    isThere: () => view.document.querySelector("live-avatar")?.shadowRoot?.querySelector("button") != null,
    close: () => frame.remove(),
  };
}

const script = (attributes = "", src = SCRIPT) => `<script type="module" src="${src}" ${attributes}></script>`;
const TAG = `<live-avatar token-endpoint="/token"></live-avatar>`;

describe("the recipes for pages", () => {
  it("have three lines that are enough", async () => {
    const lines = (await markup(DOCUMENT, "/live-avatar/live-avatar.js")).replaceAll(
      /(?<=src="|href=")\/live-avatar\//g,
      "/dist/cdn/",
    );
    const page = await pageOf(lines);
    await until(page.isThere);
    expect(page.view.document.querySelector("live-avatar")?.tokenEndpoint).to.equal("/live-avatar/token");
    expect(page.view.document.styleSheets).to.have.length(1);
    page.close();
  });

  it("keep the tag with DOMPurify, with the site's endpoint and without what is not theirs", async () => {
    const { purify } = await recipe<{ purify: (html: string) => string }>(DOCUMENT, "// purified.js");
    const body = new DOMParser().parseFromString(
      purify(`<p>Hi</p><live-avatar layout="floating" no-captions greeting="a &quot;b&quot;" token-endpoint="https://evil.example/"
        relay-endpoint="https://evil.example/" user-id="boss" onclick="alert(1)" poster="javascript:alert(1)"><script>alert(1)</script></live-avatar>
        <live-evil></live-evil>`),
      "text/html",
    ).body;
    const [paragraph, avatar, ...others] = body.children;
    expect(paragraph?.textContent).to.equal("Hi");
    expect(others).to.have.length(0);
    expect(Object.fromEntries([...avatar!.attributes].map(({ name, value }) => [name, value]))).to.deep.equal({
      ...{ layout: "floating", "no-captions": "", greeting: 'a "b"', "token-endpoint": "/live-avatar/token" },
    });
    expect(avatar!.children).to.have.length(0);
    for (const name of AUTHOR_ATTRIBUTES) {
      expect(purify(`<live-avatar ${name}="1"></live-avatar>`), name).to.contain(` ${name}="1"`);
    }
  });

  for (const [what, html] of [
    ["defer", script("defer") + TAG],
    ["async", script("async") + TAG],
    ["a version", script("", `${SCRIPT}?ver=2`) + TAG],
  ] as const) {
    it(`survive an optimiser that adds ${what}`, async () => {
      const page = await pageOf(html);
      await until(page.isThere);
      expect(page.view.errors).to.deep.equal([]);
      page.close();
    });
  }

  it("survive an optimiser that waits for the visitor", async () => {
    const page = await pageOf(`${TAG}<script>
      addEventListener("pointermove", () => document.body.append(
        Object.assign(document.createElement("script"), { type: "module", src: "${SCRIPT}" })), { once: true });
    </script>`);
    expect(page.isThere()).to.equal(false);
    page.view.dispatchEvent(new PointerEvent("pointermove"));
    await until(page.isThere);
    expect(page.view.errors).to.deep.equal([]);
    page.close();
  });

  it("do not survive being combined, or losing their type", async () => {
    const source = await (await fetch(SCRIPT)).text();
    const combined = await pageOf(
      `${TAG}<script>var other = 1;\n${source.replaceAll("</script", "<\\/script")}</script>`,
    );
    expect(combined.view.errors.join()).to.match(/import statement outside a module/);
    const plain = await pageOf(`${script().replace(' type="module"', "")}${TAG}`);
    expect(plain.view.errors.join()).to.match(/import statement outside a module/);
    for (const page of [combined, plain]) {
      expect(page.view.customElements.get("live-avatar")).to.equal(undefined);
      page.close();
    }
  });

  it("do not survive being copied without their chunks", async () => {
    const source = await (await fetch(SCRIPT)).text();
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const page = await pageOf(script("", address) + TAG);
    await until(() => page.view.errors.length > 0);
    expect(page.isThere()).to.equal(false);
    page.close();
    URL.revokeObjectURL(address);
  });
});

/** The page of docs/providers.md: the element thinks and speaks by what it was given. */
import { expect } from "chai";
import { until } from "../contracts/framework.js";
import { clear, place } from "../element/support.js";
import { wav } from "../portrait/support.js";
import { recipe } from "../support/recipe.js";

const DOCUMENT = "docs/providers.md";
const original = window.fetch.bind(window);

afterEach(async () => {
  window.fetch = original;
  await clear();
});

describe("the page of docs/providers.md", () => {
  it("answers with its own model and speaks with its own voice, by the portrait", async () => {
    const asked: string[] = [];
    window.fetch = async (...args: Parameters<typeof fetch>) => {
      const request = new Request(...args);
      const path = new URL(request.url).pathname;
      if (!path.startsWith("/my/")) return original(...args);
      const body = (await request.json()) as { input?: string; messages?: { content: string }[] };
      asked.push(`${path} ${body.input ?? body.messages?.at(-1)?.content ?? ""}`);
      if (path === "/my/speech") return new Response(wav(0.1), { headers: { "Content-Type": "audio/wav" } });
      return new Response('{"text": "Good "}\n{"text": "morning."}\n{"done": true}\n');
    };
    const avatar = await place();
    await recipe(DOCUMENT, "// page.js");
    await avatar.start();
    await avatar.sendMessage("Hello");
    expect(avatar.messages.map(({ content }) => content)).to.deep.equal(["Hello", "Good morning."]);
    expect(asked).to.deep.equal(["/my/chat Hello", "/my/speech Good morning."]);
    await until(() => avatar.shadowRoot?.querySelector("canvas") != null);
  });
});

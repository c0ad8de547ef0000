/** What docs/memory.md shows: threads without a session. */
import { expect } from "chai";
import { deleteDB } from "idb";
import type { ChatMessage, Thread, ThreadProvider } from "../../src/browser/index.js";
import { type AvatarSession, InMemoryThreadProvider } from "../../src/session/index.js";
import { FakeClock, FakeFace, FakeLLM } from "../../src/testing/index.js";
import { recipe } from "../support/recipe.js";

const DOCUMENT = "docs/memory.md";

interface Remembered {
  readonly newest: readonly Thread[];
  readonly lastPage: readonly ChatMessage[];
}

describe(DOCUMENT, () => {
  afterEach(() => deleteDB("avatarlayer-threads"));

  it("has threads that are kept from one call to the next", async () => {
    const { remember } = await recipe<{ remember: (id: string, words: string) => Promise<Remembered> }>(
      DOCUMENT,
      "// threads.js",
    );
    await remember("a", "Good morning");
    await remember("b", "Good night");
    const { newest, lastPage } = await remember("a", "Good morning again");
    expect(newest.map(({ id }) => id)).to.have.members(["a", "b"]);
    expect(newest.find(({ id }) => id === "a")?.title).to.equal("Good morning again");
    expect(lastPage.map(({ content }) => content)).to.deep.equal(["Good morning", "Good morning again"]);
  });

  it("has a session that goes on with its thread", async () => {
    const { startRemembering } = await recipe<{ startRemembering: (parts: unknown) => Promise<AvatarSession> }>(
      DOCUMENT,
      "// remembering.js",
    );
    const provider = new InMemoryThreadProvider();
    const clock = new FakeClock();
    const begin = async (threadId?: string): Promise<AvatarSession> => {
      const parts = {
        renderer: new FakeFace({ clock }),
        llm: new FakeLLM({ clock }),
        provider,
        visitor: "v",
        threadId,
      };
      const started = startRemembering(parts);
      await clock.advance(0);
      return started;
    };
    const first = await begin();
    const asked = first.sendMessage("Good morning");
    await clock.advance(0);
    first.destroy();
    await asked;
    const second = await begin(first.threadId ?? "");
    expect(second.messages.map(({ content }) => content)).to.deep.equal(["Good morning"]);
    expect(second.thread?.title).to.equal("Good morning");
    second.destroy();
  });

  it("copies a thread by its file, and forgets a visitor", async () => {
    const { copy, forgetVisitor } = await recipe<{
      copy: (from: ThreadProvider, id: string, to: ThreadProvider, resourceId: string) => Promise<Thread>;
      forgetVisitor: (threads: ThreadProvider, resourceId: string) => Promise<number>;
    }>(DOCUMENT, "// thread-files.js");
    const [from, to] = [new InMemoryThreadProvider(), new InMemoryThreadProvider()];
    await from.saveThread({ id: "a", title: "Rome", createdAt: 1, updatedAt: 1 });
    await from.appendMessages("a", [{ id: "m", role: "user", content: "Good morning", createdAt: 1 }]);
    expect(await copy(from, "a", to, "ann")).to.include({ id: "a", title: "Rome", resourceId: "ann" });
    expect((await to.getMessages("a")).map(({ content }) => content)).to.deep.equal(["Good morning"]);
    expect(await forgetVisitor(to, "ann")).to.equal(1);
  });
});

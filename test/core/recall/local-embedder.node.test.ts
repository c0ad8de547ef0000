import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { foldedWords } from "../../../src/core/recall/folded-words.js";
import { LocalEmbedder } from "../../../src/core/recall/local-embedder.js";
import { topicsOf } from "../../../src/core/recall/topics-of.js";
import { GOLDEN, sumOfBits } from "./golden.js";

const embedder = new LocalEmbedder();

async function cosine(a: string, b: string): Promise<number> {
  const [one = [], other = []] = await embedder.embed([a, b]);
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
}

async function isNearer(question: string, near: string, far: string): Promise<void> {
  const [one, other] = [await cosine(question, near), await cosine(question, far)];
  assert.ok(one > other + 0.05, `"${question}": ${one} to "${near}", ${other} to "${far}"`);
}

describe("LocalEmbedder", () => {
  it("has the same vectors in every engine, to the last bit", async () => {
    assert.deepEqual([embedder.id, await sumOfBits()], [GOLDEN.id, GOLDEN.sum]);
  });

  it("has vectors of length 1, and zeros for a text without words", async () => {
    const texts = ["Hello", "the the the", "天気", "a", "x".repeat(100_000), "?! …", ""];
    const lengths = (await embedder.embed(texts)).map((vector) => {
      assert.equal(vector.length, 512);
      return Math.round(Math.hypot(...vector) * 1e9) / 1e9;
    });
    assert.deepEqual(lengths, [1, 1, 1, 1, 1, 0, 0]);
  });

  it("knows words by their parts", async () => {
    await isNearer("my tomatos", "the tomatoes are red", "the potter is ready");
    await isNearer("Fahrad", "ein Fahrrad", "ein Fernrohr");
    await isNearer("bibliotheques", "la bibliothèque", "la bicyclette bleue");
    await isNearer("東京の天気は？", "今日の東京はどう", "大阪城は古い");
  });

  it("knows words by their topic, also in another language", async () => {
    await isNearer("when does Clara marry?", "my sister's wedding is in June", "my sister's garden is in June");
    await isNearer("Wer backt die Geburtstagstorte?", "Den Kuchen macht die Nachbarin", "Den Zaun macht die Nachbarin");
    await isNearer("Qui est végétarienne ?", "Léa ne mange plus de viande", "Léa ne chante plus de chansons");
    await isNearer("Wo wohne ich?", "I live near the river", "I sing near the river");
  });

  it("says that a text that goes on after 8,000 characters ends there", async () => {
    const [whole, cut] = await embedder.embed([`${"so ".repeat(4000)}wedding`, "so ".repeat(4000)]);
    assert.deepEqual(whole, cut);
  });

  it("can be told how long its vectors are, and says so in its id", async () => {
    const long = new LocalEmbedder({ dimensions: 1024 });
    assert.deepEqual([long.id, long.dimensions], ["local:2:1024", 1024]);
    assert.equal((await long.embed(["Hello"]))[0]?.length, 1024);
    for (const dimensions of [255, 512.5, NaN]) {
      assert.throws(() => new LocalEmbedder({ dimensions }), { code: "config-invalid" });
    }
  });

  it("has no vectors for no texts, and lets other tasks have their turn where there are many", async () => {
    assert.deepEqual(await embedder.embed([]), []);
    const log: string[] = [];
    setImmediate(() => log.push("another task"));
    const vectors = await embedder.embed(Array.from({ length: 300 }, (_, index) => `message ${index}`));
    log.push(`${vectors.length} vectors`);
    assert.deepEqual(log, ["another task", "300 vectors"]);
  });

  it("ends when it is aborted, before and in the middle", async () => {
    await assert.rejects(embedder.embed(["Hello"], { signal: AbortSignal.abort() }), { name: "AbortError" });
    const controller = new AbortController();
    const vectors = embedder.embed(Array.from({ length: 300 }, String), { signal: controller.signal });
    controller.abort();
    await assert.rejects(vectors, { name: "AbortError" });
  });
});

describe("foldedWords", () => {
  it("has no case and no accents, and keeps the marks of other scripts", () => {
    assert.deepEqual(foldedWords("L'ÉTÉ, Straße & cœur: 3½ İi"), ["l", "ete", "strasse", "coeur", "31", "2", "ii"]);
    assert.deepEqual(foldedWords("हिन्दी है"), ["हिन्दी", "है"]);
    assert.deepEqual(foldedWords(" …?! "), []);
  });
});

describe("topicsOf", () => {
  const topics = (text: string): ReadonlyMap<number, number> => topicsOf(foldedWords(text));
  const share = (a: string, b: string): boolean => [...topics(a).keys()].some((topic) => topics(b).has(topic));

  it("knows forms and compounds, and no word in the middle of another", () => {
    assert.ok(share("weddings", "Hochzeiten"));
    assert.ok(share("sons", "Söhne"));
    assert.ok(share("Halbmarathon", "running"));
    assert.ok(share("running", "run"));
    assert.ok(share("baking", "baker"));
    assert.ok(share("cities", "city"));
    assert.ok(share("eingekauft", "kaufen"));
    assert.ok(share("nous mangeons", "manger"));
    assert.ok(!share("song", "son"));
    assert.equal(topics("xyzzy").size, 0);
    assert.equal(topics("").size, 0);
  });

  it("looks words up in the language of their text, and only unknown ones in the others", () => {
    assert.ok(!share("the pain in it", "du pain et de la farine"));
    assert.ok(!share("the", "du café"));
    assert.ok(share("du pain et de la farine", "the bread in it"));
    assert.ok(share("we had Zwiebelsuppe there", "Zwiebel"));
  });

  it("says less of a word with several topics, and more of several words", () => {
    const most = (text: string): number => Math.max(...topics(text).values());
    assert.ok(most("Flöte") === 1 && most("Flöte und Geige") > 1, `${most("Flöte und Geige")}`);
    assert.ok(most("bed") < 1.1);
  });

  it("knows a category by what belongs to it, and a number by its digits", () => {
    assert.ok(share("a pet", "ein Wolf") && share("le temps", "Gewitter"));
    assert.ok(share("how many", "the 17 of them"));
    assert.ok(share("which year", "in 1987"));
  });
});

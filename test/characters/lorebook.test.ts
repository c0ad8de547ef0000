import { assert } from "chai";
import { buildCardMessages, type CardMessagesOptions } from "../../src/characters/card-messages.js";
import type { CharacterCard } from "../../src/characters/character-card.js";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import { bookOf, cardJson } from "../support/hostile-cards.js";

type Said = readonly [role: ChatMessage["role"], content: ChatMessage["content"]];

const talk = (...said: readonly Said[]): ChatMessage[] =>
  said.map(([role, content], index) => ({ id: String(index), role, content, createdAt: 10 + index }));
const user = (content: string): Said => ["user", content];
const avatar = (content: string): Said => ["assistant", content];

interface Scene {
  readonly book?: object;
  readonly said?: readonly Said[];
  readonly options?: CardMessagesOptions;
}

/** The texts of the entries that are told, in the order of the prompt; an entry's text is what the test gave it. */
function told(entries: readonly object[], { book, said = [user("A dragon!")], options }: Scene = {}): string[] {
  const filled = entries.map((entry) => ({ keys: ["dragon"], ...entry }));
  const card = parseCharacterCard(cardJson({ ...bookOf(filled, book), name: "Ann" }));
  return buildCardMessages(card, talk(...said), options)
    .filter(({ id }) => id === "system" || id.startsWith("lore-"))
    .flatMap(({ content }) => (content as string).split("\n\n"));
}

const texts = (...contents: readonly string[]) => contents.map((content) => ({ content }));

describe("a lorebook entry", () => {
  const CALLED: readonly [why: string, entry: object, isTold: boolean][] = [
    ["has a key in the talk", {}, true],
    ["has a key in another case", { keys: ["DRAGON"] }, true],
    ["has a key in another case, which counts", { keys: ["DRAGON"], case_sensitive: true }, false],
    ["has its key in the case that counts", { keys: ["A drag"], case_sensitive: true }, true],
    ["has no key in the talk", { keys: ["wyrm"] }, false],
    ["has one key of two", { keys: ["wyrm", "dragon"] }, true],
    ["has an empty key", { keys: [""] }, false],
    ["has no keys", { keys: [] }, false],
    ["has a key that looks like a pattern", { keys: [".*"] }, false],
    ["has a pattern", { keys: ["/drag[o0]n/i"], use_regex: true }, true],
    ["has a pattern and a wrong one", { keys: ["dragon", "("], use_regex: true }, true],
    ["is switched off", { enabled: false }, false],
    ["is switched off but constant", { enabled: false, constant: true, content: "@@activate\nx" }, false],
    ["is constant", { keys: [], constant: true }, true],
    ["is constant, with patterns", { keys: ["wyrm"], constant: true, use_regex: true }, true],
    ["is constant by decorator", { keys: [], content: "@@constant\nx" }, true],
    ["wants a second key that is there", { selective: true, secondary_keys: ["wyrm", "a "] }, true],
    ["wants a second key that is not", { selective: true, secondary_keys: ["wyrm"] }, false],
    ["wants a second key, but is not selective", { secondary_keys: ["wyrm"] }, true],
    ["is selective without second keys", { selective: true, secondary_keys: [] }, true],
    ["wants a second pattern that is not there", { selective: true, secondary_keys: ["wyrm"], use_regex: true }, false],
    ["wants a second pattern that is", { selective: true, secondary_keys: ["^a.d"], use_regex: true }, true],
    ["has nothing to say", { content: " \n" }, false],
    ["has decorators alone", { content: "@@depth 1\n\n" }, false],
    ["is activated", { keys: [], content: "@@activate\nx" }, true],
    ["is deactivated", { content: "@@dont_activate\nx" }, false],
    ["is both", { keys: [], content: "@@dont_activate\n@@activate\nx" }, true],
    ["waits for one reply", { content: "@@activate_only_after 1\nx" }, false],
    ["waits for none", { content: "@@activate_only_after 0\nx" }, true],
    ["is activated while it waits", { content: "@@activate_only_after 9\n@@activate\nx" }, true],
    ["has an additional key that is there", { content: "@@additional_keys wyrm, a \nx" }, true],
    ["has two lists of which one is there", { content: "@@additional_keys a\n@@additional_keys wyrm\nx" }, false],
    ["has an additional pattern", { keys: ["dragon"], use_regex: true, content: "@@additional_keys ^a.d\nx" }, true],
    ["has an additional pattern that is not there", { use_regex: true, content: "@@additional_keys ^d\nx" }, false],
    ["excludes what is said", { content: "@@exclude_keys wyrm,dragon\nx" }, false],
    ["excludes what is not said", { content: "@@exclude_keys wyrm\nx" }, true],
    ["is constant and excludes what is said", { constant: true, content: "@@exclude_keys dragon\nx" }, false],
    ["excludes with patterns, which ignores it", { use_regex: true, content: "@@exclude_keys dragon\nx" }, true],
    ["has a macro for a key", { keys: ["{{reverse:nogard}}"] }, true],
  ];
  for (const [why, entry, isTold] of CALLED) {
    it(`that ${why} is ${isTold ? "" : "not "}told`, () => {
      assert.deepEqual(told([{ content: "x", ...entry }]), isTold ? ["x"] : []);
    });
  }

  it("is told after so many replies, and every so many", () => {
    const entries = texts("@@activate_only_after 2\nafter", "@@activate_only_every 2\nevery");
    const counted = [0, 1, 2, 3].map((count) =>
      told(entries, { said: [...Array.from({ length: count }, () => avatar("hm")), user("dragon")] }),
    );
    assert.deepEqual(counted, [["every"], [], ["after", "every"], ["after"]]);
  });

  it("is told once, its macros replaced", () => {
    const said = [user("dragon dragon"), user("dragon")];
    assert.deepEqual(told(texts("{{char}} and {{user}}"), { said }), ["Ann and User"]);
  });

  it("is searched for in the newest messages only", () => {
    const said = [user("dragon"), avatar("a"), user("b")];
    const scanning = (scan_depth: number | undefined, content = "x") =>
      told(texts(content), { book: { scan_depth }, said });
    assert.deepEqual([scanning(2), scanning(3), scanning(undefined), scanning(0)], [[], ["x"], ["x"], []]);
    assert.deepEqual(scanning(1, "@@scan_depth 3\nx"), ["x"]);
    assert.deepEqual(scanning(3, "@@scan_depth 2\nx"), []);
    assert.deepEqual(told(texts("x"), { said: [...said, user("c"), user("d")] }), []);
    const long = "y".repeat(17_000);
    assert.deepEqual(told(texts("x"), { said: [user(`dragon ${long}`)] }), []);
    assert.deepEqual(told(texts("x"), { said: [user(`${long} dragon`)] }), ["x"]);
  });

  it("is searched for in the text of a message with pictures", () => {
    const parts = [
      { type: "image_url" as const, image_url: { url: "wyrm" } },
      { type: "text" as const, text: "dragon" },
    ];
    assert.deepEqual(told([{ content: "x" }, { keys: ["wyrm"], content: "y" }], { said: [["user", parts]] }), ["x"]);
  });

  it("calls up others where the book says so, and only there", () => {
    const entries = [
      { keys: ["tooth"], content: "three", insertion_order: 3 },
      { keys: ["dragon"], content: "a wing{{hidden_key:a claw}}{{comment:a horn}}", insertion_order: 1 },
      { keys: ["wing"], content: "a tooth", insertion_order: 2 },
      { keys: ["claw"], content: "hidden", insertion_order: 4 },
      { keys: ["horn"], content: "never", insertion_order: 5 },
      { keys: ["wing"], content: "@@dont_activate\nnever", insertion_order: 6 },
    ];
    assert.deepEqual(told(entries, { book: { recursive_scanning: true } }), ["a wing", "a tooth", "three", "hidden"]);
    for (const recursive_scanning of [false, undefined]) {
      assert.deepEqual(told(entries, { book: { recursive_scanning } }), ["a wing"]);
    }
  });

  it("calls up no more than eight in a row", () => {
    const entries = Array.from({ length: 20 }, (_, at) => ({
      keys: [at === 0 ? "dragon" : `<${at}>`],
      content: `<${at + 1}>`,
    }));
    assert.lengthOf(told(entries, { book: { recursive_scanning: true } }), 9);
  });
});

describe("a lorebook", () => {
  it("tells its entries in their order", () => {
    const entries = [
      { content: "c", insertion_order: 5 },
      { content: "a", insertion_order: -1 },
      { content: "d", insertion_order: 5 },
      { content: "b" },
    ];
    assert.deepEqual(told(entries), ["a", "b", "c", "d"]);
  });

  it("drops the lowest priority when the budget is short", () => {
    const words = (letter: string) => letter.repeat(40);
    const entries = [
      { content: words("a"), priority: 1, insertion_order: 9 },
      { content: words("b"), priority: 3, insertion_order: 2 },
      { content: words("c"), priority: 2, insertion_order: 1 },
    ];
    const kept = (token_budget: number, list: readonly object[] = entries) =>
      told(list, { book: { token_budget } })
        .map((text) => text[0])
        .join("");
    assert.deepEqual(
      [0, 9, 10, 20, 29, 30].map((tokens) => kept(tokens)),
      ["", "", "b", "cb", "cb", "cba"],
    );
    const byOrder = entries.map(({ content, insertion_order }) => ({ content, insertion_order }));
    assert.equal(kept(20, byOrder), "ba");
    assert.equal(kept(22, [{ content: "tiny", priority: 0 }, ...entries]), "cb");
    assert.equal(kept(12, [{ content: "tiny", priority: 0 }, ...entries]), "b");
    assert.equal(kept(20, [{ content: "z".repeat(400), priority: 9 }, ...entries]), "cb");
    assert.equal(kept(20, [{ content: "龍".repeat(20), priority: 9 }, ...entries]), "龍");
  });

  it("has a limit of its own where it names none, or too high a one", () => {
    const entries = Array.from({ length: 50 }, () => ({ content: "a".repeat(4000) }));
    assert.lengthOf(told(entries), 8);
    assert.lengthOf(told(entries, { book: { token_budget: 1e9 } }), 32);
  });

  it("warns of a pattern that is refused, by place and reason, and not for ever", () => {
    const warnings: string[] = [];
    const logger = { debug() {}, error() {}, warn: (message: string) => warnings.push(message) };
    const bomb = { keys: ["(a+)+$"], use_regex: true, content: "x" };
    told([{ content: "y" }, bomb], { options: { logger } });
    assert.lengthOf(warnings, 1);
    assert.match(warnings[0] ?? "", /^One entry .*entry 1 .*\(a\+\)\+\$.*repeat/);
    told(
      Array.from({ length: 100 }, () => bomb),
      { options: { logger } },
    );
    assert.lengthOf(warnings, 2);
    assert.match(warnings[1] ?? "", /^100 entries .*entry 0/);
  });

  it("warns of a card once, in however many answers", () => {
    const warnings: string[] = [];
    const logger = { debug() {}, error() {}, warn: (message: string) => warnings.push(message) };
    const entries = [{ keys: ["/(a+)+$/"], content: "x" }, 5];
    for (const card of [
      parseCharacterCard(cardJson(bookOf(entries as object[]))),
      JSON.parse(cardJson(bookOf(entries as object[]))) as CharacterCard,
    ]) {
      warnings.length = 0;
      for (let answer = 0; answer < 3; answer++) buildCardMessages(card, talk(user("a")), { logger });
      assert.match(warnings.pop() ?? "", /refused/);
      assert.isAtMost(warnings.length, 1);
    }
    assert.match(warnings[0] ?? "", /1 of 2 entries/);
  });

  it("warns when it is too much work, and still tells what is always told", () => {
    const warnings: string[] = [];
    const logger = { debug() {}, error() {}, warn: (message: string) => warnings.push(message) };
    const entries = Array.from({ length: 2000 }, () => ({ keys: ["aab"], content: "x" }));
    const said = [user("ab".repeat(10_000) + "aaa")];
    assert.deepEqual(
      told(
        [
          { constant: true, content: "first" },
          ...entries.map((entry) => ({ ...entry, case_sensitive: true, keys: ["Aba"] })),
        ],
        { said, options: { logger } },
      ),
      ["first"],
    );
    assert.match(warnings.join(), /too much work/);
  });
});

describe("decorators", () => {
  const trimmed = (content: string) => told([{ content, constant: true }]);

  it("are taken out of the text, known or not", () => {
    assert.deepEqual(trimmed("@@unknown\n@@is_greeting 4\n@@@also_unknown 1,2\n\nText\nmore\n"), ["Text\nmore"]);
    assert.deepEqual(trimmed("Text\r\n@@scan_depth 4\r\nmore"), ["Text\r\nmore"]);
    assert.deepEqual(trimmed("mail@@example.org @@depth\n@@ -1 +1 @@\n@@@@"), [
      "mail@@example.org @@depth\n@@ -1 +1 @@\n@@@@",
    ]);
  });

  const fallsTo = (...lines: readonly string[]) => {
    const card = parseCharacterCard(cardJson(bookOf([{ constant: true, content: [...lines, "x"].join("\n") }])));
    const messages = buildCardMessages(card, talk(user("a"), avatar("b"), user("c")));
    const place = messages.findIndex(({ content }) => content === "x");
    return `${messages[place]?.id} ${messages[place]?.role} ${place}`;
  };

  const PLACES: readonly [why: string, lines: readonly string[], place: string][] = [
    ["the system message without any", [], "system system 0"],
    ["a depth", ["@@depth 1"], "lore-0 system 2"],
    ["a depth beyond the beginning", ["@@depth 99"], "lore-0 system 0"],
    ["the end", ["@@depth 0"], "lore-0 system 3"],
    ["below the end", ["@@depth -4"], "lore-0 system 3"],
    ["a role", ["@@depth 2", "@@role assistant"], "lore-0 assistant 1"],
    ["a role in quotes", ["@@depth 2", '@@role "user"'], "lore-0 user 1"],
    ["no depth that is none", ["@@depth one"], "system system 0"],
    ["the first of two", ["@@depth 1", "@@depth 2"], "lore-0 system 2"],
    ["a fallback of what is unknown", ["@@other 1", "@@@depth 1"], "lore-0 system 2"],
    ["the second fallback", ["@@other", "@@@another", "@@@depth 1"], "lore-0 system 2"],
    ["the fallback of a bad value", ["@@depth x", "@@@depth 1"], "lore-0 system 2"],
    ["no fallback of what is known", ["@@depth 2", "@@@depth 1"], "lore-0 system 1"],
    ["no second fallback after a known first", ["@@other", "@@@depth 2", "@@@depth 1"], "lore-0 system 1"],
    ["no fallback of nothing", ["@@@depth 1"], "system system 0"],
    ["a position before a depth", ["@@depth 1", "@@position after_desc"], "system system 0"],
    ["a depth before a position that is unknown", ["@@depth 1", "@@position top"], "lore-0 system 2"],
    ["a depth before a section that is not there", ["@@depth 1", "@@position scenario"], "lore-0 system 2"],
  ];
  for (const [why, lines, place] of PLACES) {
    it(`name ${why}`, () => {
      assert.equal(fallsTo(...lines), place);
    });
  }
});

/** Lorebooks in the shapes that people have them: what is told, and one warning for what was not understood. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { buildCardMessages } from "../../src/characters/card-messages.js";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import { cardJson } from "../support/hostile-cards.js";

const FOG = "Tell me about the fog";

function read(character_book: unknown) {
  const warnings: string[] = [];
  const logger = { debug() {}, error() {}, warn: (message: string) => warnings.push(message) };
  return { card: parseCharacterCard(cardJson({ name: "Ann", character_book }), { logger }), warnings, logger };
}

function told(character_book: unknown, ...said: readonly string[]): string[] {
  const history = said.map((content, at): ChatMessage => ({ id: "said", role: "user", content, createdAt: at }));
  return buildCardMessages(read(character_book).card, history)
    .filter(({ id }) => id !== "said")
    .flatMap(({ content }) => (content as string).split("\n\n"));
}

const entry = (fields: object): object => ({ keys: ["fog"], content: "LORE", ...fields });

describe("an entry is understood", () => {
  type Row = readonly [why: string, book: unknown, isTold: boolean, ask?: string];
  const ROWS: readonly Row[] = [
    // The cases of the issue.
    ["in an object of entries", { entries: { "0": entry({ enabled: true, insertion_order: 1 }) } }, true],
    [
      "in SillyTavern's words",
      { entries: [{ key: ["fog"], keysecondary: [], content: "LORE", order: 1, disable: false }] },
      true,
    ],
    ["when constant, with use_regex", { entries: [entry({ keys: [], constant: true, use_regex: true })] }, true, "Hi"],
    ["with C++ for a pattern", { entries: [entry({ keys: ["C++"], use_regex: true })] }, true, "Do you know C++?"],
    // Others of their kinds.
    ["in an object with words for numbers", { entries: { first: entry({}), __proto__: null } }, true],
    ["in a list that is the book", [entry({})], true],
    [
      "in an object with both words, of which one is empty",
      { entries: { "7": entry({ keys: [], key: ["fog"] }) } },
      true,
    ],
    ["with keys that are one text", { entries: [entry({ keys: "mist, fog ,rain" })] }, true],
    ["with full-width commas", { entries: [entry({ keys: "雨，fog" })] }, true],
    ["with keys line by line", { entries: [entry({ keys: "rain\nfog" })] }, true],
    ["with a pattern of a name", { entries: [entry({ keys: ["/ask {{char}}\\b/i"] })] }, true, "Ask Ann"],
    [
      "with a key of more than 512 letters",
      { entries: [entry({ keys: ["fog".repeat(200)] })] },
      false,
      "fog".repeat(300),
    ],
    ["with a key that is one text", { entries: [{ key: "fog", content: "LORE" }] }, true],
    ["with a text of a pattern that has a comma", { entries: [entry({ keys: "rain, /fo{1,2}g/, x" })] }, true],
    ["with a text of blanks and commas", { entries: [entry({ keys: " , ,, " })] }, false],
    ["with a list of blanks", { entries: [entry({ keys: ["", "  "] })] }, false],
    ["with a pattern", { entries: [entry({ keys: ["/f[aeo]g\\b/"] })] }, true],
    ["with a pattern of another case", { entries: [entry({ keys: ["/FOG/"] })] }, false],
    ["with a pattern of any case", { entries: [entry({ keys: ["/FOG/i"] })] }, true],
    ["with a path, which is no pattern", { entries: [entry({ keys: ["/fog/ice/"] })] }, false],
    ["with words between slashes, which are no pattern", { entries: [entry({ keys: ["/fog/or"] })] }, false],
    ["with a pattern that is not meant as one", { entries: [entry({ keys: ["/fog/"], use_regex: false })] }, false],
    ["with a bare pattern without use_regex", { entries: [entry({ keys: ["f.g"] })] }, false],
    ["with a bare pattern", { entries: [entry({ keys: ["f.g"], use_regex: true })] }, true],
    ["with a bare pattern, as text", { entries: [entry({ keys: ["f.g"], use_regex: "true" })] }, true],
    ["with a bracket too much", { entries: [entry({ keys: ["(fog"], use_regex: true })] }, true, "the (fog)"],
    ["with a price for a pattern", { entries: [entry({ keys: ["$5"], use_regex: true })] }, true, "It is $5"],
    ["with a question for a pattern", { entries: [entry({ keys: ["*what?*"], use_regex: true })] }, true, "*what?*"],
    ["with a face for a pattern", { entries: [entry({ keys: [":)"], use_regex: true })] }, true, "Fine :)"],
    ["with patterns for second keys", { entries: [second({ secondary_keys: ["/^tell/i"], use_regex: true })] }, true],
    ["with second keys that are missing", { entries: [second({ secondary_keys: ["ice"], use_regex: true })] }, false],
    ["with second keys of blanks", { entries: [second({ secondary_keys: ["", " "] })] }, true],
    ["with second keys that are one text", { entries: [second({ secondary_keys: "ice, tell" })] }, true],
    ["with second keys that are not asked for", { entries: [entry({ secondary_keys: ["ice"] })] }, true],
    ["in SillyTavern's words with second keys", { entries: [entry({ keysecondary: ["ice"] })] }, false],
    ["with one of two", { entries: [second({ secondary_keys: ["ice", "tell"], selectiveLogic: 0 })] }, true],
    ["with not all of two", { entries: [second({ secondary_keys: ["ice", "tell"], selectiveLogic: 1 })] }, true],
    [
      "with all of two, where not all may be",
      { entries: [second({ secondary_keys: ["tell"], selectiveLogic: 1 })] },
      false,
    ],
    [
      "with one of two, where none may be",
      { entries: [second({ secondary_keys: ["ice", "tell"], selectiveLogic: "2" })] },
      false,
    ],
    ["with none of two", { entries: [second({ secondary_keys: ["ice", "bell"], selectiveLogic: 2 })] }, true],
    [
      "with one of two, where all must be",
      { entries: [second({ secondary_keys: ["ice", "tell"], selectiveLogic: 3 })] },
      false,
    ],
    [
      "with all of two",
      { entries: [second({ secondary_keys: ["me", "tell"], extensions: { selectiveLogic: 3 } })] },
      true,
    ],
    ["switched off", { entries: [entry({ enabled: false })] }, false],
    ["switched off by a text", { entries: [entry({ enabled: "false" })] }, false],
    ["switched off by a number", { entries: [entry({ enabled: 0 })] }, false],
    ["disabled", { entries: [entry({ disable: true })] }, false],
    [
      "disabled by a text, whatever else",
      { entries: [entry({ disable: "true", enabled: true, constant: true })] },
      false,
    ],
    ["disabled by a number", { entries: [entry({ disabled: 1 })] }, false],
    ["not disabled", { entries: [entry({ disable: "False", enabled: null })] }, true],
    ["constant by a text", { entries: [entry({ keys: [], constant: "true" })] }, true],
    ["not constant by a text", { entries: [entry({ keys: ["ice"], constant: "false" })] }, false],
    ["for whole words", { entries: [entry({ keys: ["fo"], extensions: { match_whole_words: true } })] }, false],
    ["for whole words that are there", { entries: [entry({ keys: ["fog"], matchWholeWords: true })] }, true],
    [
      "for whole words after others",
      { entries: [entry({ keys: ["fog"], matchWholeWords: true })] },
      true,
      "Fogs, fog.",
    ],
    [
      "for whole words in letters of any script",
      { entries: [entry({ keys: ["ne"], matchWholeWords: true })] },
      false,
      "Düne né",
    ],
    [
      "for whole words where there are none",
      { entries: [entry({ keys: ["霧"], matchWholeWords: true })] },
      true,
      "濃霧注意",
    ],
    ["for a case", { entries: [entry({ keys: ["Fog"], extensions: { case_sensitive: true } })] }, false],
    ["for a case, in other words", { entries: [entry({ keys: ["Fog"], caseSensitive: "true" })] }, false],
    ["by a chance of nothing", { entries: [entry({ probability: 0, useProbability: true })] }, false],
    [
      "by a chance of nothing that does not count",
      { entries: [entry({ probability: 0, useProbability: false })] },
      true,
    ],
    ["by a certain chance", { entries: [entry({ extensions: { probability: "100" } })] }, true],
    ["after more messages than there are", { entries: [entry({ delay: 2 })] }, false],
    ["at an outlet", { entries: [entry({ position: 7 })] }, false],
    ["with a number for its text", { entries: [entry({ content: 5 })] }, false],
    ["beside what is no entry", { entries: [null, "fog", 5, [], entry({})] }, true],
  ];
  for (const [why, book, isTold, ask = FOG] of ROWS) {
    it(`${why}, and ${isTold ? "told" : "not told"}`, () => {
      assert.deepEqual(told(book, ask), isTold ? ["LORE"] : []);
    });
  }

  function second(fields: object): object {
    return entry({ selective: true, ...fields });
  }
});

describe("the places of SillyTavern", () => {
  const place = (fields: object) => {
    const history = ["a", "b", "fog"].map((content): ChatMessage => ({
      id: content,
      role: "user",
      content,
      createdAt: 1,
    }));
    const { card } = read({ entries: [entry(fields)] });
    const messages = buildCardMessages({ ...card, data: { ...card.data, description: "she" } }, history);
    const at = messages.findIndex(({ content }) => (content as string).includes("LORE"));
    return `${messages[at]?.role} ${at} ${messages[at]?.content as string}`.replaceAll("\n\n", "|");
  };
  const ROWS: readonly (readonly [fields: object, place: string])[] = [
    [{ position: 0 }, "system 0 LORE|she"],
    [{ position: 1 }, "system 0 she|LORE"],
    [{ position: "1" }, "system 0 she|LORE"],
    [{ position: 2 }, "system 1 LORE"],
    [{ position: 4 }, "system 1 LORE"],
    [{ position: 4, depth: 0 }, "system 4 LORE"],
    [{ position: 4, depth: "1", role: 1 }, "user 3 LORE"],
    [{ position: 4, depth: 2, role: "assistant" }, "assistant 2 LORE"],
    [{ position: "after_char", extensions: { position: 4, depth: 2, role: 2 } }, "assistant 2 LORE"],
    [{ position: 4, depth: 2.7, role: 9 }, "system 2 LORE"],
    [{ position: "before_char", depth: 1, role: 1 }, "system 0 LORE|she"],
    [{ position: 5 }, "system 0 she|LORE"],
    [{ position: 99 }, "system 0 LORE|she"],
    [{ position: 4, depth: 1, content: "@@depth 2\nLORE" }, "system 2 LORE"],
  ];
  for (const [fields, where] of ROWS) it(JSON.stringify(fields), () => assert.equal(place(fields), where));

  it("tell by order, whatever it is called, and by its number", () => {
    const entries = { b: entry({ order: "20", content: "2" }), a: entry({ insertion_order: 3, content: "1" }) };
    assert.deepEqual(told({ entries }, FOG), ["1", "2"]);
    assert.deepEqual(told({ entries: { "10": entry({ content: "b" }), "9": entry({ content: "a" }) } }, FOG), [
      "a",
      "b",
    ]);
  });
});

describe("a book of SillyTavern", () => {
  it("scans as deep as an entry says", () => {
    const scanning = (scanDepth: unknown) =>
      told({ entries: [entry({ scanDepth })], scan_depth: "1" }, "fog", "b", "c");
    assert.deepEqual([scanning(2), scanning("3"), scanning(null)], [[], ["LORE"], []]);
  });

  it("tells one entry of a group, the same for the same talk", () => {
    const group = (fields: object = {}) => ["a", "b", "c"].map((content) => entry({ content, group: "g", ...fields }));
    const seen = new Set<string>();
    for (let turn = 0; turn < 40; turn++) {
      const once = told(group(), `fog ${turn}`);
      assert.equal(once.length, 1);
      assert.deepEqual(told(group(), `fog ${turn}`), once);
      seen.add(once[0] ?? "");
    }
    assert.deepEqual([...seen].sort(), ["a", "b", "c"]);
    const strong = entry({ content: "d", extensions: { group: "x, g", group_override: true } });
    assert.deepEqual(told([...group(), strong], FOG), ["d"]);
    assert.deepEqual(told([...group({ groupWeight: 0 }), entry({ content: "e", group: "g" })], FOG), ["e"]);
    assert.deepEqual(told([...group({ group: "" }), entry({ content: "e", group: "h" })], FOG), ["a", "b", "c", "e"]);
  });

  it("tells by chance in about as many turns as it says, the same for the same talk", () => {
    const rare = [entry({ probability: 25 })];
    const counts = Array.from({ length: 400 }, (_, turn) => told(rare, `fog ${turn}`).length);
    const sum = counts.reduce((all, count) => all + count, 0);
    assert.ok(sum > 60 && sum < 140, String(sum));
    assert.deepEqual(
      counts,
      counts.map((_, turn) => told(rare, `fog ${turn}`).length),
    );
  });

  it("calls up entries by entries as they allow", () => {
    const entries = [
      entry({ content: "ice" }),
      { keys: ["ice"], content: "one" },
      { keys: ["ice"], content: "never", excludeRecursion: true },
      { keys: ["ice", "fog"], content: "late", extensions: { delay_until_recursion: true } },
      entry({ content: "quiet bell", prevent_recursion: true }),
      { keys: ["bell"], content: "never" },
    ];
    assert.deepEqual(told({ entries, recursiveScanning: "true" }, "fog"), ["ice", "quiet bell", "one", "late"]);
    assert.deepEqual(told({ entries }, "fog"), ["ice", "quiet bell"]);
  });
});

describe("what was not understood", () => {
  const warned = (book: unknown) => read(book).warnings;

  it("is one warning for a book", () => {
    const strange = { trigger: ["fog"], body: "x" };
    assert.deepEqual(warned([entry({}), strange, strange, null, "x", { keys: ["a"], content: ["x"] }]), [
      "The lorebook: 5 of 6 entries were not understood and are never told, the first, at place 1, because it has no content.",
    ]);
    assert.match(warned([entry({}), entry({ keys: [] })]).join(), /1 of 2 .*place 1, because it has no keys/);
    assert.match(warned([entry({ position: 7 })]).join(), /outlet/);
    assert.match(warned({ entries: "fog" }).join(), /not understood/);
    assert.match(warned("fog").join(), /not understood/);
  });

  it("is nothing where nothing is wrong", () => {
    const fine = [
      entry({}),
      { keys: [], content: "" },
      { keys: [], content: "x", enabled: false },
      { keys: [], content: "@@activate\nx" },
      { keys: [], content: "x", constant: true },
    ];
    for (const book of [undefined, null, {}, { entries: [] }, { entries: {} }, { entries: null }, fine]) {
      assert.deepEqual(warned(book), []);
    }
  });

  it("is a pattern that could hang others: one warning for all, and the other keys count", () => {
    const { card, warnings, logger } = read([
      entry({ keys: ["/(a+)+$/", "fog"] }),
      entry({ keys: ["/(?=f)/"], content: "never" }),
      entry({ keys: ["(a|a)*"], use_regex: true, content: "never" }),
      entry({ keys: ["/fog(/"], content: "never" }),
      entry({ keys: [`/${"fog|".repeat(200)}/`], content: "never" }),
    ]);
    const history = [{ id: "1", role: "user", content: FOG, createdAt: 1 }] as const;
    for (let answer = 0; answer < 3; answer++) {
      assert.equal(buildCardMessages(card, history, { logger })[0]?.content, "LORE");
    }
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /^5 entries .*entry 0 .*\(a\+\)\+\$.*repeat/);
  });

  it("is a text of more keys than a book may have", () => {
    const { card } = read([entry({ keys: "a,".repeat(100_000) }), entry({ keys: "b,c" })]);
    const counts = card.data.character_book?.entries.map(({ keys }) => keys.length);
    assert.deepEqual(counts, [20_000, 0]);
  });
});

describe("a book of any content", () => {
  it("is told or not, with two warnings at most, and the same whether it was parsed or not", () => {
    const names =
      "keys key keysecondary content entry enabled disable order position depth role selectiveLogic selective";
    const more =
      "probability useProbability group groupWeight matchWholeWords scanDepth delay use_regex extensions constant";
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        "fog",
        ["fog"],
        "a, /fog/i",
        ["/f(/"],
        "true",
        "false",
        "4",
        true,
        false,
        null,
        0,
        1,
        2,
        3,
        4,
      ),
      fc.jsonValue(),
    );
    const fields = fc.dictionary(fc.constantFrom(...`${names} ${more} __proto__`.split(" ")), value, {
      noNullPrototype: true,
    });
    const entries = fc.array(fc.tuple(fields, fields).map(([entry, extensions]) => ({ ...entry, extensions })));
    const book = fc.oneof(
      entries,
      fc.record({ entries }),
      fc.record({ entries: fc.dictionary(fc.string(), fields) }),
      value,
    );
    fc.assert(
      fc.property(book, (character_book) => {
        const { card, warnings, logger } = read(character_book);
        const history = [{ id: "1", role: "user", content: FOG, createdAt: 1 }] as const;
        const messages = buildCardMessages(card, history, { logger });
        assert.ok(warnings.length <= 2, warnings.join("\n"));
        const raw = JSON.parse(cardJson({ name: "Ann", character_book })) as typeof card;
        const before = JSON.stringify(raw);
        assert.deepEqual(buildCardMessages(raw, history), messages);
        assert.equal(JSON.stringify(raw), before);
        assert.deepEqual(buildCardMessages(parseCharacterCard(JSON.stringify(card)), history), messages);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the character's note", () => {
  const note = (depth_prompt: unknown) => {
    const history = ["a", "b", "c"].map((content): ChatMessage => ({
      id: content,
      role: "user",
      content,
      createdAt: 1,
    }));
    const card = parseCharacterCard(cardJson({ name: "Ann", extensions: { depth_prompt } }));
    return buildCardMessages(card, history)
      .map(({ id, role, content }) => `${id === "character-note" ? `${role}:` : ""}${content as string}`)
      .join(" ");
  };
  const ROWS: readonly (readonly [note: unknown, talk: string])[] = [
    [{ prompt: "{{char}}!", depth: 1, role: "user" }, "a b user:Ann! c"],
    [{ prompt: "x", depth: "2", role: 2 }, "a assistant:x b c"],
    [{ prompt: "x", depth: 0 }, "a b c system:x"],
    [{ prompt: "x" }, "system:x a b c"],
    [{ prompt: " ", depth: 1 }, "a b c"],
    [{ prompt: 5 }, "a b c"],
    ["x", "a b c"],
    [null, "a b c"],
  ];
  for (const [given, talk] of ROWS) it(JSON.stringify(given), () => assert.equal(note(given), talk));
});

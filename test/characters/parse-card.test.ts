import { assert } from "chai";
import fc from "fast-check";
import { buildCardMessages, getCharacterGreeting } from "../../src/characters/card-messages.js";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { base64, cardJson, type Chunk, HOSTILE_CARDS, pngOf, talkOf } from "../support/hostile-cards.js";
import { randomRuns } from "../support/scope.js";

const V2 = { spec: "chara_card_v2", spec_version: "2.0" };

function refusal(input: unknown): LiveAvatarError {
  try {
    parseCharacterCard(input as string);
  } catch (error) {
    assert.isTrue(LiveAvatarError.is(error), String(error));
    return error as LiveAvatarError;
  }
  throw new Error("it was accepted");
}

const chunk = (keyword: string, json: string) => ["tEXt", `${keyword}\0${base64(json)}`] as const;

describe("parseCharacterCard", () => {
  it("reads JSON and keeps what it does not know", () => {
    const card = {
      spec: "chara_card_v3",
      spec_version: "3.0",
      newest: [1],
      data: {
        ...{ name: "Ann", description: "d", personality: "p", scenario: "s", first_mes: "f", mes_example: "m" },
        ...{ system_prompt: "", post_history_instructions: "", alternate_greetings: ["a"], group_only_greetings: [] },
        ...{ tags: ["t"], creator: "c", character_version: "1", creator_notes: "", extensions: { app: { x: null } } },
        assets: [{ type: "icon", uri: "ccdefault:", name: "main", ext: "png" }],
        character_book: {
          name: "book",
          extensions: {},
          entries: [
            {
              keys: ["k"],
              content: "c",
              enabled: true,
              insertion_order: 1,
              use_regex: false,
              extensions: { y: 2 },
              id: 7,
            },
          ],
        },
      },
    };
    assert.deepEqual<unknown>(parseCharacterCard(JSON.stringify(card)), card);
    assert.deepEqual<unknown>(parseCharacterCard(new TextEncoder().encode(`\uFEFF ${JSON.stringify(card)}`)), card);
  });

  it("makes a V2 card one of V3 and fills in what is missing", () => {
    const { spec, spec_version, data } = parseCharacterCard(cardJson({ name: "Ann", character_book: {} }, V2));
    assert.deepEqual([spec, spec_version], ["chara_card_v3", "3.0"]);
    assert.deepEqual([data.description, data.group_only_greetings, data.extensions], ["", [], {}]);
    assert.deepEqual(data.character_book?.entries, []);
  });

  it("takes a field of a wrong type for one that is missing", () => {
    const entry = { keys: ["a", 5], content: 1, enabled: "yes", insertion_order: 1, priority: "high", position: 3 };
    const { data } = parseCharacterCard(
      cardJson({
        name: 5,
        tags: "x",
        nickname: 9,
        extensions: [],
        character_book: { scan_depth: "2", entries: [entry, 1, null] },
      }).replace('"insertion_order":1', '"insertion_order":1e999'),
    );
    assert.deepEqual([data.name, data.tags, data.nickname, data.extensions], ["", [], undefined, {}]);
    assert.equal(data.character_book?.scan_depth, 2);
    assert.deepEqual(data.character_book?.entries.length, 1);
    const [read] = data.character_book?.entries ?? [];
    assert.deepInclude(read, { keys: ["a"], content: "", enabled: true, insertion_order: 0 });
    assert.deepEqual([read?.priority, read?.use_regex, read?.position], [undefined, undefined, "an_bottom"]);
  });

  it("reads a newer version and says so", () => {
    const warnings: string[] = [];
    const logger = { debug() {}, error() {}, warn: (message: string) => warnings.push(message) };
    const envelope = { spec: "chara_card_v3", spec_version: "3.1" };
    assert.equal(parseCharacterCard(cardJson({ name: "Ann" }, envelope), { logger }).data.name, "Ann");
    parseCharacterCard(cardJson({ name: "Ann" }), { logger });
    assert.match(warnings.join(), /^[^,]*3\.1[^,]*,/);
    assert.lengthOf(warnings, 1);
  });

  it("is not misled by quotes and brackets in strings", () => {
    for (const description of ['\\"[[[', "\\\\", '\\\\"{', "[{".repeat(100), ",".repeat(90_000)]) {
      assert.equal(parseCharacterCard(cardJson({ description })).data.description, description);
    }
  });

  it("is no way to a prototype", () => {
    const card = parseCharacterCard(
      '{"spec":"chara_card_v3","__proto__":{"a":1},"data":{"name":"Ann","__proto__":{"description":"b"}}}',
    );
    assert.equal(card.data.description, "");
    assert.isUndefined(({} as { a?: number }).a);
    assert.equal(Object.getPrototypeOf(card.data), Object.prototype);
  });

  it("reads a PNG: ccv3 before chara, wherever they stand", () => {
    const three = chunk("ccv3", cardJson({ name: "Zoë 🐉" }));
    const two = chunk("chara", cardJson({ name: "Old" }, V2));
    const name = (...chunks: readonly Chunk[]) => parseCharacterCard(pngOf(...chunks)).data.name;
    assert.equal(name(["IHDR", "x".repeat(13)], three), "Zoë 🐉");
    assert.equal(name(two, ["IDAT", "tEXtccv3\0"], three), "Zoë 🐉");
    assert.equal(name(three, two), "Zoë 🐉");
    assert.equal(name(["tEXt", "comment\0ccv3\0"], two), "Old");
    assert.equal(name(two, chunk("chara", cardJson({ name: "Older" }, V2)), ["IDAT", "x"]), "Old");
    assert.equal(name(["IDAT", "ccv3\0x"], ["tEXt", "ccv3x\0e30="], two), "Old");
    assert.equal(name(chunk("Chara", cardJson({ name: "Old" }, V2))), "Old");
  });

  it("reads a part of a larger buffer", () => {
    const png = pngOf(chunk("ccv3", cardJson({ name: "Ann" })));
    const larger = new Uint8Array(png.length + 20).fill(0xff);
    larger.set(png, 7);
    assert.equal(parseCharacterCard(larger.subarray(7, 7 + png.length)).data.name, "Ann");
  });

  it("reads base64 with line breaks, with and without padding, of either alphabet, marked or ended by zeros", () => {
    for (const name of ["a", "ab", "abc", "ÿþ?>"]) {
      const text = base64(cardJson({ name }));
      for (const written of [
        text,
        text.replace(/=+$/, ""),
        text.replace(/.{60}/g, "$&\r\n"),
        text.replaceAll("+", "-").replaceAll("/", "_"),
        `\xef\xbb\xbf${text}`,
        `${text}\0\0`,
      ]) {
        assert.equal(parseCharacterCard(pngOf(["tEXt", `ccv3\0${written}`])).data.name, name);
      }
    }
  });

  const REFUSED: readonly [why: string, input: unknown, says: RegExp][] = [
    ["another spec", cardJson({}, { spec: "lorebook_v3" }), /"lorebook_v3"/],
    ["what has a name and a description", '{"name":"live","description":"a package"}', /none.*V1/],
    ["no data", '{"spec":"chara_card_v3"}', /data/],
    ["data that is a list", '{"spec":"chara_card_v3","data":[]}', /data/],
    ["a list", "[]", /object/],
    ["no JSON", "{spec}", /JSON/],
    ["nothing", "", /JSON/],
    ["nothing in bytes", new Uint8Array(), /neither.*CHARX/],
    ["a number", 5, /Uint8Array/],
    ["an address", undefined, /Uint8Array/],
    ["a picture without a card", pngOf(["IDAT", "x"]), /no character card/],
    ["a zip that breaks off", new Uint8Array([0x50, 0x4b, 3, 4]), /CHARX.*cut short/],
    ["another picture", new Uint8Array([0xff, 0xd8, 0xff]), /JPEG.*PNG, CHARX and JSON/],
    ["base64 with a letter too few", pngOf(["tEXt", "ccv3\0e30ab"]), /end of its text/],
    ["base64 with a stranger", pngOf(["tEXt", "ccv3\0e30*"]), /byte 3/],
    ["JSON in bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), /UTF-8/],
    ["JSON of five megabytes in bytes", new TextEncoder().encode(`{${" ".repeat(5e6)}}`), /4 MB/],
  ];
  for (const [why, input, says] of REFUSED) {
    it(`refuses ${why} in a sentence`, () => {
      const error = refusal(input);
      assert.equal(error.code, "config-invalid");
      assert.match(error.message, says);
    });
  }

  for (const { what, isRefused, make, said = "" } of HOSTILE_CARDS) {
    it(`${isRefused ? "refuses" : "bears"} ${what}`, () => {
      const input = make();
      if (isRefused) {
        assert.equal(refusal(input).code, "config-invalid");
        return;
      }
      const card = parseCharacterCard(input);
      const texts = [
        getCharacterGreeting(card),
        ...buildCardMessages(card, talkOf(said)).map(({ content }) => content as string),
      ];
      assert.isBelow(texts.join("").length, 6 * 128 * 1024 + said.length);
    });
  }

  it("throws its own errors only, whatever the bytes and the text", () => {
    const parses = (input: string | Uint8Array) => {
      try {
        parseCharacterCard(input);
      } catch (error) {
        if (!LiveAvatarError.is(error) || error.code !== "config-invalid") throw error;
      }
    };
    const whole = pngOf(chunk("chara", cardJson({ name: "Ann" }, V2)), chunk("ccv3", cardJson({ name: "Ann" })));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), parses));
    fc.assert(fc.property(fc.string({ unit: "binary" }), parses));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
        const broken = whole.slice(0, length);
        broken[at] = byte;
        parses(broken);
      }),
      { numRuns: randomRuns(500) },
    );
  });

  it("makes a prompt of every card that it reads, whatever is in the fields", () => {
    const texts = fc.array(fc.string(), { maxLength: 3 });
    const decorated = fc.array(
      fc.constantFrom(
        "@@depth 1\n",
        "@@@role user\n",
        "@@activate\n",
        "{{random:",
        "{{",
        "}}",
        ",",
        "x",
        "@@exclude_keys a\n",
      ),
    );
    const odd = <Type>(usual: fc.Arbitrary<Type>) => fc.oneof({ weight: 4, arbitrary: usual }, fc.jsonValue());
    const entry = fc.record(
      {
        keys: odd(texts),
        content: odd(decorated.map((parts) => parts.join(""))),
        enabled: odd(fc.boolean()),
        use_regex: odd(fc.boolean()),
        constant: odd(fc.boolean()),
        selective: odd(fc.boolean()),
        secondary_keys: odd(texts),
        insertion_order: odd(fc.double()),
        priority: odd(fc.double()),
        position: odd(fc.constantFrom("before_char", "after_char")),
      },
      { requiredKeys: [] },
    );
    const book = fc.record(
      {
        entries: odd(fc.array(odd(entry))),
        scan_depth: odd(fc.double()),
        token_budget: odd(fc.double()),
        recursive_scanning: odd(fc.boolean()),
      },
      { requiredKeys: [] },
    );
    const data = fc.record(
      { name: odd(fc.string()), description: odd(fc.string()), character_book: odd(book) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(data, fc.array(fc.string()), (fields, said) => {
        const history = said.flatMap((text) => talkOf(text));
        const card = parseCharacterCard(JSON.stringify({ spec: "chara_card_v3", data: fields }));
        const messages = buildCardMessages(card, history, { random: () => 0.5 });
        assert.deepEqual(
          messages.filter(({ id }) => id === "1"),
          history,
        );
        // A card that did not go through the parser, with all its faults, is read in the same way and left as it is.
        const before = JSON.stringify(fields);
        const raw = { spec: "chara_card_v3", data: fields } as unknown as typeof card;
        if (before === JSON.stringify(JSON.parse(before))) {
          assert.deepEqual(buildCardMessages(raw, history, { random: () => 0.5 }).length, messages.length);
        }
        assert.equal(JSON.stringify(fields), before);
      }),
    );
  });
});

/** Cards that somebody made to hurt: each is to be refused with a sentence, or to cost little. Made anew on each call. */
import { deflate, deflateRaw } from "pako";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";

const MEGA = 1024 * 1024;

/** A card in its envelope; `data` as it comes. */
export function cardJson(data: unknown, envelope: object = { spec: "chara_card_v3", spec_version: "3.0" }): string {
  return JSON.stringify({ ...envelope, data });
}

export function bookOf(entries: readonly object[], book: object = {}): object {
  return { name: "Ann", character_book: { ...book, entries } };
}

export function base64(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export type Chunk = readonly [type: string, content: string | Uint8Array];

/** A PNG of these chunks and an end, without a picture; texts are Latin-1. Checksums are zero: nobody looks. */
export function pngOf(...chunks: readonly Chunk[]): Uint8Array {
  const all = [...chunks, ["IEND", ""] as const];
  const bytes = new Uint8Array(8 + all.reduce((sum, [, content]) => sum + 12 + content.length, 0));
  const view = new DataView(bytes.buffer);
  const put = (text: string | Uint8Array, at: number): void => {
    if (typeof text !== "string") bytes.set(text, at);
    else for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
  };
  put("\x89PNG\r\n\x1a\n", 0);
  let at = 8;
  for (const [type, content] of all) {
    view.setUint32(at, content.length);
    put(type, at + 4);
    put(content, at + 8);
    at += 12 + content.length;
  }
  return bytes;
}

export interface HostileCard {
  readonly what: string;
  /** Whether it is refused, or works within limits. */
  readonly isRefused: boolean;
  readonly make: () => string | Uint8Array;
  /** What is talked about with it. */
  readonly said?: string;
}

/** A talk in which every key of the worst kind nearly occurs. */
export function talkOf(said: string): ChatMessage[] {
  return [{ id: "1", role: "user", content: said, createdAt: 1 }];
}

const listOf = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => make(at));
const regexEntry = (key: string) => ({ keys: [key], use_regex: true, content: "x" });
const minimalEntries = (count: number, entry: string) =>
  `{"spec":"chara_card_v3","data":{"character_book":{"entries":[${Array.from({ length: count }, () => entry).join(",")}]}}}`;

const MANY_A = "a".repeat(20_000);

export const HOSTILE_CARDS: readonly HostileCard[] = [
  { what: "50 MB of text", isRefused: true, make: () => cardJson({ name: "Ann", description: "x".repeat(50 * MEGA) }) },
  {
    what: "a description as long as a card may be",
    isRefused: false,
    make: () => cardJson({ name: "Ann", description: "{{char}} ".repeat(400_000) }),
  },
  {
    what: "the same in a script of two bytes a letter",
    isRefused: false,
    make: () => cardJson({ name: "Ann", description: "你{{".repeat(1_200_000) }),
  },
  {
    what: "100,000 entries",
    isRefused: true,
    make: () => cardJson(bookOf(listOf(100_000, (at) => ({ keys: [`k${at}`], content: "x" })))),
  },
  {
    what: "as many entries as fit, whose keys are nearly there",
    isRefused: false,
    make: () => minimalEntries(17_500, '{"keys":["aaaab"],"content":"x"}'),
    said: MANY_A,
  },
  {
    what: "as many entries as fit, each always told",
    isRefused: false,
    make: () => minimalEntries(17_500, '{"constant":true,"content":"{{char}}"}'),
  },
  {
    what: "entries that call each other up, one after the other",
    isRefused: false,
    make: () =>
      cardJson(
        bookOf(
          listOf(15_000, (at) => ({ keys: [`k${at}.`], content: `k${at + 1}.` })),
          { recursive_scanning: true },
        ),
      ),
    said: "k0.",
  },
  {
    what: "fewer of them, so that there is work left for the last",
    isRefused: false,
    make: () =>
      cardJson(
        bookOf(
          listOf(8_000, (at) => ({ keys: [`k${at}.`], content: `k${at + 1}.` })),
          { recursive_scanning: true },
        ),
      ),
    said: "k0.",
  },
  {
    what: "entries without letters to tell them by",
    isRefused: false,
    make: () => minimalEntries(17_500, '{"keys":["zz"],"content":"x"}'),
    said: MANY_A,
  },
  {
    what: "as many keys of macros as fit, in one entry",
    isRefused: false,
    make: () =>
      cardJson({ ...bookOf([{ keys: listOf(78_000, () => "{{char}}"), content: "x" }]), name: "b".repeat(MEGA) }),
    said: MANY_A,
  },
  { what: "values without end", isRefused: true, make: () => `[${"[],".repeat(MEGA)}0]` },
  { what: "as many empty objects as fit", isRefused: true, make: () => `[${"{},".repeat(39_000)}0]` },
  {
    what: "as many different fields as fit",
    isRefused: false,
    make: () => cardJson(Object.fromEntries(listOf(78_000, (at) => [`field${at}`, at]))),
  },
  { what: "brackets in brackets", isRefused: true, make: () => "[".repeat(4 * MEGA) },
  {
    what: "a quarter of a million escapes",
    isRefused: false,
    make: () => `{"spec":"chara_card_v3","data":{"description":"${"\\u0041".repeat(650_000)}"}}`,
  },
  {
    what: "a name of a megabyte, said a thousand times",
    isRefused: false,
    make: () =>
      cardJson({ name: "n".repeat(MEGA), description: "{{char}}".repeat(1000), first_mes: "<bot>".repeat(100_000) }),
  },
  {
    what: "macros in macros",
    isRefused: false,
    make: () =>
      cardJson({ name: "Ann", description: "{{reverse:".repeat(100_000) + "x".repeat(MEGA) + "}}".repeat(100_000) }),
  },
  {
    what: "braces that nobody closes",
    isRefused: false,
    make: () => cardJson({ name: "Ann", description: "{{".repeat(2 * MEGA - 100) }),
  },
  {
    what: "a choice of half a million",
    isRefused: false,
    make: () =>
      cardJson({ name: "Ann", description: `{{random:${",".repeat(500_000)}}}{{pick:${"a::".repeat(500_000)}}}` }),
  },
  {
    what: "decorators by the hundred thousand",
    isRefused: false,
    make: () => cardJson(bookOf([{ keys: ["a"], content: `${"@@additional_keys a,b\n".repeat(150_000)}x` }])),
    said: MANY_A,
  },
  ...[
    ["a regular expression that repeats repeats", "(a+)+$"],
    ["one that repeats like choices", "(a|a)*$"],
    ["one of many repeats in a row", `${"a*".repeat(100)}b`],
    ["one of many choices in a row", `${"(a|a)".repeat(80)}b`],
    ["one that counts high", "(a{1,99}){1,99}b"],
    ["one that refers back", "(a*)\\1b"],
    ["one that looks ahead", "(?=(a+))a*b"],
    ["a search from everywhere", "a+b"],
    ["brackets by the hundred", `${"(".repeat(250)}a${")".repeat(250)}`],
  ].map(([what = "", key = ""]) => ({
    what,
    isRefused: false,
    make: () =>
      cardJson(
        bookOf(
          listOf(1000, () => regexEntry(key)),
          { scan_depth: 100 },
        ),
      ),
    said: MANY_A,
  })),
  {
    what: "regular expressions by the thousand, each another",
    isRefused: false,
    make: () => cardJson(bookOf(listOf(13_000, (at) => regexEntry(`[a-z]{1,${(at % 90) + 2}}[^a]${at}`)))),
    said: MANY_A,
  },
  {
    what: "a chunk that is longer than the file",
    isRefused: true,
    make: () => pngOf(["tEXt", "x".repeat(99)]).fill(0xff, 8, 12),
  },
  { what: "a PNG that breaks off", isRefused: true, make: () => pngOf(["tEXt", "chara\0e30="]).subarray(0, 30) },
  { what: "four million empty chunks", isRefused: true, make: () => emptyChunks(4_000_000) },
  { what: "a chunk of 50 MB", isRefused: true, make: () => pngOf(["tEXt", `ccv3\0${"A".repeat(50 * MEGA)}`]) },
  {
    what: "a picture of 50 MB around a small card",
    isRefused: false,
    make: () => pngOf(["IDAT", new Uint8Array(50 * MEGA)], ["tEXt", `ccv3\0${base64(cardJson({ name: "Ann" }))}`]),
  },
  {
    what: "as large a card as a PNG may hold",
    isRefused: false,
    make: () => pngOf(["tEXt", `ccv3\0${base64(cardJson({ name: "Ann", description: "d".repeat(4 * MEGA - 200) }))}`]),
  },
  { what: "a zTXt that becomes 60 MB", isRefused: true, make: () => compressedCard(new Uint8Array(60 * MEGA)) },
  {
    what: "as large a card as a zTXt may hold",
    isRefused: false,
    make: () => compressedCard(base64(cardJson({ name: "Ann", description: "{{char}} ".repeat(400_000) }))),
  },
  { what: "as many compressed blocks as fit, which hold nothing", isRefused: true, make: () => emptyBlocks(MEGA / 2) },
  { what: "a CHARX that becomes 60 MB", isRefused: true, make: () => charxOf(deflateRaw(new Uint8Array(60 * MEGA))) },
  {
    what: "a CHARX of 65,534 files around a card",
    isRefused: false,
    make: () => charxOf(deflateRaw(cardJson({ name: "Ann" })), 65_533),
  },
  { what: "a zip's end in every place that it could have", isRefused: true, make: () => zipEnds() },
  {
    what: "as many entries of SillyTavern as fit, none of which is there",
    isRefused: false,
    make: () =>
      minimalEntries(
        7_800,
        '{"key":["zz"],"keysecondary":["a"],"content":"x","order":1,"extensions":{"position":4,"depth":1}}',
      ),
    said: MANY_A,
  },
  {
    what: "as many entries of another kind as fit, which cannot be understood",
    isRefused: false,
    make: () => minimalEntries(35_000, '{"a":1}'),
  },
  {
    what: "keys that are one text of commas",
    isRefused: false,
    make: () => cardJson(bookOf([{ keys: "a,".repeat(2 * MEGA - 200), content: "x" }])),
    said: "b",
  },
  {
    what: "keys that are one text of slashes",
    isRefused: false,
    make: () => cardJson(bookOf([{ keys: "/a\\\\".repeat(350_000), content: "x" }])),
    said: MANY_A,
  },
  {
    what: "keys as long as the talk, which nearly occur everywhere",
    isRefused: false,
    make: () => cardJson(bookOf(listOf(400, (at) => ({ keys: [`b${"a".repeat(8_000 + at)}`], content: "x" })))),
    said: `ba${MANY_A}`,
  },
  {
    what: "the longest keys that count, which nearly occur everywhere",
    isRefused: false,
    make: () => cardJson(bookOf(listOf(7_000, (at) => ({ keys: [`b${"a".repeat(400 + (at % 100))}`], content: "x" })))),
    said: `ba${MANY_A}`,
  },
  {
    what: "whole words that are everywhere",
    isRefused: false,
    make: () => minimalEntries(13_000, '{"keys":["a"],"content":"x","matchWholeWords":true}'),
    said: MANY_A,
  },
  {
    what: "entries of many groups",
    isRefused: false,
    make: () =>
      cardJson(
        bookOf(
          listOf(15_000, (at) => ({ constant: true, content: "x", group: `${at},b,c,d,e,f,g,h,${",".repeat(99)}` })),
        ),
      ),
  },
  {
    what: "names of prototypes",
    isRefused: false,
    make: () =>
      '{"__proto__":{"spec":"x"},"spec":"chara_card_v3","data":{"__proto__":{"name":"x"},"constructor":1,"extensions":' +
      '{"__proto__":{"depth_prompt":{"prompt":"x"}}},"character_book":{"entries":{"__proto__":{"keys":["a"],"content":"x"},' +
      '"toString":{"keys":["a"],"content":"x","hasOwnProperty":1}}}}}',
    said: "a",
  },
  {
    what: "zeros in every place",
    isRefused: false,
    make: () =>
      cardJson({ name: "\0Ann\0", description: "\0".repeat(500_000), ...bookOf([{ keys: ["\0"], content: "\0" }]) }),
    said: "\0",
  },
  { what: "four million zeros before a letter", isRefused: true, make: () => `{}${"\0".repeat(4 * MEGA - 20)}x` },
  { what: "bad base64", isRefused: true, make: () => pngOf(["tEXt", "ccv3\0e30*"]) },
  { what: "base64 of what is no text", isRefused: true, make: () => pngOf(["tEXt", "ccv3\0//79/A=="]) },
  { what: "base64 of what is no JSON", isRefused: true, make: () => pngOf(["tEXt", `ccv3\0${base64("{")}`]) },
];

function emptyChunks(count: number): Uint8Array {
  const bytes = new Uint8Array(8 + 12 * count);
  bytes.set(pngOf().subarray(0, 8));
  return bytes;
}

function compressedCard(text: Uint8Array | string): Uint8Array {
  const compressed = deflate(text);
  const content = new Uint8Array(6 + compressed.length);
  content.set(Array.from("ccv3\0\0", (letter) => letter.charCodeAt(0)));
  content.set(compressed, 6);
  return pngOf(["zTXt", content]);
}

/** Blocks with tables for codes of fifteen bits, the dearest that there are, and nothing between them. */
function emptyBlocks(length: number): Uint8Array {
  const bytes: number[] = [];
  let held = 0;
  let count = 0;
  const put = (value: number, bits: number): void => {
    held |= value << count;
    for (count += bits; count >= 8; count -= 8, held >>>= 8) bytes.push(held & 255);
  };
  // The order in which the lengths of codes for lengths are written: 1 to 15 and 18 have four bits each.
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const codes = Array.from({ length: 16 }, (_, code) =>
    [1, 2, 4, 8].reduce((all, bit, at) => all | (code & bit ? 8 >> at : 0), 0),
  );
  const lengths = [...Array.from({ length: 15 }, (_, at) => at), 14];
  while (bytes.length < length - 100) {
    for (const [value, bits] of [
      [0, 1],
      [2, 2],
      [0, 5],
      [15, 5],
      [15, 4],
    ] as const)
      put(value, bits);
    for (const symbol of order) put((symbol > 0 && symbol < 16) || symbol === 18 ? 4 : 0, 3);
    for (const zeros of [138, 103]) {
      put(codes[15] ?? 0, 4);
      put(zeros - 11, 7);
    }
    for (const code of [...lengths, ...lengths]) put(codes[code] ?? 0, 4);
    put(0x7fff, 15);
  }
  return charxOf(Uint8Array.from(bytes));
}

/** A zip of a card that is deflated already, after so many empty files. */
function charxOf(packed: Uint8Array, others = 0): Uint8Array {
  const [local, entry] = [39, 55];
  const bytes = new Uint8Array(local + packed.length + (others + 1) * entry + 22);
  const view = new DataView(bytes.buffer);
  const record = (
    at: number,
    signature: number,
    nameAt: number,
    fields: readonly (readonly [number, number])[],
  ): void => {
    view.setUint32(at, signature, true);
    for (const [field, value] of fields) view.setUint32(at + field, value, true);
    for (let letter = 0; nameAt > 0 && letter < 9; letter++)
      bytes[at + nameAt + letter] = "card.json".charCodeAt(letter);
  };
  record(0, 0x04034b50, 30, [
    [8, 8],
    [26, 9],
  ]);
  bytes.set(packed, local);
  const start = local + packed.length;
  for (let at = 0; at <= others; at++) {
    const place = start + at * entry;
    record(place, 0x02014b50, 46, [
      [10, 8],
      [20, packed.length],
      [28, 9],
    ]);
    if (at < others) bytes[place + 46] = 0x43;
  }
  const all = others + 1;
  record(start + all * entry, 0x06054b50, 0, [
    [8, all | (all << 16)],
    [12, all * entry],
    [16, start],
  ]);
  return bytes;
}

function zipEnds(): Uint8Array {
  const bytes = new Uint8Array(3 * MEGA);
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.set([0x50, 0x4b, 5, 6], at);
  return bytes;
}

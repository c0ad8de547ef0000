/** The files that a card comes in: CHARX, and the text chunks of a PNG. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { base64, cardJson, type Chunk, pngOf } from "../support/hostile-cards.js";
import { zipOf, type ZipEntry } from "../support/zip-file.js";

const NAME = "Zoë 🐉";
const JSON_TEXT = cardJson({ name: NAME });
const nameIn = (bytes: Uint8Array) => parseCharacterCard(bytes).data.name;

function refusal(bytes: Uint8Array): string {
  try {
    parseCharacterCard(bytes);
  } catch (error) {
    assert.ok(LiveAvatarError.is(error) && error.code === "config-invalid", String(error));
    return error.message;
  }
  throw new Error("it was accepted");
}

const bytesOf = (text: string, encoding: BufferEncoding = "utf8") => new Uint8Array(Buffer.from(text, encoding));
const joined = (...parts: readonly (string | Uint8Array)[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part))));
/** What was inflated when it ended: not all of it. */
const STOPPED = /has [45]\.\d MB of text; at most 4 MB/;
const CARD: ZipEntry = { name: "card.json", content: JSON_TEXT };
const PICTURE: ZipEntry = { name: "assets/icon/main.png", content: new Uint8Array(5000).fill(7) };

describe("a CHARX file", () => {
  const READ: Readonly<Record<string, Uint8Array>> = {
    deflated: zipOf([CARD]),
    "stored as it is": zipOf([{ ...CARD, method: 0 }]),
    "with pictures and a module": zipOf([PICTURE, { name: "module.risum", content: "x" }, CARD, PICTURE]),
    "with a comment": zipOf([CARD], { comment: "made by an editor" }),
    "with sizes after the content": zipOf([{ ...CARD, flags: 8 }]),
    "of UTF-8 names": zipOf([{ ...CARD, flags: 0x800 }]),
    "after a JPEG": joined("\xff\xd8\xff\xe0 a picture \xff\xd9", zipOf([PICTURE, CARD])),
    "after a picture, with the places counted from there": joined("\xff\xd8\xff", zipOf([CARD])),
    "with two cards, of which the first counts": zipOf([CARD, { name: "card.json", content: cardJson({ name: "B" }) }]),
    "with a mark before the JSON": zipOf([{ ...CARD, content: `\uFEFF${JSON_TEXT}` }]),
  };
  for (const [what, bytes] of Object.entries(READ)) it(`is read ${what}`, () => assert.equal(nameIn(bytes), NAME));

  const noCard = /no card\.json/;
  const REFUSED: Readonly<Record<string, readonly [bytes: Uint8Array, says: RegExp]>> = {
    "without a card": [zipOf([PICTURE]), noCard],
    "with the card in a folder": [zipOf([{ ...CARD, name: "a/card.json" }]), noCard],
    "with a path to the card": [zipOf([{ ...CARD, name: "../card.json" }]), noCard],
    "with a path from the root": [zipOf([{ ...CARD, name: "/card.json" }]), noCard],
    "with a zero in the name": [zipOf([{ ...CARD, name: "card.json\0.png" }]), noCard],
    "that is empty": [zipOf([]), noCard],
    "that is encrypted": [zipOf([{ ...CARD, flags: 1 }]), /encrypted.*card\.json/],
    "that is encrypted with AES": [zipOf([{ ...CARD, flags: 1, method: 99 }]), /encrypted/],
    "of another method": [zipOf([{ ...CARD, method: 12 }]), /deflate/],
    "of several parts": [zipOf([CARD], { disk: 1 }), /several parts/],
    "of ZIP64": [zipOf([CARD], { count: 0xffff }), /ZIP64/],
    "of ZIP64, by its offset": [zipOf([CARD], { offset: 0xffffffff }), /ZIP64/],
    "of ZIP64, by a size": [zipOf([{ ...CARD, size: 0xffffffff }]), /ZIP64/],
    "with more entries than it has": [zipOf([PICTURE], { count: 3 }), /damaged/],
    "whose directory is before the file": [zipOf([CARD], { offset: 0xfffffff0 }), /damaged/],
    "whose directory is elsewhere": [zipOf([CARD], { offset: 3 }), /damaged/],
    "whose card is longer than the file": [zipOf([{ ...CARD, size: 1e6 }]), /damaged/],
    "that breaks off": [zipOf([CARD]).subarray(0, -3), /cut short/],
    "whose card is damaged": [zipOf([{ ...CARD, raw: bytesOf("no deflate") }]), /damaged/],
    "whose card breaks off": [zipOf([{ ...CARD, size: 20 }]), /damaged/],
    "whose card says to be too large": [zipOf([{ ...CARD, fullSize: 5e6 }]), /4 MB/],
    "whose card is no JSON": [zipOf([{ ...CARD, content: "{" }]), /JSON/],
    "whose card is nothing": [zipOf([{ ...CARD, content: "" }]), /JSON/],
    "whose card is no card": [zipOf([{ ...CARD, content: "[]" }]), /object/],
  };
  for (const [what, [bytes, says]] of Object.entries(REFUSED)) {
    it(`${what} is refused in a sentence`, () => assert.match(refusal(bytes), says));
  }

  it("that lies about its size is read up to the limit, and no further", () => {
    const content = `${" ".repeat(8_000_000)}${JSON_TEXT}`;
    assert.match(refusal(zipOf([{ ...CARD, content, fullSize: 100 }])), STOPPED);
    assert.match(refusal(zipOf([{ ...CARD, content, method: 0, fullSize: 100 }])), /at most 4 MB/);
    const raw = new Uint8Array(2_000_000).fill(1);
    assert.match(refusal(zipOf([{ ...CARD, raw }])), /512 KB of compressed/);
  });
});

describe("a text chunk", () => {
  const encoded = bytesOf(base64(JSON_TEXT));
  const compressed = (text: Uint8Array | string) => new Uint8Array(deflateSync(text));
  const zTxt = (text: Uint8Array, keyword = "ccv3"): Chunk => ["zTXt", joined(`${keyword}\0\0`, text)];
  const iTxt = (text: Uint8Array, isCompressed = 0, head = "en\0carte\0"): Chunk => [
    "iTXt",
    joined(`ccv3\0${String.fromCharCode(isCompressed)}\0${head}`, text),
  ];
  const READ: Readonly<Record<string, Chunk>> = {
    "tEXt of JSON": ["tEXt", joined("ccv3\0", bytesOf(JSON_TEXT))],
    "tEXt of JSON after a mark": ["tEXt", joined("ccv3\0\xef\xbb\xbf ", bytesOf(JSON_TEXT))],
    "zTXt of base64": zTxt(compressed(encoded)),
    "zTXt of JSON": zTxt(compressed(JSON_TEXT)),
    "iTXt of base64": iTxt(encoded),
    "iTXt of JSON": iTxt(bytesOf(JSON_TEXT)),
    "iTXt of compressed base64": iTxt(compressed(encoded), 1),
    "iTXt of compressed JSON, without a language": iTxt(compressed(JSON_TEXT), 1, "\0\0"),
  };
  for (const [what, chunk] of Object.entries(READ)) {
    it(`${what} is read`, () => assert.equal(nameIn(pngOf(chunk)), NAME));
  }

  it("of JSON is Latin-1 where it is no UTF-8, as the format says", () => {
    const chunk: Chunk = ["tEXt", joined("chara\0", bytesOf(cardJson({ name: "Zoë" }), "latin1"))];
    assert.equal(nameIn(pngOf(chunk)), "Zoë");
    assert.match(refusal(pngOf(iTxt(bytesOf(cardJson({ name: "Zoë" }), "latin1")))), /UTF-8/);
  });

  it("is chosen by its keyword, whatever its kind", () => {
    const old = zTxt(compressed(cardJson({ name: "Old" })), "chara");
    assert.equal(nameIn(pngOf(old)), "Old");
    assert.equal(nameIn(pngOf(old, iTxt(encoded))), NAME);
    assert.equal(nameIn(pngOf(iTxt(encoded), old)), NAME);
  });

  const REFUSED: Readonly<Record<string, readonly [chunk: Chunk, says: RegExp]>> = {
    "zTXt of another method": [["zTXt", "ccv3\0\x01x"], /zlib/],
    "zTXt that ends at its keyword": [["zTXt", "ccv3\0"], /zlib/],
    "zTXt that ends at its method": [["zTXt", "ccv3\0\0"], /cut short/],
    "zTXt with another checksum": [
      zTxt(compressed(JSON_TEXT).map((byte, at, all) => (at < all.length - 1 ? byte : byte ^ 1))),
      /damaged/,
    ],
    "zTXt of gzip": [zTxt(new Uint8Array(gzipSync(JSON_TEXT))), /damaged/],
    "zTXt with a dictionary": [
      zTxt(new Uint8Array(deflateSync(JSON_TEXT, { dictionary: Buffer.from("spec") }))),
      /need dictionary/,
    ],
    "zTXt that is damaged": [zTxt(compressed(JSON_TEXT).fill(0xff, 2, 9)), /damaged/],
    "zTXt that breaks off": [zTxt(compressed(JSON_TEXT.repeat(9)).subarray(0, 60)), /damaged/],
    "zTXt of nothing": [zTxt(compressed("")), /JSON/],
    "zTXt of 50 MB": [zTxt(compressed(new Uint8Array(50_000_000).fill(65))), STOPPED],
    "iTXt that ends at its flags": [["iTXt", "ccv3\0\0\0"], /cut short/],
    "iTXt without the end of its language": [["iTXt", "ccv3\0\0\0en"], /cut short/],
    "iTXt of 50 MB": [iTxt(compressed(new Uint8Array(50_000_000).fill(65)), 1), STOPPED],
  };
  for (const [what, [chunk, says]] of Object.entries(REFUSED)) {
    it(`${what} is refused in a sentence`, () => assert.match(refusal(pngOf(chunk)), says));
  }
});

describe("a damaged file", () => {
  it("throws our own errors only, whatever is broken in it", () => {
    const files = [
      zipOf([PICTURE, CARD]),
      joined("\xff\xd8\xff", zipOf([CARD])),
      pngOf(["zTXt", joined("ccv3\0\0", new Uint8Array(deflateSync(JSON_TEXT)))]),
      pngOf(["iTXt", joined("chara\0\x01\0\0\0", new Uint8Array(deflateSync(JSON_TEXT)))]),
    ];
    const broken = fc.record({
      file: fc.constantFrom(...files),
      places: fc.array(fc.tuple(fc.nat(), fc.nat(255))),
      cut: fc.nat(9),
    });
    fc.assert(
      fc.property(broken, ({ file, places, cut }) => {
        const bytes = file.slice(0, file.length - cut);
        for (const [place, byte] of places) bytes[place % bytes.length] = byte;
        try {
          parseCharacterCard(bytes);
        } catch (error) {
          assert.ok(LiveAvatarError.is(error) && error.code === "config-invalid", String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a JSON file", () => {
  it("may be UTF-16 with its mark, and end with zeros", () => {
    assert.equal(nameIn(bytesOf(`\uFEFF${JSON_TEXT}`, "utf16le")), NAME);
    assert.equal(nameIn(new Uint8Array(Buffer.from(`\uFEFF${JSON_TEXT}`, "utf16le").swap16())), NAME);
    assert.equal(nameIn(bytesOf(`${JSON_TEXT}\0\0`)), NAME);
    assert.equal(parseCharacterCard(`\uFEFF${JSON_TEXT}`).data.name, NAME);
  });
});

describe("a picture of a format without cards", () => {
  for (const start of ["\xff\xd8\xff\xe1", "RIFF\x10\0\0\0WEBP", "GIF89a"]) {
    it(`is refused with the formats that are read: ${JSON.stringify(start)}`, () => {
      assert.match(refusal(joined(start, "Exif user comment")), /JPEG, WebP or GIF.*PNG, CHARX and JSON/);
    });
  }
});

/** A key as other programs write it. */
const codes = (key: string): number[] => Array.from(key, (character) => character.charCodeAt(0));
const hex = (code: number, length = 2): string => code.toString(16).padStart(length, "0");
const each = (key: string, write: (code: number) => string): string => codes(key).map(write).join("");

export const ENCODINGS: Readonly<Record<string, (key: string) => string>> = {
  plain: (key) => key,
  "in capitals": (key) => key.toUpperCase(),
  "in percent": (key) => each(key, (code) => `%${hex(code)}`),
  "in percent, capitals": (key) => each(key, (code) => `%${hex(code).toUpperCase()}`),
  "partly in percent": (key) => key.replaceAll("-", "%2D").replaceAll("e", "%65"),
  "in percent of percent": (key) => each(key, (code) => `%25${hex(code)}`),
  "as JSON escapes": (key) => each(key, (code) => `\\u${hex(code, 4)}`),
  "as JSON escapes in JSON": (key) => each(key, (code) => `\\\\u${hex(code, 4).toUpperCase()}`),
  "as a script's escapes": (key) => each(key, (code) => `\\x${hex(code)}`),
  "as a script's long escapes": (key) => each(key, (code) => `\\u{${hex(code)}}`),
  "in octal": (key) => each(key, (code) => `\\${code.toString(8).padStart(3, "0")}`),
  "as JSON escapes in percent": (key) => encodeURIComponent(each(key, (code) => `\\u${hex(code, 4)}`)),
  "as HTML's numbers": (key) => each(key, (code) => `&#${code};`),
  "as HTML's hexadecimal numbers": (key) => each(key, (code) => `&#X00${hex(code)};`),
  "as HTML in HTML": (key) => each(key, (code) => `&amp;#${code};`),
  "with HTML's names": (key) => key.replaceAll("-", "&dash;").replaceAll("_", "&lowbar;"),
  "in base64": (key) => btoa(key),
  "in base64, one byte later": (key) => btoa(`:${key}:`),
  "in base64, two bytes later": (key) => btoa(`u:${key}`),
  "in base64 for URLs": (key) => Buffer.from(`Bearer ${key}??>`).toString("base64url"),
  "in base64 of many lines": (key) => btoa(`Authorization: Bearer ${key}`).replace(/.{20}/g, "$&\r\n"),
  "in base64 in percent": (key) => encodeURIComponent(btoa(`{"key":"${key}"}`)),
  "in hexadecimal": (key) => Buffer.from(key).toString("hex"),
  "in hexadecimal, capitals": (key) => Buffer.from(key).toString("hex").toUpperCase(),
  "in hexadecimal with colons": (key) =>
    codes(key)
      .map((code) => hex(code))
      .join(":"),
  "in hexadecimal numbers": (key) =>
    codes(key)
      .map((code) => `0x${hex(code)}`)
      .join(", "),
  "as Node prints bytes": (key) =>
    `<Buffer ${codes(key)
      .map((code) => hex(code))
      .join(" ")}>`,
  "as JSON has bytes": (key) => JSON.stringify(Buffer.from(key)),
  "in UTF-16": (key) => each(key, (code) => `${String.fromCharCode(code)}\0`),
  "with signs that nobody sees": (key) => key.replace(/(?<=.)(?=.)/g, "\u200b"),
  "broken into lines": (key) => key.replace(/.{7}/g, "$&\n  "),
};

const unescaped = (text: string): string =>
  text
    .replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\+(?:u\{?0*|x)([0-9a-f]{2})\}?/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)))
    .replace(/&(?:amp;)*#x0*([0-9a-f]{2});?/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/&(?:amp;)*#(\d+);?/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll("&dash;", "-");

/**
 * Whether somebody who knows these encodings can read the key, or ten characters of it in a row, in the text. Written apart
 * from the handlers' own reader.
 */
export function hasKey(text: string, key: string): boolean {
  const plain = [text, unescaped(text), unescaped(unescaped(unescaped(text)))].flatMap((layer) => {
    const bare = layer.replace(/[^\x21-\x7e]/g, "");
    const decoded = [...bare.matchAll(/[\w+/-]{8,}/g)].flatMap(([run]) =>
      [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), "base64").toString("latin1")),
    );
    const bytes = bare.toLowerCase().replace(/0x|[:,<>]/g, "");
    const fromHex = [0, 1].map((skip) =>
      Buffer.from((/[0-9a-f]{16,}/.exec(bytes.slice(skip)) ?? [""])[0], "hex").toString("latin1"),
    );
    const fromList = [...layer.matchAll(/(?:\d{2,3}\s*,\s*){7,}\d{2,3}/g)].map(([list]) =>
      String.fromCharCode(...list.split(",").map(Number)),
    );
    return [bare, ...decoded, ...fromHex, ...fromList];
  });
  const parts = Array.from({ length: key.length - 9 }, (_, at) => key.slice(at, at + 10).toLowerCase());
  return plain.some((layer) => parts.some((part) => layer.toLowerCase().includes(part)));
}

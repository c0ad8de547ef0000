/** Escapes of single characters, undone, with the place of each character in the text that they stand in. */

/** Some text, and where each of its characters stands in the text that it was made of. */
export interface Unescaped {
  readonly text: string;
  /** Undefined: at its own place. */
  readonly from: Uint32Array | undefined;
  /** The place after the last character of the escape. */
  readonly to: Uint32Array | undefined;
}

/** Percent; JSON's, JavaScript's and Python's backslashes; HTML's numbers and names. */
const ESCAPE =
  /%[0-9a-f]{2}|\\(?:u[0-9a-f]{4}|u\{0{0,6}[0-9a-f]{1,6}\}|x[0-9a-f]{2}|U0{4}[0-9a-f]{4}|[0-7]{3}|[^])|&(?:#0{0,8}[0-9]{1,7};?|#x0{0,8}[0-9a-f]{1,6};?|[a-z]{2,8};)/gi;
/** An escape that the end of the text may have cut. */
const BEGINNING =
  /(?:%[\da-fA-F]?|\\(?:u(?:[\da-fA-F]{0,3}|\{[\da-fA-F]{0,12})|x[\da-fA-F]?|U[\da-fA-F]{0,7}|[0-7]{1,2})?|&(?:#[xX]?[\da-fA-F]{0,15}|[a-zA-Z]{0,8}))$/;
const LONGEST_ESCAPE = 20;

/** The names of what keys are made of besides letters and digits. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", excl: "!", num: "#", dollar: "$", percnt: "%", lpar: "(" },
  ...{ rpar: ")", ast: "*", midast: "*", plus: "+", comma: ",", dash: "-", hyphen: "-", minus: "-", period: "." },
  ...{ sol: "/", colon: ":", semi: ";", equals: "=", quest: "?", commat: "@", lsqb: "[", lbrack: "[", bsol: "\\" },
  ...{ rsqb: "]", rbrack: "]", hat: "^", lowbar: "_", underbar: "_", grave: "`", lcub: "{", lbrace: "{", verbar: "|" },
  ...{ vert: "|", rcub: "}", rbrace: "}", tilde: "~" },
};

function meaningOf(escape: string): string | undefined {
  const rest = escape.slice(1);
  const kind = escape.charAt(0);
  if (kind === "%") return String.fromCharCode(parseInt(rest, 16));
  if (kind === "&") {
    if (!rest.startsWith("#")) return NAMES[rest.slice(0, -1).toLowerCase()];
    return character(/^#x/i.test(rest) ? parseInt(rest.slice(2), 16) : parseInt(rest.slice(1), 10));
  }
  if (rest.length === 1) return /[nrtbfv0]/.test(rest) ? " " : rest;
  if (/^[0-7]/.test(rest)) return character(parseInt(rest, 8));
  return character(parseInt(rest.replace(/^[ux]\{?/i, ""), 16));
}

const character = (code: number): string => (code < 0x1_0000 ? String.fromCharCode(code) : "\ufffd");

/**
 * Undoes one layer of escapes.
 * @returns undefined where there is none; `cut` is the place of an escape that the end of the text may have cut off
 */
export function unescapeOnce(source: Unescaped): (Unescaped & { readonly cut: number | undefined }) | undefined {
  const { text } = source;
  if (!/[%\\&]/.test(text)) return undefined;
  const tail = BEGINNING.exec(text.slice(-LONGEST_ESCAPE));
  const end = tail ? text.length - tail[0].length : text.length;
  const from = new Uint32Array(end);
  const to = new Uint32Array(end);
  const pieces: string[] = [];
  let size = 0;
  let done = 0;
  const copy = (until: number): void => {
    pieces.push(text.slice(done, until));
    for (; done < until; done += 1) {
      from[size] = source.from?.[done] ?? done;
      to[size] = source.to?.[done] ?? done + 1;
      size += 1;
    }
  };
  ESCAPE.lastIndex = 0;
  for (let escape = ESCAPE.exec(text); escape && escape.index < end; escape = ESCAPE.exec(text)) {
    const meaning = meaningOf(escape[0]);
    if (meaning === undefined || ESCAPE.lastIndex > end) continue;
    copy(escape.index);
    pieces.push(meaning);
    from[size] = source.from?.[escape.index] ?? escape.index;
    to[size] = source.to?.[ESCAPE.lastIndex - 1] ?? ESCAPE.lastIndex;
    size += 1;
    done = ESCAPE.lastIndex;
  }
  if (done === 0 && !tail) return undefined;
  copy(end);
  return { text: pieces.join(""), from, to, cut: tail ? (source.from?.[end] ?? end) : undefined };
}

/**
 * From written words to shapes of the mouth, roughly as the languages of Europe write them. Lips are what spelling is sure
 * about (m, p, f, w); a vowel is several possible shapes, of which a sound says which. The first is the likeliest.
 */
import type { Viseme } from "./visemes.js";

export interface SpelledSound {
  readonly shapes: readonly [Viseme, ...Viseme[]];
  /** It may be silent. */
  readonly isOptional: boolean;
}

/** Sounds are parted by spaces, the shapes of one by strokes; "?" ends one that may be silent. Longest letters first. */
const RULES = `
tion=sh eh? dd|tsch=sh|ough=oh/aa oo? ff?|augh=oh/aa ff?|eigh=eh ee?|ould=oo dd|
sch=sh kk?|tch=sh|igh=aa ee|eau=oh|ies=ee ss|ing=ee kk|you=ee oo|
th=th/dd|sh=sh|ch=sh/kk|cz=sh|sz=sh/ss|rz=sh|zh=sh|ph=ff|wh=oo|ck=kk|ng=dd/kk kk?|qu=kk oo?|gh=kk/ff?|kn=kk? dd|wr=oo? rr|
oo=oo/oh|ou=oo/aa/oh oo?|ow=oh/aa oo?|oi=oh/oo ee/aa|oy=oh/oo ee|oa=oh aa?|oe=oh/oo|ee=ee/eh|ea=ee/eh/aa aa?|ie=ee/aa eh?|
ei=aa/eh/ee ee?|ey=ee/eh ee?|ai=eh/aa ee?|ay=eh/aa ee?|au=oh/aa oo?|aw=oh|eu=oh/oo/eh ee?|ew=ee? oo|ue=oo/oh eh?|ui=oo/ee ee?|
er=rr/eh rr?|ar=aa/oh rr?|or=oh/oo rr?|ir=rr/ee rr?|ur=rr/oo rr?|yr=rr/ee rr?|gn=kk? dd|gi=kk/sh ee|ge=kk/sh eh?|ci=sh/ss ee|
a=aa/eh/oh ee?|e=eh/ee/rr?|i=aa/ee ee?|o=oh/aa/oo oo?|u=ee? oo/aa/oh|y=ee/aa ee?|
b=mm|p=mm|m=mm|f=ff|v=ff/mm|w=oo/ff|d=dd|t=dd/sh/ss|n=dd|l=dd|s=ss/sh|z=ss|c=kk/ss|k=kk|g=kk/sh|q=kk|x=kk ss/sh|j=sh/ee/kk|r=rr/kk`;

/** Words that are often said, and not as they are written. */
const WORDS =
  "the=th/dd eh/ee|of=aa/oh ff|one=oo aa dd|once=oo aa dd ss|two=dd oo|who=oo|to=dd oo/eh|do=dd oo|people=mm ee mm dd|" +
  "women=oo ee mm eh dd|move=mm oo ff|shoe=sh oo|your=ee oh rr?|have=aa ff|are=aa rr?|know=dd oh oo?|love=dd aa ff|" +
  "was=oo/ff oh/aa ss|what=oo oh/aa dd|want=oo oh/aa dd dd|there=th eh rr?|their=th eh rr?|put=mm oo dd|" +
  "lose=dd oo ss|prove=mm rr oo ff|soup=ss oo mm|je=sh eh?|vous=ff oo|nous=dd oo";

function read(table: string): ReadonlyMap<string, readonly SpelledSound[]> {
  return new Map(
    table
      .replaceAll("\n", "")
      .split("|")
      .map((rule) => {
        const [letters = "", sounds = ""] = rule.split("=");
        return [letters, sounds.split(" ").map(soundOf)] as const;
      }),
  );
}

function soundOf(written: string): SpelledSound {
  const isOptional = written.endsWith("?");
  const shapes = written.replace("?", "").split("/") as [Viseme, ...Viseme[]];
  return { shapes, isOptional };
}

/** Other alphabets, letter by letter. */
const GREEK = "α=a|β=v|γ=g|δ=th|ε=e|ζ=z|η=i|θ=th|ι=i|κ=k|λ=l|μ=m|ν=n|ξ=x|ο=o|π=p|ρ=r|σ=s|ς=s|τ=t|υ=i|φ=f|χ=k|ψ=ps|ω=o";
const CYRILLIC =
  "а=a|б=b|в=v|г=g|д=d|е=e|ж=sh|з=z|и=i|й=y|к=k|л=l|м=m|н=n|о=o|п=p|р=r|с=s|т=t|у=ou|ф=f|х=k|ц=z|ч=sh|ш=sh|щ=sh|ъ=|ы=i|ь=|э=e|" +
  "ю=you|я=ya|і=i|є=e|ґ=g|ј=y|љ=l|њ=n|џ=sh";
const LATIN = "ß=s|ł=w|ø=o|æ=ae|œ=oe|ı=i|đ=d|ð=th|þ=th|ñ=n";

interface Tables {
  readonly rules: ReadonlyMap<string, readonly SpelledSound[]>;
  readonly words: ReadonlyMap<string, readonly SpelledSound[]>;
  readonly letters: ReadonlyMap<string, string>;
}

/** Read at the first word: a portrait that says nothing needs none of them. */
let tables: Tables | undefined;
const LONGEST = 4;

const tablesOf = (): Tables =>
  (tables ??= {
    rules: read(RULES),
    words: read(WORDS),
    letters: new Map(
      [GREEK, CYRILLIC, LATIN].flatMap((table) => table.split("|").map((pair) => pair.split("=") as [string, string])),
    ),
  });

const VOWELS = /[aeiouy]/;

/** The sounds of a word in their order; undefined for a word in letters that are not known, and for numbers. */
export function soundsOf(word: string): SpelledSound[] | undefined {
  const { rules, words, letters } = tablesOf();
  // Accents do not change the shape of the mouth enough to be seen.
  const plain = Array.from(
    word
      .toLowerCase()
      .normalize("NFD")
      .replaceAll(/[\p{M}'’]/gu, ""),
    (letter) => letters.get(letter) ?? letter,
  ).join("");
  if (!/^[a-z]+$/.test(plain)) return undefined;
  const known = words.get(plain);
  if (known) return [...known];
  const found: SpelledSound[] = [];
  let at = 0;
  while (at < plain.length) {
    let length = Math.min(LONGEST, plain.length - at);
    while (length > 1 && !rules.has(plain.slice(at, at + length))) length -= 1;
    const isLast = at + length === plain.length;
    const letter = plain.slice(at, at + length);
    // A last "e", alone or before one "s" or "d", is rarely heard where there is another vowel.
    const isMute = letter === "e" && at > 0 && VOWELS.test(plain.slice(0, at)) && /^e[sd]?$/.test(plain.slice(at));
    const isEndingB = letter === "b" && isLast && plain[at - 1] === "m";
    for (const sound of isEndingB ? [] : (rules.get(letter) ?? [])) {
      const before = found.at(-1);
      if (before?.shapes[0] === sound.shapes[0] && before.shapes.length === sound.shapes.length) continue;
      found.push(isMute ? { ...sound, isOptional: true } : sound);
    }
    at += length;
  }
  return found;
}

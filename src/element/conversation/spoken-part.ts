/**
 * Where a spoken sentence ends in the text that the model writes. The sentence is its words alone, without the signs of Markdown,
 * addresses and blocks of code; so its words are looked for in the text, one after the other.
 */

/** How far the next word of a sentence is looked for, in UTF-16 units. */
const NEAR = 300;
/** How far its first word is: something that is not spoken may come before it. */
const FAR = 3000;

const WORD = /[\p{L}\p{N}]+/gu;
/** What belongs to a word that ends: the rest of it, the address of a link, and signs up to a space. */
const REST = /[\p{L}\p{N}]{0,100}(?:\]\([^\s)]{0,2000}\)|[^\p{L}\p{N}\s]){0,100}/uy;

/** @param from where the sentence before it ends. @returns the same where nothing of the sentence is found */
export function spokenEnd(text: string, from: number, sentence: string): number {
  const words = sentence.match(WORD) ?? [];
  let end = from;
  for (const word of words) end = after(text, word, end, end === from ? FAR : NEAR);
  // Behind a long block of code: its longest word is the surest.
  if (end === from) for (const word of longest(words)) end = after(text, word, from, Infinity);
  if (end === from) return from;
  REST.lastIndex = end;
  return end + (REST.exec(text)?.[0].length ?? 0);
}

function after(text: string, word: string, from: number, reach: number): number {
  const found = text.slice(from, from + reach + word.length).indexOf(word);
  return found < 0 ? from : from + found + word.length;
}

const longest = (words: readonly string[]): readonly string[] =>
  words.toSorted((one, other) => other.length - one.length).slice(0, 1);

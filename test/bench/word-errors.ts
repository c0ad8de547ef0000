/** How many words of a sentence were heard wrong: the measure of every recogniser (word error rate). */

const UNITS = [
  ...["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
  ...["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
];
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/** Up to 99 as a number, longer ones digit by digit, as one says them. */
function inWords(digits: string): string {
  const value = Number(digits);
  if (value >= 100 || digits.startsWith("0"))
    return digits
      .split("")
      .map((digit) => UNITS[Number(digit)])
      .join(" ");
  const unit = value % 10 === 0 ? "" : ` ${UNITS[value % 10] ?? ""}`;
  return value < 20 ? (UNITS[value] ?? "") : `${TENS[Math.floor(value / 10)] ?? ""}${unit}`;
}

/** Words as they sound: no capitals, no signs, numbers in letters. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replaceAll(/\d+/g, (digits) => ` ${inWords(digits)} `)
    .replaceAll(/[^\p{L}\p{N}' ]/gu, " ")
    .split(/\s+/)
    .filter((word) => word !== "");

/** The fewest words that have to be put in, left out or replaced to make `heard` of `said`. */
export function wordErrors(said: readonly string[], heard: readonly string[]): number {
  let row = heard.map((_, index) => index + 1);
  said.forEach((word, done) => {
    const above = row;
    row = [];
    heard.forEach((other, index) => {
      const diagonal = index === 0 ? done : (above[index - 1] ?? 0);
      const left = index === 0 ? done + 1 : (row[index - 1] ?? 0);
      row.push(Math.min(diagonal + (word === other ? 0 : 1), left + 1, (above[index] ?? 0) + 1));
    });
  });
  return row.at(-1) ?? said.length;
}

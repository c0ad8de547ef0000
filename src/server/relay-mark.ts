/** Which events of a session have been received: all up to the highest number, but for the gaps. */

type Range = readonly [from: number, to: number];

export interface RelayMark {
  /** The highest number that came. */
  readonly highest: number;
  /** The numbers below it that did not, oldest first. */
  readonly missing: readonly Range[];
}

/** More gaps than a page can make by itself; of the oldest nothing is waited for any more. */
const MAX_GAPS = 100;

export function parseMark(text: string | null, first: number): RelayMark {
  // Numbers begin with 1; a page that begins with 0 has lost nothing.
  return text === null ? { highest: Math.min(first, 1) - 1, missing: [] } : (JSON.parse(text) as RelayMark);
}

/**
 * @param numbers in rising order
 * @returns those that have not been received yet, and what is remembered when they have been
 */
export function receive(
  mark: RelayMark,
  numbers: readonly number[],
): { readonly fresh: ReadonlySet<number>; readonly mark: RelayMark } {
  const fresh = new Set<number>();
  let { highest } = mark;
  let missing = [...mark.missing];
  for (const number of numbers) {
    if (number > highest) {
      if (number > highest + 1) missing.push([highest + 1, number - 1]);
      highest = number;
      fresh.add(number);
    } else if (missing.some((gap) => isIn(gap, number))) {
      missing = missing.flatMap((gap) => (isIn(gap, number) ? without(gap, number) : [gap]));
      fresh.add(number);
    }
  }
  return { fresh, mark: { highest, missing: missing.slice(-MAX_GAPS) } };
}

const isIn = ([from, to]: Range, number: number): boolean => from <= number && number <= to;

function without([from, to]: Range, number: number): readonly Range[] {
  const parts: Range[] = [
    [from, number - 1],
    [number + 1, to],
  ];
  return parts.filter(([first, last]) => first <= last);
}

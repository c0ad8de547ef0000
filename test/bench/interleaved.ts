/** Samples by contender, in rounds that give everybody his turn: what the machine does besides hits all alike. */
export async function interleaved<T>(
  rounds: number,
  what: string,
  contenders: readonly string[],
  measure: (contender: string) => Promise<T>,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const samples = new Map<string, T[]>(contenders.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Whoever goes first differs from round to round.
    const order = contenders.map((_, index) => contenders[(index + round) % contenders.length] ?? "");
    for (const name of order) samples.get(name)?.push(await measure(name));
    process.stdout.write(`bench: ${what}, round ${round + 1} of ${rounds}\n`);
  }
  return samples;
}

export const samplesOf = <T>(samples: ReadonlyMap<string, readonly T[]>, name: string): readonly T[] =>
  samples.get(name) ?? [];

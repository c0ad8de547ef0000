/** The files and the mark-up that our documents show, in the browser. */

/** Runs a file of a document; `words` is its first line. */
export async function recipe<Exports>(document: string, words: string): Promise<Exports> {
  return (await import(`/recipes/${document}/${words.slice("// ".length)}`)) as Exports;
}

/** The one block of mark-up with these words in it. */
export async function markup(document: string, words: string): Promise<string> {
  const text = await (await fetch(`/${document}`)).text();
  const blocks = [...text.matchAll(/^```html\n([\s\S]*?)^```/gm)].map(([, source = ""]) => source);
  const found = blocks.filter((source) => source.includes(words));
  if (found.length !== 1) throw new Error(`${document}: ${found.length} blocks with the words "${words}"`);
  return found[0]!;
}

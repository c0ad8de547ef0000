/** What the reading's bench reads: an answer of a model that explains something, and a long conversation. */

const SECTION = [
  "## Step NUMBER: what to do",
  "",
  "First look at the **small lamp** on the left; it says _how much_ is in there. The page of the maker is https://example.com/lamp.",
  "",
  "- Take the lid off, and put it aside.",
  "- Rinse it with `warm water`:",
  "  - not hot,",
  "  - not cold.",
  "",
  "| Sign | Meaning |",
  "| :--- | ------: |",
  "| red  | empty   |",
  "| blue | full    |",
  "",
  "```js",
  "const level = lamp.read();",
  'if (level < 3) console.log("fill it");',
  "```",
  "",
  "> Never open it while it is hot. See [the manual](https://example.com/manual).",
  "",
].join("\n");

/** Markdown of that length, in UTF-16 units. */
export function answerOf(length: number): string {
  let text = "";
  for (let section = 1; text.length < length; section += 1) text += SECTION.replace("NUMBER", String(section));
  return text.slice(0, length);
}

/** Pieces of so many UTF-16 units, as a model's tokens. */
export const chunksOf = (text: string, size: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));

/** Messages in turn, of different lengths; those of the avatar have Markdown. */
export const conversationOf = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => {
    const begin = `Number ${index}.`;
    const isAsked = index % 2 === 0;
    const words = " A few words more.".repeat((index * 7) % 13);
    const markdown = ` It has **three** parts:\n\n- one,\n- \`two\`,\n- [three](https://example.com/${index}).\n\n`;
    const role = isAsked ? "user" : "assistant";
    return { id: `m${index}`, role, content: isAsked ? begin + words : begin + markdown + words, createdAt: index };
  });

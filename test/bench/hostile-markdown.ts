/** Texts that are slow to read as Markdown, each as long as a message is that is read so. */

const LENGTH = 50_000;
/** The longest paragraph in which signs are read. */
const PARAGRAPH = 4000;

const filled = (sign: string, length = LENGTH): string => sign.repeat(Math.ceil(length / sign.length)).slice(0, length);
const paragraphs = (sign: string): string => filled(`${filled(sign, PARAGRAPH)}\n\n`);

export const HOSTILE_MARKDOWN: Readonly<Record<string, string>> = {
  quotes: filled(">"),
  "quotes and spaces": filled("> "),
  "lists in lists": Array.from({ length: 220 }, (_, depth) => `${"  ".repeat(depth)}- a`).join("\n"),
  "list markers": filled("- "),
  items: filled("- a\n"),
  "lists in quotes": filled("> - "),
  brackets: paragraphs("["),
  "brackets and parentheses": paragraphs("[a]("),
  pictures: paragraphs("![a]("),
  stars: paragraphs("*"),
  "stars and letters": paragraphs("*a _b "),
  "open emphasis": paragraphs("**a *b "),
  backticks: paragraphs("`"),
  "backticks of each length": filled(Array.from({ length: 88 }, (_, index) => `${"`".repeat(index + 1)} `).join("")),
  addresses: paragraphs("http://"),
  mail: paragraphs("a."),
  columns: `${filled("|a", LENGTH / 2)}\n${filled("|-", LENGTH / 2)}\n`,
  rows: `|a|b|\n|-|-|\n${filled("|*c*|`d`|\n")}`,
  "open fences": filled("```\n~~~\n"),
  spaces: filled(" "),
  "spaces and letters": filled("a  \n"),
  headings: filled("# *a*\n"),
  backslashes: paragraphs("\\"),
};

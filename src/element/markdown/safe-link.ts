/** Which addresses of a model's text may be links. */

const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);
/** An address in running text, without the signs of the sentence at its end. */
const ADDRESS = /https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}*_~]/gi;

/**
 * The address as the browser will open it; undefined: it stays text. Relative ones would lead into the page's own site, and a name
 * before the host (`https://bank.example@evil.example`) hides where it leads.
 */
export function safeAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, username, password, href } = new URL(address);
  return PROTOCOLS.has(protocol) && username === "" && password === "" ? href : undefined;
}

/** The pieces of a text: every second one is an address. Joined, they are the text. */
export function splitAtAddresses(text: string): readonly string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    pieces.push(text.slice(at, index), found);
    at = index + found.length;
  }
  return [...pieces, text.slice(at)];
}

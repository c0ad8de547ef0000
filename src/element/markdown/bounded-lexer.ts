/**
 * The tree of a Markdown text, by marked's lexer alone: its renderers, which make markup, are not used.
 *
 * Its work is bounded, since the text may be hostile: depth, and the length of what is looked at within a line's signs, in which
 * some texts take quadratic time. What is beyond a bound stays text. What no chat needs is text, too: HTML, references, and
 * addresses are found by whoever renders text.
 */
import { Lexer, type MarkedToken, type Token, Tokenizer, type Tokens } from "marked";

/** Lists within quotes within lists, and emphasis within links within emphasis, are no deeper. */
const MAX_DEPTH = 12;
/** The longest paragraph, cell or item in which signs are read, in UTF-16 units. */
const MAX_INLINE = 4000;

class BoundedTokenizer extends Tokenizer {
  #depth = 0;

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#nest(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.#nest(() => super.list(src));
  }

  override html(): undefined {}

  override tag(): undefined {}

  override def(): undefined {}

  override reflink(): undefined {}

  override url(): undefined {}

  #nest<T>(read: () => T): T | undefined {
    if (this.#depth >= MAX_DEPTH) return undefined;
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }
}

class BoundedLexer extends Lexer {
  #depth = 0;

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (src.length > MAX_INLINE || this.#depth >= MAX_DEPTH) {
      tokens.push({ type: "text", raw: src, text: src });
      return tokens;
    }
    this.#depth += 1;
    try {
      return super.inlineTokens(src, tokens);
    } finally {
      this.#depth -= 1;
    }
  }
}

export function lex(text: string): readonly MarkedToken[] {
  const tokenizer = new BoundedTokenizer();
  const lexer = new BoundedLexer({ gfm: true, tokenizer });
  // Those of GFM look for addresses from each character on.
  tokenizer.rules = { ...tokenizer.rules, inline: Lexer.rules.inline.normal };
  return lexer.lex(text) as readonly MarkedToken[];
}

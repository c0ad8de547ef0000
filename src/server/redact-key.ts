/** A key that is shorter is a placeholder of a local server, and may be a word that answers have in them. */
const SHORTEST_SECRET = 16;
const ASTERISK = "*".charCodeAt(0);

/** Puts asterisks over the key wherever a stream of bytes has it, also across two chunks. */
export interface KeyRedactor {
  /** Returns the bytes that can be sent by now: all, unless their end could be the beginning of the key. */
  push(chunk: Uint8Array): Uint8Array;
  /** Returns the bytes that were kept back, at the end of the stream. */
  flush(): Uint8Array;
}

/** @param key printable ASCII; a model server that quotes it in an answer must not hand it to a visitor */
export function createKeyRedactor(key: string): KeyRedactor {
  let held = new Uint8Array();
  if (key.length < SHORTEST_SECRET) return { push: (chunk) => chunk, flush: () => held };
  // One character a byte, so that places in the text are places in the chunk.
  const decoder = new TextDecoder("latin1");
  return {
    push(chunk) {
      const bytes = new Uint8Array(held.length + chunk.length);
      bytes.set(held);
      bytes.set(chunk, held.length);
      const text = decoder.decode(bytes);
      for (let at = text.indexOf(key); at !== -1; at = text.indexOf(key, at + key.length)) {
        bytes.fill(ASTERISK, at, at + key.length);
      }
      let keep = Math.min(key.length - 1, text.length);
      while (keep > 0 && !key.startsWith(text.slice(text.length - keep))) keep -= 1;
      held = bytes.slice(bytes.length - keep);
      return bytes.subarray(0, bytes.length - keep);
    },
    flush: () => held,
  };
}

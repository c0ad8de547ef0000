/** The value of a JSON text, as characters or as UTF-8; undefined where it is none. */
export function parseJson(json: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof json === "string" ? json : new TextDecoder().decode(json));
  } catch {
    return undefined; // the caller decides what that means
  }
}

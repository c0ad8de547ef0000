/** A text of two hexadecimal digits a byte. `crypto.randomUUID` is there on secure pages alone. */
export function randomId(bytes: number): string {
  // eslint-disable-next-line no-restricted-globals -- the one place of core that may ask the platform for chance
  const drawn = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(drawn, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A version 4 UUID. `crypto.randomUUID` is there on secure pages alone, and typing works on the others too. */
export function uuid(): string {
  // eslint-disable-next-line no-restricted-globals -- the one place of core that may ask the platform for random numbers
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Arrays of numbers in a buffer of their own, never in shared memory: what `fetch`, `crypto` and WebSockets take. They are named
 * by what makes them, because `Uint8Array<ArrayBuffer>` in a declaration is an error for TypeScript before 5.7.
 */
export type OwnBytes = ReturnType<Uint8ArrayConstructor["from"]>;
export type OwnSamples = ReturnType<Int16ArrayConstructor["from"]>;

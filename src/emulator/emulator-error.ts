/** A mistake in how the emulator is run; the sentence says how to mend it. */
export class EmulatorError extends Error {
  override readonly name = "EmulatorError";
}

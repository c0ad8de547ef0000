/** An error in the way the emulator is run; its message says how to correct it. */
export class EmulatorError extends Error {
  override readonly name = "EmulatorError";
}

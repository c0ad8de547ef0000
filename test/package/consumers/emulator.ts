// The emulator, where the packages are installed that it asks for.
export * as emulator from "live-avatar/emulator";

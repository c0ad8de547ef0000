/** Writes the AudioWorklet of the microphone anew, from its sources. */
import { writeFile } from "node:fs/promises";
import { WORKLET_FILE, workletModule } from "./lib/worklet.mjs";

await writeFile(WORKLET_FILE, await workletModule());

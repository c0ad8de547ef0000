/**
 * Writes test/session/cases/spoken-conversation.json anew, with the real speech service: `npm run speech` in one terminal, and in
 * another `SPEECH_SERVICE_URL=<its address> node --import tsx test/support/record-realtime.ts`. It takes two minutes.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { systemClock } from "../../src/core/clock.js";
import { spokenLive } from "./spoken-live.js";

const FILE = new URL("../session/cases/spoken-conversation.json", import.meta.url);

const { tape, record, conversation } = await spokenLive(systemClock);
await mkdir(new URL(".", FILE), { recursive: true });
// A message a line: what has changed is seen.
const lines = record.map((message) => `    ${JSON.stringify(message)}`).join(",\n");
await writeFile(FILE, `{\n  "tape": ${JSON.stringify(tape)},\n  "record": [\n${lines}\n  ]\n}\n`);
console.log(JSON.stringify(conversation, null, 2));
process.exit(0);

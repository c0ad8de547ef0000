/** A worker of the speech service that follows its instructions: the text to speak is what it does. */
import { createInterface } from "node:readline";

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

if (process.env.FAKE_WORKER === "broken") {
  process.stderr.write("ModuleNotFoundError: No module named 'faster_whisper'\n");
  process.exit(1);
}
say({ ready: true });
const later = [];
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, text } = JSON.parse(line);
  if (text === "die") process.exit(3);
  else if (text === "refuse") say({ id, error: "No such voice.", isInvalid: true });
  else if (text === "fail") say({ id, error: "Out of memory.", isInvalid: false });
  else if (text === "later") later.push(id);
  else {
    say({ id, audio: Buffer.from([1, 0, 255, 255]).toString("base64"), sampleRate: 8000 });
    for (const waiting of later.splice(0)) say({ id: waiting, audio: "", sampleRate: 8000 });
  }
});
process.stdin.on("end", () => process.exit(0));

/**
 * `npm run speech`: an OpenAI-compatible speech service on this machine; see docs/speech.md. `PORT` (default 4200) is read; Ctrl-C
 * ends it.
 */
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { fail, say, SetupError } from "./lib/progress.mjs";
import { startSpeech } from "./lib/speech-service.mjs";

const DEFAULT_PORT = 4200;

async function main() {
  const port = Number(process.env.PORT ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SetupError(`PORT must be a number from 0 to 65535, not "${process.env.PORT}".`);
  }
  await ensureDependencies();
  const speech = await startSpeech({ port }).catch((error) => {
    if (error?.code === "EADDRINUSE") throw new SetupError(`Port ${port} is taken: name another one in PORT.`);
    throw error;
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => void speech.stop().then(() => process.exit(0)));
  }
  void speech.exited.then(() => fail(new SetupError("The speech models' process has ended.")));
  say(`speech service listening on ${speech.url}`);
}

main().catch(fail);

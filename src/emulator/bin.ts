#!/usr/bin/env node
/** The command `live-avatar-emulator`. */
import { parseArgs } from "node:util";
import { systemClock } from "../core/clock.js";
import { attempt } from "../core/wait.js";
import { EmulatorError, SCENARIOS, startEmulator } from "./index.js";

const STOP_PATIENCE_MS = 5_000;

const USAGE = `live-avatar-emulator: a local stand-in for the LiveAvatar service

  --port N             default 4100, 0 for a free one
  --livekit-url URL    ws://… of a LiveKit server (or LIVEKIT_URL)
  --livekit-key KEY    (or LIVEKIT_API_KEY)
  --livekit-secret S   (or LIVEKIT_API_SECRET)
  --origin ORIGIN      a page's, beside those of this machine; may be given more than once
  --speech-url URL     an OpenAI-compatible speech service that hears and speaks, such as that of npm run speech
  --capacity N         conversations of the largest picture at a time; default 2.5 for each processor
  --scenario NAME      for every session; several are joined by "+"
  --list               the scenarios
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "4100" },
      "livekit-url": { type: "string", default: process.env.LIVEKIT_URL ?? "" },
      "livekit-key": { type: "string", default: process.env.LIVEKIT_API_KEY ?? "" },
      "livekit-secret": { type: "string", default: process.env.LIVEKIT_API_SECRET ?? "" },
      origin: { type: "string", multiple: true },
      "speech-url": { type: "string" },
      capacity: { type: "string" },
      scenario: { type: "string" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || values.list) {
    process.stdout.write(values.help ? USAGE : `${Object.keys(SCENARIOS).join("\n")}\n`);
    return;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new EmulatorError(`--port takes a number from 0 to 65535, not "${values.port}".`);
  if (!values["livekit-url"]) throw new EmulatorError(`Name a LiveKit server with --livekit-url.\n\n${USAGE}`);
  const emulator = await startEmulator({
    port,
    livekit: { url: values["livekit-url"], apiKey: values["livekit-key"], apiSecret: values["livekit-secret"] },
    capacity: values.capacity === undefined ? undefined : Number(values.capacity),
    scenario: values.scenario,
    allowedOrigins: values.origin,
    speech: values["speech-url"] === undefined ? undefined : { url: values["speech-url"] },
  });
  process.stdout.write(`emulator listening on ${emulator.url}\n`);
  let isStopping = false;
  const stop = (): void => {
    // Whoever asks twice does not want to wait.
    if (isStopping) process.exit(1);
    isStopping = true;
    // A LiveKit server that has fallen silent, or a native call that never returns, does not keep the process.
    const closed = attempt(() => emulator.close(), { clock: systemClock, ms: STOP_PATIENCE_MS });
    void closed.catch(() => undefined).then(() => process.exit(0));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof EmulatorError ? error.message : String(error)}\n`);
  process.exit(1);
});

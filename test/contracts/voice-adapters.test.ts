/** What the browser's adapters for voice input keep of their ports' contracts. */
import { EnergyVAD } from "../../src/browser/energy-vad.js";
import { SileroVAD } from "../../src/browser/silero-vad.js";
import { UtteranceSTT } from "../../src/browser/utterance-stt.js";
import { systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { deferred } from "../../src/core/wait.js";
import { FakeSTT } from "../../src/testing/index.js";
import { decibels, makeSyllables } from "../support/noises.js";
import { spokenInPage } from "../support/spoken-in-page.js";
import { describeRealtimeSTT } from "./realtime-stt.js";
import { describeVoiceActivity } from "./voice-activity.js";

const framework = { describe, it };
const LEVEL = decibels(-26);
const close = (): Promise<void> => Promise.resolve();

for (const sampleRate of [16_000, 48_000]) {
  describeVoiceActivity(
    `EnergyVAD at ${sampleRate} Hz`,
    () =>
      Promise.resolve({
        vad: new EnergyVAD({ sampleRate, minSpeechMs: 250 }),
        speech: makeSyllables(6, sampleRate, LEVEL),
        silence: new Float32Array(sampleRate),
        blip: makeSyllables(1, sampleRate, LEVEL),
        close,
      }),
    framework,
  );
}

describeVoiceActivity(
  "SileroVAD",
  async () => ({
    vad: new SileroVAD({ assetBase: "/silero" }),
    speech: await spokenInPage("What is your name?", 16_000, LEVEL),
    silence: new Float32Array(16_000),
    close,
  }),
  framework,
);

/** A detector whose loading and whose failures a test conducts. */
class ConductedVAD extends EnergyVAD {
  received = 0;
  next: "loads" | "fails" | "hangs" = "loads";
  isBroken = false;

  init(): Promise<void> {
    const { next } = this;
    this.next = "loads";
    if (next === "fails") return Promise.reject(new LiveAvatarError("load-failed", "The model is not there."));
    return next === "hangs" ? deferred().promise : Promise.resolve();
  }

  override process(frame: Float32Array): void {
    if (this.isBroken) throw new Error("broken");
    this.received += frame.length;
    super.process(frame);
  }
}

describeRealtimeSTT(
  "UtteranceSTT",
  () => {
    const vad = new ConductedVAD();
    const stt = new FakeSTT({ clock: systemClock });
    const utterances = new UtteranceSTT({ stt, vad });
    const connections = new Map<object, { send(frame: Float32Array): void; finalize(): void }>();
    const hears = (): { send(frame: Float32Array): void; finalize(): void } | undefined =>
      [...connections.values()].at(-1);
    const provider = {
      id: utterances.id,
      sampleRate: utterances.sampleRate,
      async connect(...args: Parameters<UtteranceSTT["connect"]>) {
        const connection = await utterances.connect(...args);
        const own = { send: connection.send.bind(connection), finalize: connection.finalize.bind(connection) };
        connections.set(connection, own);
        return Object.assign(connection, {
          close: ((shut) => () => {
            shut();
            connections.delete(connection);
          })(connection.close.bind(connection)),
        });
      },
    };
    const send = (sound: Float32Array): void => {
      for (let at = 0; at < sound.length; at += 1600) hears()?.send(sound.slice(at, at + 1600));
    };
    return Promise.resolve({
      stt: provider,
      received: () => vad.received,
      tellsNothing: true,
      final(text: string) {
        stt.plan({ answer: text });
        send(makeSyllables(5, 16_000, LEVEL));
        send(new Float32Array(16_000));
      },
      drop() {
        vad.isBroken = true;
        send(new Float32Array(1600));
        connections.clear();
      },
      refuseNext: () => void (vad.next = "fails"),
      hangNext: () => void (vad.next = "hangs"),
      open: () => connections.size,
      close,
    });
  },
  framework,
);

/** The fakes of the voice keep the contracts of the ports that they stand for. */
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import { FakeRealtimeSTT, FakeVAD } from "../../src/testing/index.js";
import { describeRealtimeSTT, type RealtimeSTTSubject } from "./realtime-stt.js";
import { describeVoiceActivity } from "./voice-activity.js";

const framework = { describe, it };

for (const capture of ["frames", "own"] as const) {
  describeRealtimeSTT(
    `FakeRealtimeSTT (${capture})`,
    () => {
      const stt = new FakeRealtimeSTT({ capture });
      const subject: RealtimeSTTSubject = {
        stt,
        received: () => stt.connection.samples,
        partial: (text) => stt.connection.partial(text),
        final: (text) => stt.connection.final(text),
        finalized: async () => undefined,
        drop: () => stt.connection.drop(),
        refuseNext: () => stt.plan(new LiveAvatarError("stt-refused", "The fake was told to refuse.")),
        hangNext: () => stt.plan("hold"),
        open: () => stt.open,
        close: () => Promise.resolve(),
      };
      return Promise.resolve(subject);
    },
    framework,
  );
}

for (const sampleRate of [8000, 16_000]) {
  describeVoiceActivity(
    `FakeVAD at ${String(sampleRate)} Hz`,
    () =>
      Promise.resolve({
        vad: new FakeVAD({ sampleRate }),
        speech: Float32Array.from({ length: sampleRate }, (_, index) => 0.5 * Math.sin(index / 3)),
        silence: new Float32Array(sampleRate),
        blip: new Float32Array(sampleRate / 50).fill(0.5),
        close: () => Promise.resolve(),
      }),
    framework,
  );
}

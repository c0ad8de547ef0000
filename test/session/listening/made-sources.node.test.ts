/** The sources that a session makes itself: when, how often, and with which wishes. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { LiveAvatarError } from "../../../src/core/errors.js";
import type { VoiceConfig } from "../../../src/session/index.js";
import {
  FakeAudioSource,
  FakeMicSource,
  FakeRealtimeSTT,
  FakeRenderer,
  FakeClock,
} from "../../../src/testing/index.js";
import { outcome } from "../support.js";
import { loadListening, standing } from "./support.js";

before(loadListening);

/** A session that makes its microphones, as `next` says. */
async function equipped(voice: VoiceConfig = {}) {
  const mics: FakeMicSource[] = [];
  const devices: (string | undefined)[] = [];
  const next: { device: FakeMicSource["device"] } = { device: "granted" };
  const makeSource = (): FakeMicSource => {
    const mic = new FakeMicSource();
    mic.device = next.device;
    const start = mic.start.bind(mic);
    mic.start = (options) => {
      devices.push(options?.deviceId);
      return start(options);
    };
    mics.push(mic);
    return mic;
  };
  const session = await standing({ voice: { makeSource, ...voice } });
  const held = (): number => mics.filter(({ isOpen }) => isOpen).length;
  /** Settled, after the sessions's clock has moved. */
  const done = async (call: Promise<unknown>): Promise<string> => {
    const end = outcome(call);
    await session.settle();
    return end;
  };
  return { ...session, mics, devices, next, held, done };
}

describe("a session that makes its sources", () => {
  it("makes one when it listens, keeps it while it is open, and makes another one after that", async () => {
    const { session, mics, held, done, stt } = await equipped();
    assert.equal(mics.length, 0);
    assert.equal(await done(session.startListening()), "resolved");
    assert.deepEqual([mics.length, held(), stt.open, session.signals.mic.get()], [1, 1, 1, "live"]);
    await done(session.startListening(undefined, { muted: true }));
    assert.deepEqual([mics.length, session.signals.mic.get()], [1, "muted"]);
    await done(session.startListening());
    assert.deepEqual([mics.length, session.signals.mic.get()], [1, "live"], "as a renderer's: unmuted");
    await session.stopListening();
    await done(session.startListening());
    assert.deepEqual([mics.length, held(), stt.open], [2, 1, 1]);
    session.destroy();
    assert.equal(held(), 0);
  });

  it("gives way to a source of the page's, and makes another one afterwards", async () => {
    const { session, source, mics, held, done } = await equipped();
    await done(session.startListening());
    await done(session.startListening(source));
    assert.deepEqual([mics.length, held(), source.readers], [1, 0, 1]);
    await done(session.startListening());
    assert.deepEqual([mics.length, held(), source.released], [2, 1, 1]);
  });

  it("opens each with the device that was chosen last", async () => {
    const { session, devices, mics, done } = await equipped();
    await session.setDevice("microphone", "desk");
    await done(session.startListening());
    await session.setDevice("microphone", "lamp");
    assert.deepEqual([devices, mics[0]?.calls.at(-1)], [["desk"], "device:lamp"]);
    await session.stopListening();
    await done(session.startListening());
    await session.stopListening();
    await done(session.startListening(undefined, { deviceId: "shelf" }));
    await session.stopListening();
    await done(session.startListening());
    assert.deepEqual(devices, ["desk", "lamp", "shelf", "shelf"]);
  });

  it("opens one mute where that was asked for while nobody listened, once", async () => {
    const { session, done } = await equipped();
    session.setMicMuted(true);
    await done(session.startListening());
    assert.equal(session.signals.mic.get(), "muted");
    await session.stopListening();
    await done(session.startListening());
    assert.equal(session.signals.mic.get(), "live");
  });

  it("makes another one where the device of the one before was lost", async () => {
    for (const mic of ["interrupted", "missing", "blocked"] as const) {
      for (const call of ["startListening", "startPushToTalk"] as const) {
        const { session, mics, held, done } = await equipped();
        await done(session.startListening());
        mics[0]?.report(mic);
        assert.equal(await done(session[call]()), "resolved");
        assert.deepEqual([mics.length, held(), mics[0]?.listeners], [2, 1, 0], `${call} after ${mic}`);
        session.destroy();
      }
    }
  });

  it("makes none while the renderer has a microphone, or the recogniser captures sound itself", async () => {
    const clock = new FakeClock();
    let made = 0;
    const makeSource = (): FakeAudioSource => {
      made += 1;
      return new FakeAudioSource();
    };
    const voice = { makeSource };
    const renderer = new FakeRenderer({ clock, interaction: "conversational" });
    const { session } = await standing({ renderer, llm: undefined, tts: undefined, clock, voice });
    await session.startListening();
    const realtimeSTT = new FakeRealtimeSTT({ capture: "own" });
    const { session: own, settle } = await standing({ realtimeSTT, voice });
    const listening = own.startListening();
    await settle();
    await listening;
    assert.deepEqual([made, realtimeSTT.open], [0, 1]);
  });

  it("says so where none can be made", async () => {
    for (const makeSource of [
      () => {
        throw new Error("bang");
      },
      () => 7 as never,
    ]) {
      const { session, done } = await equipped({ makeSource });
      assert.equal(await done(session.startListening()), "config-invalid");
      assert.deepEqual([session.listening, session.state], [false, "ready"]);
      assert.equal(await done(session.startPushToTalk()), "config-invalid");
    }
  });
});

describe("push-to-talk of a session that makes its sources", () => {
  it("opens a microphone that is off, and nothing is heard when it is let go before", async () => {
    const { session, mics, done, clock } = await equipped();
    const pushed = outcome(session.startPushToTalk());
    const released = outcome(session.stopPushToTalk());
    await done(released);
    assert.match(await pushed, /AbortError/);
    assert.deepEqual([mics.length, mics[0]?.calls], [1, ["start"]]);
    assert.equal(await done(session.startPushToTalk()), "resolved");
    await session.stopPushToTalk();
    assert.deepEqual([mics.length, mics[0]?.calls], [1, ["start", "talk", "release"]]);
    session.destroy();
    assert.equal(clock.pending, 0);
  });

  it("asks once for a microphone that is refused, and rejects with the reason", async () => {
    const { session, mics, next, done } = await equipped();
    next.device = new LiveAvatarError("mic-denied", "The visitor said no.");
    assert.deepEqual([await done(session.startPushToTalk()), mics.length], ["mic-denied", 1]);
  });

  it("mutes what has none of its own until the button is held", async () => {
    const { session, source, done } = await equipped({ interaction: "push-to-talk" });
    await done(session.startListening(source));
    assert.equal(session.listening, false);
    await done(session.startPushToTalk());
    assert.equal(session.listening, true);
    await session.stopPushToTalk();
    assert.equal(session.listening, false);
    // A microphone knows by itself how turns are taken.
    await done(session.startListening());
    assert.equal(session.listening, true);
  });
});

describe("the level of what is heard", () => {
  it("is what the source measures, while it is listened to", async () => {
    const { session, mics, done } = await equipped();
    assert.equal(session.inputLevel, undefined);
    await done(session.startListening());
    mics[0]!.level = 0.25;
    assert.equal(session.inputLevel, 0.25);
    await session.stopListening();
    assert.equal(session.inputLevel, undefined);
  });

  it("is unknown where the source measures none", async () => {
    const { session, listen } = await standing();
    await listen();
    assert.equal(session.inputLevel, undefined);
  });
});

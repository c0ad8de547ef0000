/** What holds of a session in every run beside its model. */
import fc from "fast-check";
import { FakeAudioSource, FakeClock, FakeFace, FakeLLM, FakeRealtimeSTT } from "../../../src/testing/index.js";
import { acts, sessionScript } from "./acts.js";
import { playRun, type SessionClass } from "./run.js";

/** @param about objections that do not begin so count as none: what is broken can show in several ways */
export const property = (Session: SessionClass, about = /^/) =>
  fc.asyncProperty(sessionScript, acts, fc.boolean(), (script, list, waits) =>
    playRun(Session, script, list, waits).catch((error: unknown) => {
      if (about.test((error as Error).message)) throw error;
    }),
  );

/** The pipeline and the part that listens are loaded with the first need; from then on a start waits for nothing but its renderer. */
export async function warmUp(Session: SessionClass): Promise<void> {
  const clock = new FakeClock();
  const realtimeSTT = new FakeRealtimeSTT();
  const session = new Session({ renderer: new FakeFace({ clock }), llm: new FakeLLM({ clock }), clock, realtimeSTT });
  const started = session.start();
  await clock.advance(0);
  await started;
  await session.startListening(new FakeAudioSource());
  session.destroy();
}

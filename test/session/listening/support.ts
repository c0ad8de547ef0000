/** A session that hears by itself, on a clock that the test moves. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { LiveAvatarError } from "../../../src/core/errors.js";
import { AvatarSession, type AvatarSessionConfig } from "../../../src/session/index.js";
import {
  FakeAudioSource,
  FakeClock,
  FakeFace,
  FakeLLM,
  FakeRealtimeSTT,
  recordEvents,
} from "../../../src/testing/index.js";

type Config = Partial<AvatarSessionConfig>;

/** A session that stands, and has not begun to listen. */
export async function standing(config: Config = {}) {
  const clock = (config.clock as FakeClock | undefined) ?? new FakeClock(1_000_000);
  const face = new FakeFace({ clock, kind: "sound", speechMs: 2000 });
  const llm = new FakeLLM({ clock });
  const stt = (config.realtimeSTT as FakeRealtimeSTT | undefined) ?? new FakeRealtimeSTT();
  const tts = { id: "voice", synthesize: (text: string) => Promise.resolve(new Blob([text])) };
  const session = new AvatarSession({ renderer: face, llm, tts, clock, realtimeSTT: stt, ...config });
  const log = recordEvents(session);
  const started = session.start();
  await clock.advance(0);
  await setImmediate();
  await clock.advance(0);
  await started;
  const source = new FakeAudioSource();
  /** Everything that happened since the last call. */
  let read = log.events.length;
  const fresh = (): string[] => {
    const events = log.events.slice(read);
    read = log.events.length;
    return events.map(({ name, args }) => `${name}${shown(args)}`);
  };
  const settle = async (ms = 0): Promise<void> => {
    await clock.advance(ms);
    await setImmediate();
    await clock.advance(0);
  };
  const listen = async (given: FakeAudioSource = source, options?: { muted?: boolean }): Promise<void> => {
    const listening = session.startListening(given, options);
    await settle();
    await listening;
    fresh();
  };
  /** The avatar answers, and is heard saying it. */
  const speak = async (answer: string): Promise<void> => {
    llm.plan([answer]);
    void session.sendMessage("Say something").catch(() => undefined);
    await settle(10);
    assert.equal(session.state, "speaking");
    fresh();
  };
  const asked = (): unknown[] => llm.requests.map(({ messages }) => messages.at(-1)?.content);
  const kept = (): string[] => session.messages.map(({ role, content }) => `${role}: ${content as string}`);
  const heard = () => stt.connection;
  return { clock, face, llm, stt, session, log, source, fresh, settle, listen, speak, asked, kept, heard };
}

function shown(args: readonly unknown[]): string {
  const [first, options] = args;
  if (typeof first === "string" && typeof options === "object") {
    return `: ${first}${(options as { isFinal?: boolean }).isFinal ? "." : "…"}`;
  }
  if (LiveAvatarError.is(first)) return `: ${first.code}`;
  if (typeof first === "object" && first && "role" in first) {
    const { role, content } = first as { role: string; content: string };
    return `: ${role} ${content}`;
  }
  return typeof first === "string" || typeof first === "boolean" ? `: ${String(first)}` : "";
}

export const sound = (samples: number, value = 0.5): Float32Array => new Float32Array(samples).fill(value);

/** The chunk is loaded once; from then on nothing waits for it. */
export async function loadListening(): Promise<void> {
  const { session, settle, source } = await standing();
  const listening = session.startListening(source);
  for (let tasks = 0; tasks < 200 && !session.listening; tasks += 1) await settle();
  await listening;
  session.destroy();
}

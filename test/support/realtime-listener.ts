/** A recogniser on lines of the test's clock, and a record of all that it tells. */
import type { LiveAvatarError } from "../../src/core/errors.js";
import type { RealtimeSTTOptions } from "../../src/core/ports/realtime-stt.js";
import { OpenAIRealtimeSTT, type OpenAIRealtimeSTTOptions } from "../../src/providers/openai/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { type LinesOptions, realtimeLines } from "./realtime-sockets.js";

export const TOKEN = "ek_very_secret_0123456789";

export function realtimeListener(
  options: Partial<OpenAIRealtimeSTTOptions> = {},
  linesOptions: Partial<LinesOptions> = {},
) {
  const clock = new FakeClock(1_000_000);
  const { lines, webSocket } = realtimeLines({ clock, ...linesOptions });
  let tokens = 0;
  const token = (): unknown => {
    tokens += 1;
    return TOKEN;
  };
  const stt = new OpenAIRealtimeSTT({ model: "numbers", token, webSocket, clock, ...options });
  const told: string[] = [];
  const errors: LiveAvatarError[] = [];
  const closed: (LiveAvatarError | undefined)[] = [];
  const callbacks = {
    onTranscript: (text: string, { isFinal, isLate }: { readonly isFinal: boolean; readonly isLate?: boolean }) => {
      told.push(`${isFinal ? "final" : "partial"}${isLate ? " late" : ""}: ${text}`);
    },
    onSpeechStart: () => told.push("speech"),
    onSpeechEnd: () => told.push("silence"),
    onError: (error: LiveAvatarError) => errors.push(error),
    onClose: (error?: LiveAvatarError) => closed.push(error),
  };
  return {
    ...{ clock, stt, lines, told, errors, closed, callbacks },
    get tokens() {
      return tokens;
    },
    /** The newest line. */
    get line() {
      const line = lines.at(-1);
      if (!line) throw new Error("no line");
      return line;
    },
    finals: () => told.filter((text) => text.startsWith("final")),
    codes: () => errors.map(({ code }) => code),
    /** Connects within a second of the clock. */
    async connect(sttOptions: RealtimeSTTOptions = {}) {
      const connecting = stt.connect(callbacks, sttOptions);
      await clock.advance(1000);
      return connecting;
    },
    /** Sends a sound as a microphone would: in real time. */
    say: async (connection: { send(frame: Float32Array): void }, ...sounds: Float32Array[]) => {
      for (const sound of sounds) {
        for (let at = 0; at < sound.length; at += 2400) {
          const frame = sound.slice(at, at + 2400);
          connection.send(frame);
          await clock.advance(frame.length / 24);
        }
      }
    },
  };
}

/** A recogniser that is connected, as `connect`; `line` is its first line. */
export async function connectedListener(
  options: Parameters<typeof realtimeListener>[0] = {},
  sttOptions: RealtimeSTTOptions = {},
  linesOptions: Parameters<typeof realtimeListener>[1] = {},
) {
  const listener = realtimeListener(options, linesOptions);
  const connect = await listener.connect(sttOptions);
  return { ...listener, connect, line: listener.line };
}

interface SentLine {
  readonly sent: readonly Record<string, unknown>[];
}

export const typesOf = ({ sent }: SentLine): unknown[] => sent.map(({ type }) => type);

/** Milliseconds of sound that were sent. */
export const soundOf = ({ sent }: SentLine): number =>
  sent.reduce((ms, { audio }) => ms + (typeof audio === "string" ? Buffer.from(audio, "base64").length / 48 : 0), 0);

/**
 * A server of OpenAI's Realtime transcription that recognises numbers: each is a stretch of sound of one loudness. It speaks the
 * real wire, finds utterances as `server_vad` does, and is as cruel as it is told to be. What carries its messages is not its matter.
 */
import type { Timers } from "../../src/core/wait.js";

const RATE = 24_000;
const PER_MS = RATE / 1000;
/** The loudness of a number, as a sample. */
const levelOf = (number: number): number => 1000 + 20 * number;
const numberOf = (level: number): number => Math.round((level - 1000) / 20);
const SPEECH_LEVEL = 500;
/** As the service's defaults: half a second of silence ends an utterance, and 300 ms before it belong to it. */
const SILENCE_MS = 500;
const PREFIX_MS = 300;

export interface Script {
  /** Takes no turns: an error refuses them, as of `gpt-realtime-whisper`. */
  readonly refusesTurns?: boolean;
  /** Takes turns away without a word. */
  readonly dropsTurns?: boolean;
  /** Refuses any session with this error. */
  readonly refusal?: Record<string, unknown>;
  /** Milliseconds from a commit to its words. Default 100. */
  readonly resultMs?: (index: number) => number;
  /** What becomes of the words of an item; default: they are completed. */
  readonly fate?: (index: number) => "completed" | "failed" | "never";
  /** Every event comes twice. */
  readonly doubles?: boolean;
  /** Changes what is sent: events of one moment, in order. */
  readonly shuffle?: (events: object[]) => object[];
  readonly isSilent?: boolean;
}

export interface ScriptedConnection {
  receive(data: string): void;
  /** It sends nothing more. */
  end(): void;
}

let itemCount = 0;

/** @param send takes a message for the client */
export function scriptedConnection(script: Script, clock: Timers, send: (data: string) => void): ScriptedConnection {
  const { resultMs = () => 100, fate = () => "completed" as const } = script;
  let isManual = false;
  let hasEnded = false;
  let eventCount = 0;
  /** All of the session's sound, and the part of it that is not committed. */
  let total = 0;
  let buffer: Run[] = [];
  let speech: { id: string; startMs: number } | undefined;
  let quiet = 0;
  let previous: string | null = null;
  let index = 0;

  const emit = (...events: Record<string, unknown>[]): void => {
    if (hasEnded || script.isSilent) return;
    const numbered = events.map((event) => ({ event_id: `event_${(eventCount += 1)}`, ...event }));
    for (const event of script.shuffle ? script.shuffle(numbered) : numbered) {
      send(JSON.stringify(event));
      if (script.doubles) send(JSON.stringify(event));
    }
  };
  const later = (ms: number, act: () => void): void => {
    clock.setTimeout(act, ms);
  };
  const fail = (error: Record<string, unknown>): void => {
    emit({
      type: "error",
      error: { type: "invalid_request_error", code: null, param: null, event_id: null, ...error },
    });
  };

  const recognise = (id: string, runs: readonly Run[]): void => {
    const mine = index;
    index += 1;
    const words = numbersIn(runs).join(" ");
    const item = { item_id: id, content_index: 0 };
    const name = "conversation.item.input_audio_transcription";
    later(resultMs(mine), () => {
      const outcome = fate(mine);
      if (outcome === "never") return;
      if (outcome === "failed") {
        emit({
          type: `${name}.failed`,
          ...item,
          error: { type: "server_error", code: "audio_unintelligible", message: "The audio could not be transcribed." },
        });
        return;
      }
      const pieces = words.split(/(?<= )/);
      emit(
        ...pieces.map((delta) => ({ type: `${name}.delta`, ...item, delta })),
        {
          type: `${name}.completed`,
          ...item,
          transcript: words,
          usage: { type: "duration", seconds: lengthOf(runs) / RATE },
        },
        // A server that repeats itself.
        ...(script.doubles ? [{ type: `${name}.delta`, ...item, delta: "once more" }] : []),
      );
    });
  };

  const commit = (id: string): void => {
    emit({ type: "input_audio_buffer.committed", item_id: id, previous_item_id: previous });
    recognise(id, buffer);
    previous = id;
    buffer = [];
    speech = undefined;
    quiet = 0;
  };
  const newId = (): string => `item_${(itemCount += 1)}`;

  const add = (level: number, length: number): void => {
    const last = buffer.at(-1);
    if (last?.level === level) last.length += length;
    else buffer.push({ level, length });
    total += length;
  };
  const hear = ({ level, length }: Run): void => {
    if (isManual) {
      add(level, length);
      return;
    }
    if (level > SPEECH_LEVEL) {
      quiet = 0;
      if (!speech) {
        buffer = newest(buffer, PREFIX_MS * PER_MS);
        speech = { id: newId(), startMs: (total - lengthOf(buffer)) / PER_MS };
        const audio_start_ms = Math.round(speech.startMs);
        emit({ type: "input_audio_buffer.speech_started", audio_start_ms, item_id: speech.id });
      }
      add(level, length);
      return;
    }
    const left = SILENCE_MS * PER_MS - quiet;
    if (!speech || length < left) {
      quiet += length;
      add(level, length);
      if (!speech) buffer = newest(buffer, PREFIX_MS * PER_MS);
      return;
    }
    add(level, left);
    const audio_end_ms = Math.round(total / PER_MS);
    emit({ type: "input_audio_buffer.speech_stopped", audio_end_ms, item_id: speech.id });
    commit(speech.id);
    if (length > left) hear({ level, length: length - left });
  };

  const configure = (session: Record<string, unknown>, eventId: unknown): void => {
    const input = (session as { audio?: { input?: { turn_detection?: unknown } } }).audio?.input;
    if (script.refusal) fail(script.refusal);
    else if (script.refusesTurns && input?.turn_detection) {
      fail({ message: "Turn detection is not supported for this transcription model.", event_id: eventId });
    } else {
      isManual = script.dropsTurns === true || input?.turn_detection === null;
      const audio = { input: { ...input, turn_detection: isManual ? null : { type: "server_vad" } } };
      emit({ type: "session.updated", session: { ...session, audio } });
    }
  };

  emit({ type: "session.created", session: { type: "transcription" } });
  return {
    receive(data) {
      if (hasEnded) return;
      const message = JSON.parse(data) as Record<string, unknown>;
      switch (message["type"]) {
        case "session.update":
          configure(message["session"] as Record<string, unknown>, message["event_id"]);
          break;
        case "input_audio_buffer.append":
          for (const run of runsOf(samplesOf(message["audio"] as string))) hear(run);
          break;
        case "input_audio_buffer.clear":
          buffer = [];
          emit({ type: "input_audio_buffer.cleared" });
          break;
        case "input_audio_buffer.commit":
          if (lengthOf(buffer) < 100 * PER_MS) {
            const ms = (lengthOf(buffer) / PER_MS).toFixed(2);
            fail({
              code: "input_audio_buffer_commit_empty",
              message: `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ms}ms of audio.`,
              event_id: message["event_id"],
            });
          } else commit(speech?.id ?? newId());
          break;
        default:
          fail({ message: `Invalid value: '${String(message["type"])}'.`, param: "type" });
      }
    },
    end() {
      hasEnded = true;
    },
  };
}

/** Samples of one loudness in a row. */
interface Run {
  readonly level: number;
  length: number;
}

const lengthOf = (runs: readonly Run[]): number => runs.reduce((length, run) => length + run.length, 0);

function runsOf(samples: Int16Array): Run[] {
  const runs: Run[] = [];
  for (const sample of samples) {
    const level = Math.abs(sample);
    const last = runs.at(-1);
    if (last?.level === level) last.length += 1;
    else runs.push({ level, length: 1 });
  }
  return runs;
}

function newest(runs: readonly Run[], length: number): Run[] {
  const kept: Run[] = [];
  let left = length;
  for (const run of [...runs].reverse()) {
    if (left <= 0) break;
    kept.unshift({ level: run.level, length: Math.min(run.length, left) });
    left -= run.length;
  }
  return kept;
}

/** The numbers of a sound, one for each stretch of one loudness. */
const numbersIn = (runs: readonly Run[]): number[] =>
  runs.filter(({ level }) => level > SPEECH_LEVEL).map(({ level }) => numberOf(level));

/** The sound of a number. */
export const spoken = (number: number, ms: number): Float32Array =>
  new Float32Array(Math.round(ms * PER_MS)).fill(levelOf(number) / 32_767);
export const silence = (ms: number): Float32Array => new Float32Array(Math.round(ms * PER_MS));

export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function samplesOf(base64: string): Int16Array {
  const bytes = Buffer.from(base64, "base64");
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

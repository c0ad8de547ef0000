/** Sorts what a renderer reports: what moves the machine goes there, what only describes the world is shown. */
import type { LiveAvatarError } from "../core/errors.js";
import type { TurnReport } from "../core/machine/types.js";
import type { RendererReport } from "../core/ports/avatar-renderer.js";
import type { EndReason, MicState } from "../core/vocabulary.js";
import type { SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { WritableSessionSignals } from "./signals.js";

export interface ReportSinks {
  readonly signals: WritableSessionSignals;
  readonly emit: <K extends SessionEventName>(name: K, ...args: SessionEventMap[K]) => void;
  /** A person did something. */
  readonly active: () => void;
  readonly turn: (report: TurnReport) => void;
  readonly failed: (error: LiveAvatarError) => void;
  readonly ended: (reason: EndReason, raw: string | undefined) => void;
}

export function takeRendererReport(report: RendererReport, sinks: ReportSinks): void {
  const { signals, emit } = sinks;
  switch (report.type) {
    case "connection":
      if (signals.connection.get() === report.connection) return;
      signals.connection.set(report.connection);
      if (report.connection === "good" && signals.error.get()?.fatal === false) signals.error.set(undefined);
      emit("connection-change", report.connection);
      return;
    case "mic":
      takeMic(report.mic, sinks);
      if (report.error) emit("error", report.error);
      return;
    case "audio":
      if (signals.audio.get() === report.audio) return;
      signals.audio.set(report.audio);
      emit("audio-change", report.audio);
      return;
    case "problem":
      emit("error", report.error);
      return;
    case "failed":
      sinks.failed(report.error);
      return;
    case "ended":
      sinks.ended(report.reason, report.raw);
      return;
    case "user-speech-start":
      signals.userSpeaking.set(true);
      sinks.active();
      break;
    case "user-speech-end":
      signals.userSpeaking.set(false);
      break;
    case "user-transcript":
      signals.partialTranscript.set(report.isFinal ? "" : report.text);
      sinks.active();
      break;
    default:
  }
  sinks.turn(report);
}

/** Writes the microphone's state and tells of the changes that follow from it. */
export function takeMic(mic: MicState, { signals, emit }: Pick<ReportSinks, "signals" | "emit">): void {
  if (signals.mic.get() === mic) return;
  signals.mic.set(mic);
  emit("mic-change", mic);
  const listening = mic === "live";
  if (signals.listening.get() === listening) return;
  signals.listening.set(listening);
  emit("listening-change", listening);
}

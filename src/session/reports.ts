/** Sorts what a renderer reports: what moves the machine goes there, what only describes a status is shown. */
import type { LiveAvatarError } from "../core/errors.js";
import type { TurnReport } from "../core/machine/types.js";
import type { RendererReport } from "../core/ports/avatar-renderer.js";
import type { EndReason, MicState } from "../core/vocabulary.js";
import type { SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { SignalWriter } from "./signals.js";

export interface ReportContext {
  readonly signals: SignalWriter;
  readonly emit: <K extends SessionEventName>(name: K, ...args: SessionEventMap[K]) => void;
  /** What is known of the visitor's voice is not the renderer's. */
  readonly hearsItself: () => boolean;
  /** A person did something. */
  readonly handleActivity: () => void;
  readonly handleWords: (text: string, isFinal: boolean) => void;
  readonly handleTurn: (report: TurnReport) => void;
  /** The connection is back after it was away. */
  readonly handleReconnected: () => void;
  readonly handleFailure: (error: LiveAvatarError) => void;
  readonly handleEnd: (reason: EndReason, raw: string | undefined) => void;
}

export function handleReport(report: RendererReport, context: ReportContext): void {
  const { signals, emit } = context;
  switch (report.type) {
    case "connection": {
      const wasAway = signals.signals.connection.get() === "reconnecting";
      if (!signals.write("connection", report.connection)) return;
      if (report.connection === "good") signals.forgetTransientError();
      emit("connection-change", report.connection);
      if (wasAway) context.handleReconnected();
      return;
    }
    case "mic":
      handleMic(report.mic, context);
      if (report.error) emit("error", report.error);
      // What was wrong with the microphone is over when it works.
      else if (isWorking(report.mic) && signals.signals.error.get()?.stage === "mic") signals.forgetTransientError();
      return;
    case "audio":
      if (signals.write("audio", report.audio)) emit("audio-change", report.audio);
      return;
    case "picture":
      if (signals.write("picture", report.picture)) emit("picture-change", report.picture);
      return;
    case "idle-warning":
      emit("idle-warning", report.secondsLeft, "idle-timeout");
      return;
    case "problem":
      emit("error", report.error);
      return;
    case "failed":
      context.handleFailure(report.error);
      return;
    case "ended":
      context.handleEnd(report.reason, report.raw);
      return;
    case "user-speech-start":
      context.handleActivity();
      if (signals.write("userSpeaking", true)) context.handleTurn(report);
      return;
    case "user-speech-end":
      if (signals.write("userSpeaking", false)) context.handleTurn(report);
      return;
    case "user-transcript":
      signals.write("partialTranscript", report.isFinal ? "" : report.text);
      context.handleActivity();
      context.handleWords(report.text, report.isFinal);
      return;
    case "reply-chunk":
    case "reply-text":
    case "speech-start":
    case "speech-end":
      context.handleTurn(report);
  }
}

/** Shows the status that there is without a renderer. */
export function resetStatus(context: ReportContext): void {
  if (!context.hearsItself()) {
    context.signals.write("userSpeaking", false);
    context.signals.write("partialTranscript", "");
    handleMic("off", context);
  }
  handleReport({ type: "audio", audio: "off" }, context);
  handleReport({ type: "picture", picture: "unknown" }, context);
  handleReport({ type: "connection", connection: "unknown" }, context);
}

export const isWorking = (mic: MicState): boolean => mic === "live" || mic === "muted";

function handleMic(mic: MicState, context: ReportContext): void {
  const { signals, emit } = context;
  if (!signals.write("mic", mic)) return;
  const listening = mic === "live";
  const changed = signals.write("listening", listening);
  emit("mic-change", mic);
  if (!changed) return;
  emit("listening-change", listening);
  // Who hears no more may not say that the visitor has stopped.
  if (!listening) handleReport({ type: "user-speech-end" }, context);
}

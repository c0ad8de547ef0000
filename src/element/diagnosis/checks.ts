/**
 * The checks of `diagnose()`, by their stable codes. What a check finds is a fact; the sentence that says what to do about it is
 * chosen by code and status in the texts of the diagnosis.
 */

/** The codes of the checks, in the order of the result. A new code is a minor release. */
export const DIAGNOSIS_CODES = [
  "secure-context",
  "policy-microphone",
  "policy-camera",
  "policy-display-capture",
  "policy-autoplay",
  "microphone",
  "microphone-permission",
  "web-audio",
  "audio-worklet",
  "webrtc",
  "webrtc-network",
  "codec-video",
  "codec-audio",
  "websocket",
  "room",
  "token-endpoint",
  "api",
  "llm",
  "tts",
  "stt",
  "storage",
  "save-data",
  "network",
  "content-security-policy",
] as const;
export type DiagnosisCode = (typeof DIAGNOSIS_CODES)[number];

/** `fail`: no conversation can be had like this; `warn`: less of one; `skipped`: not looked at, because it does not matter here or cannot be known. */
export type DiagnosisStatus = "pass" | "warn" | "fail" | "skipped";

/** What a check has found. */
export interface Finding {
  readonly status: DiagnosisStatus;
  /** The particulars, in words that are no language: a count, a status, a list of codecs. Never an address beyond its origin. */
  readonly detail?: string | undefined;
}

export const pass = (detail?: string): Finding => ({ status: "pass", detail });
export const warn = (detail?: string): Finding => ({ status: "warn", detail });
export const fail = (detail?: string): Finding => ({ status: "fail", detail });
export const SKIPPED: Finding = { status: "skipped" };

/** A check; it may throw, or take longer than it is given. */
export type Check = (signal: AbortSignal) => Finding | Promise<Finding>;

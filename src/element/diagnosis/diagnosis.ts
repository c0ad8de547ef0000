/**
 * `diagnose()`: what a conversation needs, looked at piece by piece. Nobody is asked for a permission, nothing is minted or
 * started, and nothing in the result is a secret.
 */
import { DEFAULT_API_URL } from "../../backend/live-avatar-api.js";
import { type Clock, systemClock } from "../../core/clock.js";
import { nextTask } from "../../core/next-task.js";
import { attempt } from "../../core/wait.js";
import { diagnosisText } from "../locales/diagnosis-texts.js";
import { avatarOf, type SettingsSource } from "../settings.js";
import { VERSION } from "../version.js";
import * as browser from "./browser-checks.js";
import {
  type Check,
  DIAGNOSIS_CODES,
  type DiagnosisCode,
  type DiagnosisStatus,
  fail,
  type Finding,
  pass,
  SKIPPED,
  warn,
} from "./checks.js";
import { EndpointChecks } from "./endpoint-checks.js";
import { candidates, codecs, webRtc } from "./rtc-checks.js";

export interface DiagnoseOptions {
  /** Ends the checks: those that are not through are `skipped`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for each check. Default 8000. */
  readonly timeoutMs?: number | undefined;
  /** The address of the LiveKit server, where the page knows it: `wss://…`. Default: the `room` is `skipped`. */
  readonly roomUrl?: string | undefined;
  /** The STUN and TURN servers to ask. Default: `webrtc-network` is `skipped`. */
  readonly iceServers?: readonly RTCIceServer[] | undefined;
  /** Default: the platform's. */
  readonly clock?: Clock | undefined;
  /** Default: the page's. */
  readonly fetch?: typeof fetch | undefined;
}

export interface DiagnosisCheck {
  readonly code: DiagnosisCode;
  readonly status: DiagnosisStatus;
  /** What was found and what to do, in the language of the element. */
  readonly sentence: string;
  /** The particulars: a status, a count, a list of codecs. */
  readonly detail?: string;
}

export interface Diagnosis {
  /** The worst status of all checks. */
  readonly status: DiagnosisStatus;
  readonly checks: readonly DiagnosisCheck[];
  /** The result as lines of text for a support mail: without tokens, ids, device names and addresses beyond their origin. */
  readonly text: string;
}

const TIMEOUT_MS = 8000;
const WORST_FIRST = ["fail", "warn", "pass", "skipped"] as const;

type DiagnosedElement = HTMLElement & SettingsSource & { readonly vision: string | undefined };

/** Looks at everything. Never rejects. */
export async function diagnose(element: DiagnosedElement, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  const { signal, clock = systemClock, timeoutMs = TIMEOUT_MS } = options;
  const endpoints = new EndpointChecks(element.fetchOptions, options.fetch ?? ((input, init) => fetch(input, init)));
  const violations: string[] = [];
  const note = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    violations.push(`${effectiveDirective} ${originOf(blockedURI)}`);
  };
  document.addEventListener("securitypolicyviolation", note);
  const run = async (check: Check): Promise<Finding> => {
    try {
      return await attempt(check, { signal, clock, ms: timeoutMs });
    } catch (error) {
      if (signal?.aborted) return SKIPPED;
      return fail(error instanceof Error ? error.name : undefined);
    }
  };
  try {
    const checks = checksOf(element, endpoints, options);
    const findings = await Promise.all(
      DIAGNOSIS_CODES.map(async (code): Promise<[DiagnosisCode, Finding]> => {
        const finding = code === "content-security-policy" ? SKIPPED : await run(checks[code]);
        // What a browser does not know is no failure of a conversation.
        return [code, code === "microphone-permission" && finding.status === "fail" ? SKIPPED : finding];
      }),
    );
    // The browser tells of a violation in a task of its own.
    await nextTask();
    const results = new Map(findings).set("content-security-policy", policyFinding(violations, endpoints.origins));
    return report(element, results);
  } finally {
    document.removeEventListener("securitypolicyviolation", note);
  }
}

type Checks = Readonly<Record<Exclude<DiagnosisCode, "content-security-policy">, Check>>;

function checksOf(
  element: DiagnosedElement,
  endpoints: EndpointChecks,
  { roomUrl, iceServers }: DiagnoseOptions,
): Checks {
  const isRoom = avatarOf(element) === "liveavatar";
  const skip: Check = () => SKIPPED;
  const inRoom = (check: Check): Check => (isRoom ? check : skip);
  const heard = (check: Check): Check => (element.microphone === "off" ? skip : check);
  const { vision = "" } = element;
  return {
    "secure-context": browser.secureContext,
    "policy-microphone": heard(browser.policy("microphone", true)),
    "policy-camera": browser.policy("camera", vision.includes("camera")),
    "policy-display-capture": browser.policy("display-capture", vision.includes("screen")),
    "policy-autoplay": browser.policy("autoplay", true),
    microphone: heard(browser.microphone),
    "microphone-permission": heard(browser.microphonePermission),
    "web-audio": browser.webAudio,
    "audio-worklet": isRoom ? skip : browser.audioWorklet,
    webrtc: inRoom(webRtc),
    "webrtc-network": inRoom(candidates(iceServers)),
    "codec-video": inRoom(codecs("video", ["H264", "VP8", "VP9", "AV1"])),
    "codec-audio": inRoom(codecs("audio", ["OPUS"])),
    websocket: inRoom(() => ("WebSocket" in globalThis ? pass() : fail())),
    room: inRoom(endpoints.room(roomUrl)),
    "token-endpoint": inRoom(element.tokenProvider ? skip : endpoints.token(element.tokenEndpoint)),
    api: inRoom(endpoints.api(element.apiUrl ?? DEFAULT_API_URL)),
    llm: endpoints.models("llm", element.llmBaseUrl),
    tts: endpoints.models("tts", element.ttsBaseUrl),
    stt: element.sttTokenEndpoint ? skip : endpoints.models("stt", element.sttBaseUrl),
    storage: browser.storage,
    "save-data": browser.saveData,
    network: browser.network,
  };
}

/** Of the violations only those count that concern what was asked; the page may have others of its own. */
function policyFinding(violations: readonly string[], origins: ReadonlySet<string>): Finding {
  if (violations.length === 0) return pass();
  const detail = [...new Set(violations)].join(", ");
  return violations.some((one) => origins.has(one.split(" ")[1] ?? "")) ? fail(detail) : warn(detail);
}

function report(element: DiagnosedElement, results: ReadonlyMap<DiagnosisCode, Finding>): Diagnosis {
  const checks = DIAGNOSIS_CODES.map((code): DiagnosisCheck => {
    const { status, detail } = results.get(code) ?? SKIPPED;
    return { code, status, sentence: diagnosisText(code, status), ...(detail && { detail }) };
  });
  const worst = WORST_FIRST.find((status) => checks.some((check) => check.status === status));
  const lines = checks.map(({ code, status, detail, sentence }) =>
    [
      `${status.toUpperCase()} ${code}${detail ? ` (${detail})` : ""}`,
      status === "fail" || status === "warn" ? sentence : "",
    ]
      .filter(Boolean)
      .join(": "),
  );
  const avatar = avatarOf(element);
  const head = [
    `live-avatar ${VERSION}, ${typeof avatar === "string" ? avatar : "own renderer"}, ${location.origin}`,
    navigator.userAgent,
  ];
  return { status: worst ?? "skipped", checks, text: [...head, ...lines].join("\n") };
}

/** The origin of a blocked address; a word such as `inline` or `eval` as it is. */
function originOf(uri: string): string {
  return /^[\w-]*$/.test(uri) ? uri : URL.canParse(uri) ? new URL(uri).origin : "?";
}

/** The HTTP half of the speech service: `/v1/models`, `/v1/audio/*` and `/v1/realtime/client_secrets`, as OpenAI's API has them. */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { isRecord } from "../src/core/is-record.js";
import { encodeWav } from "../src/core/wav.js";
import { createOriginGuard } from "../src/emulator/origins.js";
import { type ClientSecrets, SECRET_SECONDS } from "./client-secrets.js";
import { type Heard, HEARING_MODEL, SPEAKING_MODEL, type SpeechModels, SpeechRequestError } from "./models.js";
import { invalid, problemResponse, quote } from "./problem.js";
import { describeSession, readSession, SettingsError, USUAL_SESSION } from "./session-settings.js";

/** What OpenAI's API takes. */
const MAX_FILE_BYTES = 25_000_000;
const MAX_INPUT_CHARS = 4096;
/** Samples per second of `response_format: "pcm"`, which cannot tell its own. */
const PCM_RATE = 24_000;

export interface SpeechAppOptions {
  readonly models: SpeechModels;
  readonly secrets: ClientSecrets;
}

export function createSpeechApp({ models, secrets }: SpeechAppOptions): Hono {
  const app = new Hono();
  const guard = createOriginGuard([]);
  app.use(async (context, next) => {
    const refusal = guard.refuses(context.req.raw);
    if (refusal !== undefined) return problemResponse(403, invalid(refusal));
    return next();
  });
  app.use(
    bodyLimit({
      maxSize: MAX_FILE_BYTES + 100_000,
      onError: () => problemResponse(413, invalid(`A request is limited to ${String(MAX_FILE_BYTES)} bytes.`)),
    }),
  );
  app.onError((error) => {
    if (error instanceof SettingsError) return problemResponse(400, error.problem);
    if (error instanceof SpeechRequestError) return problemResponse(400, invalid(error.message, "file"));
    return problemResponse(500, { message: error.message, type: "server_error", code: null, param: null });
  });
  app.notFound(() => problemResponse(404, invalid("There is no such address.", null, "unknown_url")));
  app.get("/v1/models", () => {
    const data = [HEARING_MODEL, SPEAKING_MODEL].map((id) => ({
      ...{ id, object: "model", created: 0, owned_by: "live-avatar" },
    }));
    return Response.json({ object: "list", data });
  });
  app.post("/v1/audio/transcriptions", (context) => transcribe(context.req.raw, models));
  app.post("/v1/audio/speech", (context) => speak(context.req.raw, models));
  app.post("/v1/realtime/client_secrets", (context) => mint(context.req.raw, secrets));
  return app;
}

const missing = (name: unknown): Response =>
  problemResponse(404, invalid(`The model ${quote(name)} does not exist.`, "model", "model_not_found"));

async function transcribe(request: Request, models: SpeechModels): Promise<Response> {
  const form = await request.formData().catch(() => undefined);
  if (!form) return problemResponse(400, invalid("The body must be multipart/form-data."));
  const [file, model, format] = [form.get("file"), form.get("model"), form.get("response_format") ?? "json"];
  if (model !== HEARING_MODEL) return missing(model);
  if (!(file instanceof File)) return problemResponse(400, invalid("file must be a recording.", "file"));
  if (format !== "json" && format !== "text" && format !== "verbose_json") {
    return problemResponse(400, invalid("response_format is json, text or verbose_json.", "response_format"));
  }
  const heard = await models.hear(new Uint8Array(await file.arrayBuffer()));
  if (format === "text") return new Response(`${heard.text}\n`, { headers: { "Content-Type": "text/plain" } });
  return Response.json(format === "json" ? { text: heard.text } : verbose(heard));
}

const verbose = (heard: Heard): object => ({ task: "transcribe", language: "english", ...heard });

async function speak(request: Request, models: SpeechModels): Promise<Response> {
  const body: unknown = await request.json().catch(() => undefined);
  if (!isRecord(body)) return problemResponse(400, invalid("The body must be a JSON object."));
  const { model, input, voice, response_format: format = "wav", speed = 1 } = body;
  if (model !== SPEAKING_MODEL) return missing(model);
  if (typeof input !== "string" || input.trim() === "" || input.length > MAX_INPUT_CHARS) {
    return problemResponse(
      400,
      invalid(`input must be a text of 1 to ${String(MAX_INPUT_CHARS)} characters.`, "input"),
    );
  }
  // There is one; it answers to every name.
  if (typeof voice !== "string" || voice === "") return problemResponse(400, invalid("voice must be a name.", "voice"));
  if (format !== "wav" && format !== "pcm") {
    return problemResponse(400, invalid("response_format is wav or pcm here.", "response_format"));
  }
  if (typeof speed !== "number" || speed < 0.25 || speed > 4) {
    return problemResponse(400, invalid("speed must be a number from 0.25 to 4.", "speed"));
  }
  const { samples, sampleRate } = await models.speak(input, speed);
  if (format === "wav")
    return new Response(encodeWav(samples, sampleRate), { headers: { "Content-Type": "audio/wav" } });
  const pcm = stretch(samples, sampleRate / PCM_RATE);
  return new Response(new Uint8Array(pcm.buffer), { headers: { "Content-Type": "audio/pcm" } });
}

/** @param step how many of the given samples pass with each one; what lies between two is taken from both */
function stretch(samples: Int16Array, step: number): Int16Array<ArrayBuffer> {
  return Int16Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    const at = Math.floor(index * step);
    const [one = 0, other = one] = samples.subarray(at, at + 2);
    return one + (other - one) * (index * step - at);
  });
}

async function mint(request: Request, secrets: ClientSecrets): Promise<Response> {
  const key = /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  // Any key is good but a page's own: it must not be able to renew itself.
  if (key === undefined || key.startsWith("ek_")) {
    return problemResponse(401, invalid("An API key is needed in Authorization: Bearer.", null, "invalid_api_key"));
  }
  const body: unknown = await request.json().catch(() => undefined);
  if (!isRecord(body)) return problemResponse(400, invalid("The body must be a JSON object."));
  const session = readSession(body["session"], USUAL_SESSION);
  const { min, max, usual } = SECRET_SECONDS;
  const { seconds = usual } = isRecord(body["expires_after"]) ? body["expires_after"] : {};
  if (typeof seconds !== "number" || !Number.isInteger(seconds) || seconds < min || seconds > max) {
    const limits = `${String(min)} to ${String(max)}`;
    return problemResponse(400, invalid(`expires_after.seconds must be from ${limits}.`, "expires_after.seconds"));
  }
  const { value, expiresAt } = secrets.mint(session, seconds);
  return Response.json({ value, expires_at: expiresAt, session: describeSession("", session) });
}

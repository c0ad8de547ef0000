/**
 * A site whose avatar is the portrait, says one sentence in the demo's voice, and hears by a recogniser that does what a test wants: with
 * tokens and a WebSocket, or by recordings.
 */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Duplex } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";
import { type WebSocket, WebSocketServer } from "ws";
import { createDemoModels } from "../../demo/server/models.js";

const DIST = resolve(import.meta.dirname, "../../dist");
const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".json": "application/json" };

/** The recogniser of one visit. */
export class ScriptedRecogniser {
  /** How the token endpoint answers: a token, a status, or never. */
  token: "ok" | "hang" | 401 | 429 | 500 = "ok";
  /** What becomes of a connection. `expired`: its token is told to be too old. `refused`: the handshake is. */
  socket: "ok" | "expired" | "refused" | "silent" = "ok";
  /** How recordings are answered: with these words, with a status, or never. */
  recording: { readonly text: string } | number | "hang" = "hang";
  /** Seconds of a `Retry-After`. */
  retryAfter = 1;
  tokens = 0;
  handshakes = 0;
  recordings = 0;
  /** Whether the newest connection hears something: it stands. */
  isHearing = false;
  readonly #open = new Set<WebSocket>();
  #items = 0;

  get connections(): number {
    return this.#open.size;
  }

  /** Tells words as final. */
  say(words: string): void {
    const item_id = `item_${(this.#items += 1)}`;
    const previous_item_id = this.#items > 1 ? `item_${this.#items - 1}` : null;
    this.#send({ type: "input_audio_buffer.speech_started", audio_start_ms: 0, item_id });
    this.#send({ type: "input_audio_buffer.speech_stopped", audio_end_ms: 500, item_id });
    this.#send({ type: "input_audio_buffer.committed", item_id, previous_item_id });
    this.#send({
      type: "conversation.item.input_audio_transcription.completed",
      ...{ item_id, content_index: 0, transcript: words },
    });
  }

  /** Breaks every connection off. */
  drop(): void {
    for (const socket of this.#open) socket.terminate();
  }

  accept(socket: WebSocket): void {
    this.#open.add(socket);
    this.#items = 0;
    this.isHearing = false;
    socket.on("close", () => this.#open.delete(socket));
    socket.on("error", () => socket.terminate());
    if (this.socket === "silent") return;
    if (this.socket === "expired") {
      this.socket = "ok";
      const message = "The ephemeral token has expired.";
      socket.send(JSON.stringify({ type: "error", error: { type: "invalid_request_error", code: null, message } }));
      socket.close(4001);
      return;
    }
    socket.send(JSON.stringify({ type: "session.created", session: { type: "transcription" } }));
    socket.on("message", (data) => {
      const { type, session } = JSON.parse((data as Buffer).toString()) as {
        readonly type: string;
        readonly session?: object;
      };
      if (type === "input_audio_buffer.append") this.isHearing = true;
      if (type === "session.update") socket.send(JSON.stringify({ type: "session.updated", session }));
    });
  }

  #send(event: object): void {
    for (const socket of this.#open) socket.send(JSON.stringify(event));
  }
}

export interface VoiceSite {
  readonly port: number;
  recogniserOf(visit: string): ScriptedRecogniser;
  close(): Promise<void>;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

const pageOf = (attributes: string) => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>voice scenes</title><link rel="icon" href="data:,">
<script type="module" src="/cdn/live-avatar.js"></script>
<live-avatar renderer="portrait" llm-base-url="/api/model" llm-model="demo-talker" tts-base-url="/api/model"
tts-model="demo-voice" tts-voice="demo-ada" ${attributes}></live-avatar>`;

/** A page that has another site's in a frame, which it allows nothing. */
const frameOf = (url: string) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>a frame</title>
<link rel="icon" href="data:,"><iframe src="${escaped(url)}" style="width: 90vw; height: 90vh; border: 0"></iframe>`;

export async function startVoiceSite(): Promise<VoiceSite> {
  const visits = new Map<string, ScriptedRecogniser>();
  const recogniserOf = (visit: string): ScriptedRecogniser => {
    const recogniser = visits.get(visit) ?? new ScriptedRecogniser();
    visits.set(visit, recogniser);
    return recogniser;
  };

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, folder = "", visit = "", ...rest] = url.pathname.split("/");
    if (url.pathname === "/api/model/chat/completions") return answerOf();
    if (folder === "api") return modelsOf(url).handle(request);
    if (folder === "token") return tokenOf(recogniserOf(visit));
    if (folder === "stt" && rest.join("/") === "audio/transcriptions") return wordsOf(recogniserOf(visit));
    if (folder === "cdn") return fileOf(url.pathname);
    const { attributes = "", policy, of } = Object.fromEntries(url.searchParams);
    const headers = { "Content-Type": "text/html", ...(policy && { "Content-Security-Policy": policy }) };
    return new Response(of === undefined ? pageOf(attributes) : frameOf(of), { headers });
  }

  const known = new Map<string, ReturnType<typeof createDemoModels>>();
  const modelsOf = ({ origin }: URL) => {
    const models = known.get(origin) ?? createDemoModels({}, [origin]);
    known.set(origin, models);
    return models;
  };
  const server = createAdaptorServer({ fetch: answer });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "realtime" });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const recogniser = recogniserOf((request.url ?? "").split("/")[2] ?? "");
    recogniser.handshakes += 1;
    if (recogniser.socket === "refused") socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
    else sockets.handleUpgrade(request, socket, head, (accepted) => recogniser.accept(accepted));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    recogniserOf,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** What the avatar says, always. */
export const ANSWER = "I am Ada.";

function answerOf(): Response {
  const choices = [
    { index: 0, delta: { role: "assistant", content: ANSWER }, finish_reason: null },
    { index: 0, delta: {}, finish_reason: "stop" },
  ];
  const chunks = choices.map((choice) => ({ id: "1", object: "chat.completion.chunk", model: "m", choices: [choice] }));
  const lines = [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"].map((data) => `data: ${data}\n\n`);
  return new Response(lines.join(""), { headers: { "Content-Type": "text/event-stream" } });
}

const never = (): Promise<never> => new Promise<never>(() => undefined);

function tokenOf(recogniser: ScriptedRecogniser): Promise<Response> | Response {
  const { token, retryAfter } = recogniser;
  recogniser.tokens += 1;
  if (token === "hang") return never();
  if (token === "ok") return Response.json({ client_secret: { value: `ek_${recogniser.tokens}` } });
  const headers = token === 429 ? { "Retry-After": String(retryAfter) } : {};
  return Response.json({ error: { message: "no token for you" } }, { status: token, headers });
}

function wordsOf(recogniser: ScriptedRecogniser): Promise<Response> | Response {
  recogniser.recordings += 1;
  if (recogniser.recording === "hang") return never();
  if (typeof recogniser.recording === "object") return Response.json(recogniser.recording);
  return Response.json({ error: { message: "no words for you" } }, { status: recogniser.recording });
}

async function fileOf(pathname: string): Promise<Response> {
  const path = resolve(DIST, `.${pathname}`);
  const body = path.startsWith(resolve(DIST, "cdn")) ? await readFile(path).catch(() => undefined) : undefined;
  if (!body) return new Response("not found", { status: 404 });
  const type = TYPES[/\.\w+$/.exec(path)?.[0] ?? ""] ?? "application/octet-stream";
  return new Response(new Uint8Array(body), { headers: { "Content-Type": type } });
}

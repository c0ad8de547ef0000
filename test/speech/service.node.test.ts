/** The wire of the speech service, with models that say what they were given. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, afterEach, before, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { until } from "../contracts/framework.js";
import { FakeClock } from "../../src/testing/index.js";
import { decodeWav } from "../../src/core/wav.js";
import { type Heard, type SpeechModels, SpeechRequestError } from "../../speech/models.js";
import { type SpeechService, startSpeechService } from "../../speech/service.js";
import { RealtimeClient, type RealtimeClientOptions } from "./realtime-client.js";

const RATE = 24_000;
const clock = new FakeClock();

/** Hears how long a sound is; a sound of one second cannot be decoded, and one of two seconds breaks. */
const models: SpeechModels = {
  async hear(file): Promise<Heard> {
    const { samples, sampleRate } = decodeWav(file);
    const seconds = Math.round(samples.length / sampleRate);
    if (seconds === 1) throw new SpeechRequestError("The sound could not be decoded.");
    if (seconds === 2) throw new Error("Broken.");
    return { text: seconds === 0 ? "" : `${seconds} long seconds`, duration: seconds, segments: [] };
  },
  async speak(text, speed) {
    return { samples: new Int16Array(text.length * speed * 1000), sampleRate: 20_000 };
  },
};

let service: SpeechService;
const clients: RealtimeClient[] = [];
before(async () => {
  service = await startSpeechService({ models, clock });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
after(() => service.close());

async function open(options: Partial<RealtimeClientOptions> = {}): Promise<RealtimeClient> {
  const client = await RealtimeClient.open({ url: service.url, key: "any", ...options });
  clients.push(client);
  return client;
}

const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  fetch(service.url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: "Bearer key", ...headers },
    body: JSON.stringify(body),
  });

function recording(seconds: number): Blob {
  const bytes = new Uint8Array(44 + seconds * 16_000);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("RIFF....WAVEfmt "));
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint16(34, 16, true);
  bytes.set(new TextEncoder().encode("data"), 36);
  view.setUint32(40, seconds * 16_000, true);
  return new Blob([bytes]);
}

function transcribe(seconds: number, fields: Readonly<Record<string, string>> = {}) {
  const body = new FormData();
  body.set("file", recording(seconds), "speech.wav");
  for (const [name, value] of Object.entries({ model: "whisper-tiny.en", ...fields })) body.set(name, value);
  return fetch(`${service.url}/audio/transcriptions`, { method: "POST", body });
}

const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string | null } }).error.code;

/** A voice for the turn detection: loud, between silences. */
const sound = (seconds: number, level: number) =>
  Int16Array.from({ length: seconds * RATE }, (_, i) => Math.sin(i / 20) * level);

const configure = (client: RealtimeClient, input: object) => {
  client.send({ type: "session.update", session: { type: "transcription", audio: { input } } });
};
const byHand = { transcription: { model: "whisper-tiny.en" }, turn_detection: null };

describe("the addresses", () => {
  it("lists its models", async () => {
    const { data } = (await (await fetch(`${service.url}/models`)).json()) as { data: { id: string }[] };
    assert.deepEqual(
      data.map(({ id }) => id),
      ["whisper-tiny.en", "piper-joe"],
    );
  });

  it("transcribes in three formats, and says what it cannot decode", async () => {
    assert.deepEqual(await (await transcribe(3)).json(), { text: "3 long seconds" });
    assert.equal(await (await transcribe(3, { response_format: "text" })).text(), "3 long seconds\n");
    const verbose = (await (await transcribe(3, { response_format: "verbose_json" })).json()) as object;
    assert.deepEqual(Object.keys(verbose), ["task", "language", "text", "duration", "segments"]);
    assert.equal((await transcribe(3, { response_format: "srt" })).status, 400);
    assert.equal((await transcribe(1)).status, 400);
    assert.equal((await transcribe(2)).status, 500);
    assert.equal(await codeOf(await transcribe(3, { model: "whisper-9" })), "model_not_found");
  });

  it("speaks WAV at the voice's rate, and PCM at the API's", async () => {
    const body = { model: "piper-joe", voice: "alloy", input: "0123456789" };
    const wav = await post("/audio/speech", { ...body, speed: 2 });
    assert.equal(wav.headers.get("content-type"), "audio/wav");
    const { samples, sampleRate } = decodeWav(new Uint8Array(await wav.arrayBuffer()));
    assert.deepEqual([samples.length, sampleRate], [20_000, 20_000]);
    const pcm = await post("/audio/speech", { ...body, response_format: "pcm" });
    assert.equal((await pcm.arrayBuffer()).byteLength, 2 * 12_000, "10,000 samples of 20 kHz at 24 kHz");
    for (const wrong of [{ input: " " }, { voice: "" }, { response_format: "mp3" }, { speed: 5 }, { speed: "1" }])
      assert.equal((await post("/audio/speech", { ...body, ...wrong })).status, 400, JSON.stringify(wrong));
  });

  it("is for this machine's pages alone", async () => {
    const from = (Origin: string) => fetch(`${service.url}/models`, { headers: { Origin } });
    assert.equal((await from("http://localhost:4173")).status, 200);
    assert.equal((await from("https://evil.example")).status, 403);
    assert.equal((await fetch(`${service.url}/nothing`)).status, 404);
  });
});

describe("tokens", () => {
  const mint = async (expires = 10) => {
    const response = await post("/realtime/client_secrets", {
      expires_after: { anchor: "created_at", seconds: expires },
      session: { type: "transcription", audio: { input: byHand } },
    });
    return (await response.json()) as { value: string; expires_at: number };
  };
  const origin = "http://127.0.0.1:4173";
  const connect = (options: Partial<RealtimeClientOptions>) => RealtimeClient.connect({ url: service.url, ...options });

  it("open a page's connection with the session that they were made for, until they are over", async () => {
    const { value, expires_at: until } = await mint();
    assert.match(value, /^ek_/);
    assert.equal(until, Math.floor(clock.now() / 1000) + 10);
    const client = await open({ key: value, origin });
    const { session } = await client.event("session.created");
    assert.match(JSON.stringify(session), /"turn_detection":null/);
    await clock.advance(10_000);
    assert.equal(await connect({ key: value, origin }), 401);
  });

  it("are what a page needs, and a program any key", async () => {
    assert.equal(await connect({}), 401);
    assert.equal(await connect({ key: "ek_unknown" }), 401);
    assert.equal(await connect({ key: "a-real-key", origin }), 401, "a key that reached a page");
    assert.equal(await connect({ key: (await mint()).value, origin: "https://evil.example" }), 403);
    assert.equal(await connect({ key: "any", query: "" }), 400);
    await open();
  });

  it("are given for a key, not for a token, and for sensible sessions", async () => {
    const session = { type: "transcription" };
    const { value } = await mint();
    const status = async (body: object, key = "key") =>
      (await post("/realtime/client_secrets", body, { Authorization: `Bearer ${key}` })).status;
    assert.equal(await status({ session }), 200);
    assert.equal(await status({ session }, value), 401);
    assert.equal(await status({ session: { type: "realtime" } }), 400);
    for (const seconds of [9, 7201, 1.5, "10"])
      assert.equal(await status({ session, expires_after: { seconds } }), 400);
  });
});

describe("realtime", () => {
  it("transcribes what is committed by hand, and each item names the one before", async () => {
    const client = await open();
    await client.event("session.created");
    configure(client, byHand);
    await client.event("session.updated");
    for (const seconds of [3, 4]) {
      client.say(sound(seconds, 8000));
      client.send({ type: "input_audio_buffer.commit" });
    }
    const second = await client.event("conversation.item.input_audio_transcription.completed", 2);
    assert.equal(second.transcript, "4 long seconds");
    const [one, two] = client.events.filter(({ type }) => type === "input_audio_buffer.committed");
    assert.deepEqual([one?.previous_item_id, two?.previous_item_id], [null, one?.item_id]);
    const deltas = client.events.filter(({ type, item_id: item }) => type.endsWith(".delta") && item === two?.item_id);
    assert.deepEqual(
      deltas.map(({ delta }) => delta),
      ["4", " long", " seconds"],
    );
    assert.equal(new Set(client.events.map(({ event_id: id }) => id)).size, client.events.length);
  });

  it("finds turns by itself: start, stop, commit, words, all of one item", async () => {
    const client = await open();
    configure(client, { transcription: { model: "whisper-tiny.en" } });
    client.say(sound(1, 10));
    client.say(sound(3, 8000));
    client.say(sound(1, 10));
    const { item_id: item, transcript } = await client.event("conversation.item.input_audio_transcription.completed");
    assert.equal(transcript, "4 long seconds");
    const types = client.events.filter((event) => event.item_id === item).map(({ type }) => type);
    assert.deepEqual(types.slice(0, 3), [
      "input_audio_buffer.speech_started",
      "input_audio_buffer.speech_stopped",
      "input_audio_buffer.committed",
    ]);
  });

  it("forgets what is cleared, and transcribes nothing without a model", async () => {
    const client = await open();
    configure(client, { turn_detection: null });
    client.say(sound(3, 8000));
    client.send({ type: "input_audio_buffer.clear" });
    await client.event("input_audio_buffer.cleared");
    client.send({ type: "input_audio_buffer.commit", event_id: "mine" });
    const { error } = await client.event("error");
    assert.deepEqual([error?.code, error?.event_id], ["input_audio_buffer_commit_empty", "mine"]);
    client.say(sound(3, 8000));
    client.send({ type: "input_audio_buffer.commit" });
    client.send({ type: "marker" });
    await client.event("error", 2);
    assert.ok(client.events.some(({ type }) => type === "input_audio_buffer.committed"));
    assert.ok(client.events.every(({ type }) => !type.includes("transcription")));
  });

  it("tells a transcription that failed, and goes on", async () => {
    const client = await open();
    configure(client, byHand);
    for (const seconds of [2, 3]) {
      client.say(sound(seconds, 8000));
      client.send({ type: "input_audio_buffer.commit" });
    }
    const failed = await client.event("conversation.item.input_audio_transcription.failed");
    assert.equal(failed.error?.code, "transcription_failed");
    await client.event("conversation.item.input_audio_transcription.completed");
  });

  it("refuses what makes no sense, one error each, and stays", async () => {
    const client = await open();
    const wrong: (object | string)[] = [
      ...["{", "[]", "null", { type: "response.create" }, { type: 7 }],
      { type: "input_audio_buffer.append" },
      { type: "input_audio_buffer.append", audio: "no base64!" },
      { type: "input_audio_buffer.append", audio: "AAAA" },
      { type: "session.update" },
      { type: "session.update", session: { type: "realtime" } },
    ];
    const inputs = [
      { transcription: { model: "whisper-1" } },
      { transcription: 7 },
      { transcription: { model: "whisper-tiny.en", prompt: "x".repeat(10_001) } },
      { transcription: { model: "whisper-tiny.en", language: "x".repeat(65) } },
      { format: { type: "audio/pcmu" } },
      { format: { type: "audio/pcm", rate: 16_000 } },
      { turn_detection: { type: "semantic_vad" } },
      { turn_detection: { type: "server_vad", threshold: 2 } },
    ];
    for (const event of wrong) client.send(event);
    for (const input of inputs) configure(client, input);
    await client.event("error", wrong.length + inputs.length);
    configure(client, byHand);
    await client.event("session.updated");
    assert.equal(client.events.filter(({ type }) => type === "error").length, wrong.length + inputs.length);
  });
});

describe("the bounds", () => {
  /** A service whose model takes its time. */
  async function busy() {
    const waiting: ((text: string) => void)[] = [];
    const slow: SpeechModels = {
      ...models,
      hear: () => new Promise((answer) => waiting.push((text) => answer({ text, duration: 1, segments: [] }))),
    };
    const own = await startSpeechService({ models: slow, clock: new FakeClock() });
    return { own, waiting };
  }

  it("are 32 connections, of which each may end", async () => {
    const { own } = await busy();
    const all = await Promise.all(Array.from({ length: 32 }, () => RealtimeClient.open({ url: own.url, key: "any" })));
    assert.equal(await RealtimeClient.connect({ url: own.url, key: "any" }), 503);
    const gone = all[0]!.closed;
    all[0]!.close();
    await gone;
    let next = await RealtimeClient.connect({ url: own.url, key: "any" });
    for (let tries = 0; next === 503 && tries < 100; tries += 1) {
      next = await RealtimeClient.connect({ url: own.url, key: "any" });
    }
    assert.ok(typeof next !== "number", "it is refused");
    for (const client of [...all, next]) client.close();
    await own.close();
  });

  it("are 20 utterances that wait, and what is said beyond has failed", async () => {
    const { own, waiting } = await busy();
    const client = await RealtimeClient.open({ url: own.url, key: "any" });
    configure(client, byHand);
    for (let count = 0; count < 21; count += 1) {
      client.say(sound(1, 8000));
      client.send({ type: "input_audio_buffer.commit" });
    }
    await client.event("conversation.item.input_audio_transcription.failed");
    assert.equal(waiting.length, 20);
    for (const answer of waiting) answer("words");
    await client.event("conversation.item.input_audio_transcription.completed", 20);
    client.close();
    await own.close();
  });

  it("are 60 minutes of a session, which says so", async () => {
    const client = await open();
    await client.event("session.created");
    const closed = client.closed;
    await clock.advance(3_600_000);
    assert.equal((await client.event("error")).error?.code, "session_expired");
    assert.equal(await closed, 1001);
  });

  it("are ten minutes of sound that is never committed", async () => {
    const client = await open();
    configure(client, byHand);
    const audio = Buffer.alloc(300 * RATE * 2).toString("base64");
    for (let count = 0; count < 3; count += 1) client.send({ type: "input_audio_buffer.append", audio });
    assert.equal((await client.event("error")).error?.code, "buffer_full");
    client.send({ type: "input_audio_buffer.clear" });
    await client.event("input_audio_buffer.cleared");
  });

  it("are 21 MB of a message, and 25 MB of a recording", async () => {
    const client = await open();
    const closed = client.closed;
    client.send("x".repeat(22 * 1024 * 1024));
    assert.equal(await closed, 1009);
    assert.equal((await transcribe(1700)).status, 413);
  });

  it("are 100 characters of what was sent, in an answer", async () => {
    const client = await open();
    client.send({ type: "x".repeat(1_000_000), event_id: "y".repeat(1_000_000) });
    const event = await client.event("error");
    assert.ok(JSON.stringify(event).length < 1200);
    const model = "z".repeat(1_000_000);
    const answer = await post("/audio/speech", { model, input: "x", voice: "x" });
    assert.ok((await answer.text()).length < 500);
  });

  it("are 8 MB of answers that nobody reads", async () => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.write(
      `GET /v1/realtime?intent=transcription HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer any\r\n\r\n",
    );
    await once(socket, "readable");
    // Empty texts, masked with zeros: each is answered by an error.
    const many = Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from([0x81, 0x80, 0, 0, 0, 0])));
    const end = new AbortController();
    socket.on("close", () => end.abort());
    for (let count = 0; count < 50 && !end.signal.aborted; count += 1) {
      socket.write(many);
      await setImmediate();
    }
    await until(() => end.signal.aborted);
  });

  it("leave no refused connection that does not hang up", async () => {
    const { own } = await busy();
    const { hostname, port } = new URL(own.url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.on("error", () => undefined);
    socket.write("GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await once(socket, "data");
    await own.close();
    socket.destroy();
  });
});

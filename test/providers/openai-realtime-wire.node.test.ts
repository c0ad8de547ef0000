/** The recogniser in real time over real WebSockets: a scripted server, a recorded conversation, and a server of others. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, describe, it } from "node:test";
import { LLMock } from "@copilotkit/aimock";
import { LiveAvatarError } from "../../src/core/errors.js";
import { OpenAIRealtimeSTT, type OpenAIRealtimeSTTOptions } from "../../src/providers/openai/index.js";
import { until } from "../contracts/framework.js";
import { joined, silence, spoken } from "../support/realtime-server.js";
import { realtimeWire, type RealtimeWireOptions, type WireRecord, wsClass } from "../support/realtime-wire.js";

const TOKEN = "ek_wire_0123456789";
/** One conversation with the scripted server, as it went over the wire; `RECORD=1` writes it anew. */
const FIXTURE = new URL("cases/realtime-conversation.json", import.meta.url);

async function talk(options: RealtimeWireOptions = {}, sttOptions: Partial<OpenAIRealtimeSTTOptions> = {}) {
  const wire = await realtimeWire(options);
  const stt = new OpenAIRealtimeSTT({
    ...{ model: "numbers", baseURL: wire.baseURL, webSocket: wsClass, token: () => TOKEN },
    ...sttOptions,
  });
  const told: string[] = [];
  const errors: string[] = [];
  const connect = (signal?: AbortSignal) =>
    stt.connect(
      {
        onTranscript: (text, { isFinal }) => told.push(`${isFinal ? "final" : "partial"}: ${text}`),
        onSpeechStart: () => told.push("speech"),
        onSpeechEnd: () => told.push("silence"),
        onError: ({ code }) => errors.push(code),
      },
      { signal },
    );
  return { wire, told, errors, connect };
}

const SPOKEN = joined([
  silence(200),
  ...[spoken(1, 300), spoken(2, 300), silence(900)],
  ...[spoken(3, 400), silence(900)],
]);
const TOLD = [
  "speech",
  "silence",
  "speech",
  "silence",
  "partial: 1",
  "partial: 1 2",
  "final: 1 2",
  "partial: 3",
  "final: 3",
];

/** Sound by its length: the samples would be most of the file, and are the same every time. */
const short = ({ from, message }: WireRecord): WireRecord => ({
  from,
  message: typeof message["audio"] === "string" ? { ...message, audio: message["audio"].length } : message,
});

describe("OpenAIRealtimeSTT on a real WebSocket", () => {
  it("holds the conversation that was recorded", async () => {
    const { wire, told, connect } = await talk();
    const connection = await connect();
    connection.send(SPOKEN);
    await until(() => told.length >= TOLD.length);
    connection.close();
    await until(() => wire.connections === 0);
    await wire.close();
    assert.deepEqual(told, TOLD);
    const [request] = wire.requests;
    assert.equal(request?.url, "/v1/realtime?intent=transcription");
    assert.equal(request.headers["sec-websocket-protocol"], `realtime,openai-insecure-api-key.${TOKEN}`);
    assert.equal(request.headers.authorization, undefined);
    const record = wire.record.map(short);
    if (process.env["RECORD"]) await writeFile(FIXTURE, `${JSON.stringify(record, null, 2)}\n`);
    const recorded = JSON.parse(await readFile(FIXTURE, "utf8")) as WireRecord[];
    const ofClient = (records: readonly WireRecord[]) => records.filter(({ from }) => from === "client");
    assert.deepEqual(ofClient(record), ofClient(recorded));
  });

  it("tells the same when the recorded server speaks", async () => {
    const recorded = JSON.parse(await readFile(FIXTURE, "utf8")) as WireRecord[];
    const answers: Record<string, unknown>[][] = [];
    for (const { from, message } of recorded) {
      if (from === "client") answers.push([]);
      else answers.at(-1)?.push(message);
    }
    const { wire, told, connect } = await talk({ answers: (_, index) => answers[index] ?? [] });
    const connection = await connect();
    connection.send(SPOKEN);
    await until(() => told.length >= TOLD.length);
    connection.close();
    await wire.close();
    assert.deepEqual(told, TOLD);
  });

  it("goes on after its connection was cut", async () => {
    const { wire, told, errors, connect } = await talk();
    const connection = await connect();
    connection.send(joined([spoken(1, 300), silence(900), spoken(2, 200)]));
    await until(() => told.includes("final: 1"));
    wire.cut();
    connection.send(joined([spoken(2, 200), spoken(3, 300), silence(900)]));
    await until(() => told.includes("final: 2 3"));
    connection.close();
    await wire.close();
    assert.deepEqual(
      told.filter((text) => text.startsWith("final")),
      ["final: 1", "final: 2 3"],
    );
    assert.deepEqual(errors, ["stt-interrupted"]);
  });

  it("tells a refused handshake by its status", async () => {
    for (const [status, code] of [
      [401, "stt-refused"],
      [429, "stt-rate-limited"],
      [500, "stt-failed"],
    ] as const) {
      const { wire, connect } = await talk({ refuses: () => status });
      await assert.rejects(
        connect(),
        (error) => LiveAvatarError.is(error) && error.code === code && error.status === status,
      );
      await wire.close();
    }
  });

  it("ends its attempt to connect, and leaves no connection", async () => {
    const { wire, connect } = await talk({ script: { isSilent: true } });
    const controller = new AbortController();
    const connecting = connect(controller.signal);
    await until(() => wire.connections === 1);
    controller.abort();
    await assert.rejects(connecting, { name: "AbortError" });
    await until(() => wire.connections === 0);
    await wire.close();
  });

  it("is closed while it connects, without an error that nobody hears", async () => {
    const { wire, connect } = await talk();
    const controller = new AbortController();
    const connecting = connect(controller.signal);
    await Promise.resolve();
    await new Promise(setImmediate);
    controller.abort();
    await assert.rejects(connecting, { name: "AbortError" });
    await wire.close();
  });
});

describe("OpenAIRealtimeSTT with a server that nobody here wrote", () => {
  const mock = new LLMock({ port: 0 });
  after(() => mock.stop());

  it("gets the words of what it commits", async () => {
    mock.addFixture({
      match: { endpoint: "realtime-transcription" },
      response: { transcription: { text: "Good morning." } },
    });
    await mock.start();
    const told: string[] = [];
    const errors: unknown[] = [];
    const stt = new OpenAIRealtimeSTT({
      ...{ model: "gpt-4o-mini-transcribe", token: () => TOKEN, webSocket: wsClass, turnDetection: "none" },
      baseURL: `${mock.url}/v1`,
    });
    const connection = await stt.connect({
      onTranscript: (text, { isFinal }) => isFinal && told.push(text),
      onError: (error) => errors.push(error),
    });
    connection.send(spoken(1, 500));
    connection.finalize();
    await until(() => told.length > 0);
    connection.close();
    assert.deepEqual(told, ["Good morning."]);
    assert.deepEqual(errors, []);
  });
});

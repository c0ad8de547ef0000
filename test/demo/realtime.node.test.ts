/** The demo's WebSockets under attack: who gets through to the speech service, what gets through, and that nothing stays. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, describe, it } from "node:test";
import { type Demo, startDemo } from "../../demo/server/main.js";
import { startSpeechService, type SpeechService } from "../../speech/service.js";
import { until } from "../contracts/framework.js";
import { RealtimeClient } from "../speech/realtime-client.js";

const PATH = "/api/model/realtime?intent=transcription";
const startPages = (): Promise<Demo> =>
  startDemo({ port: 0, livekit: undefined, missing: "There is no LiveKit server.", env: {} });

describe("the demo's WebSockets", () => {
  let demo: Demo;
  let behind: Server;
  /** What arrived behind the demo, and the connections to it. */
  let arrived = "";
  const sockets = new Set<Socket>();
  const visitors: Socket[] = [];
  before(async () => {
    demo = await startPages();
    behind = createServer((socket) => {
      sockets.add(socket);
      socket.on("data", (data) => (arrived += data.toString("latin1")));
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    });
    behind.listen(0, "127.0.0.1");
    await once(behind, "listening");
  });
  afterEach(async () => {
    for (const visitor of visitors.splice(0)) visitor.destroy();
    await until(() => sockets.size === 0);
    arrived = "";
  });
  after(async () => {
    await demo.close();
    behind.close();
  });

  /** @param headers lists go out as often as they have members */
  const upgrade = (path: string, headers: Readonly<Record<string, string | readonly string[]>> = {}, body = "") => {
    demo.setSpeech(`http://127.0.0.1:${(behind.address() as AddressInfo).port}/v1`);
    const { host, port } = new URL(demo.url);
    const all = { Host: host, Origin: demo.url, Connection: "Upgrade", Upgrade: "websocket", ...headers };
    const lines = Object.entries(all).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`));
    const visitor = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true });
    visitors.push(visitor);
    const said = { raw: "", isClosed: false, visitor };
    visitor.on("data", (data) => (said.raw += data.toString("latin1")));
    visitor.on("error", () => undefined).on("close", () => (said.isClosed = true));
    visitor.on("end", () => (said.isClosed = true));
    visitor.write(Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`, "latin1"));
    return said;
  };
  const statusOf = async (said: { readonly raw: string; readonly isClosed: boolean }): Promise<number> => {
    await until(() => said.isClosed);
    return Number(/^HTTP\/1\.1 (\d+)/.exec(said.raw)?.[1] ?? 0);
  };

  it("are at one path, and other paths are refused, also those that are none", async () => {
    for (const path of [
      ...["//", "///x", "http://[", "*", "/", "/api/model/realtime/", "/api/model/%72ealtime"],
      ...["/api/model/realtime/../realtime", "/api/model/realtime;x", "http://127.0.0.1/api/model/realtime"],
    ]) {
      assert.equal(await statusOf(upgrade(path)), 404, path);
    }
    for (const path of ["/a b", "/\u0000", "\\"]) assert.equal(await statusOf(upgrade(path)), 400, path);
    assert.equal(arrived, "");
    assert.equal((await fetch(demo.url)).status, 200, "the demo is still there");
  });

  it("are for its own pages alone", async () => {
    for (const origin of [
      ...["https://evil.example", "null", "", "http://127.0.0.1", demo.url.replace("http", "https"), `${demo.url}/`],
      ...[`${demo.url}.evil.example`, demo.url.toUpperCase(), `${demo.url}, https://evil.example`],
      [demo.url, "https://evil.example"],
      ["https://evil.example", demo.url],
    ]) {
      assert.equal(await statusOf(upgrade(PATH, { Origin: origin })), 403, String(origin));
    }
    assert.equal(await statusOf(upgrade(PATH, { Origin: [] })), 403, "none");
    assert.equal(arrived, "");
  });

  it("pass the query and the headers on as they are, without cookies and without a body", async () => {
    upgrade(
      `${PATH}&x=%0d%0aInjected:%201&y=http://[?z`,
      { Cookie: "session=1", "X-Name": "\u00e9\u00ff", "Content-Length": "5", "Sec-WebSocket-Protocol": "realtime" },
      "GET / HTTP/1.1\r\n\r\n",
    );
    await until(() => arrived.includes("\r\n\r\nGET / HTTP/1.1\r\n\r\n"));
    const { host } = new URL(`http://127.0.0.1:${(behind.address() as AddressInfo).port}`);
    assert.deepEqual(arrived.split("\r\n\r\n")[0]?.split("\r\n"), [
      "GET /v1/realtime?intent=transcription&x=%0d%0aInjected:%201&y=http://[?z HTTP/1.1",
      `Host: ${host}`,
      `Origin: ${demo.url}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "X-Name: \u00e9\u00ff",
      "Sec-WebSocket-Protocol: realtime",
    ]);
  });

  it("have no bytes in them that would begin another header", async () => {
    for (const value of ["a\rInjected: 1", "a\u0000b", "a\r\rb"]) {
      assert.equal(await statusOf(upgrade(PATH, { "X-Name": value })), 400);
    }
    assert.equal(await statusOf(upgrade(`${PATH}&x=\rInjected:1`)), 400);
    assert.equal(arrived, "");
  });

  it("end on both sides, whoever hangs up, and however", async () => {
    for (const leave of [
      (visitor: Socket) => visitor.destroy(),
      (visitor: Socket) => visitor.resetAndDestroy(),
      (visitor: Socket) => visitor.end(),
    ]) {
      const said = upgrade(PATH);
      await until(() => sockets.size === 1);
      leave(said.visitor);
      await until(() => sockets.size === 0);
    }
    const said = upgrade(PATH);
    await until(() => sockets.size === 1);
    for (const socket of sockets) socket.destroy();
    await until(() => said.isClosed);
  });

  it("are no more than 32 at a time", async () => {
    const all = Array.from({ length: 40 }, () => upgrade(PATH));
    await until(() => all.filter(({ isClosed }) => isClosed).length === 8);
    await until(() => sockets.size === 32);
    for (const said of all.filter(({ isClosed }) => isClosed)) assert.equal(await statusOf(said), 503);
    for (const { visitor } of all) visitor.destroy();
    await until(() => sockets.size === 0);
    upgrade(PATH);
    await until(() => sockets.size === 1);
  });

  it("end with the demo, also those that were refused and never hang up", async () => {
    const other = await startPages();
    const visitor = connect({ port: Number(new URL(other.url).port), host: "127.0.0.1", allowHalfOpen: true });
    visitors.push(visitor);
    visitor.on("error", () => undefined);
    visitor.write("GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await once(visitor, "data");
    await other.close();
  });
});

describe("the demo's WebSockets and the speech service", () => {
  let demo: Demo;
  let service: SpeechService;
  before(async () => {
    demo = await startPages();
    const models = { hear: () => Promise.reject(new Error("deaf")), speak: () => Promise.reject(new Error("mute")) };
    service = await startSpeechService({ models });
    demo.setSpeech(service.url);
  });
  after(async () => {
    await demo.close();
    await service.close();
  });

  it("want a token, and one message that is too long ends one connection", async () => {
    const url = `${demo.url}/api/model`;
    const origin = demo.url;
    assert.equal(await RealtimeClient.connect({ url, origin, key: "any" }), 401);
    const answer = await fetch(`${url}/realtime-token`, {
      method: "POST",
      headers: { Origin: origin, "Content-Type": "application/json" },
      body: "{}",
    });
    const { client_secret } = (await answer.json()) as { client_secret: { value: string } };
    const [one, other] = await Promise.all(
      [1, 2].map(() => RealtimeClient.open({ url, origin, key: client_secret.value })),
    );
    one!.send("x".repeat(22 * 1024 * 1024));
    assert.equal(await one!.closed, 1009);
    other!.send({ type: "input_audio_buffer.clear" });
    await other!.event("input_audio_buffer.cleared");
    other!.close();
  });
});

/** The attacks, each on one runtime: what is sent, and what has to come of it. */
import { ENCODINGS, hasKey } from "../server/encodings.js";
import { chat, ORIGIN, request, send } from "./wire.js";

export const KEY = "sk-runtime-Secret_0123456789.abcdef";

const CHAT = "/m/chat/completions";
const names = Object.keys(ENCODINGS);
const form = (fields) => {
  const parts = Array.from(
    { length: fields },
    (_, n) => `--x\r\nContent-Disposition: form-data; name="f${n}"\r\n\r\n1\r\n`,
  );
  return { body: `${parts.join("")}--x--\r\n`, headers: { "Content-Type": "multipart/form-data; boundary=x" } };
};
const post = (path, body, headers) => request(path, { body, headers });
/** What a visitor asks who is Ada, or says so. */
const ada = (method, path, body = "", headers = {}) =>
  request(path, { method, body, headers: { Authorization: "Bearer ada", ...headers } });
const THREAD = JSON.stringify({ title: "t", createdAt: 1, updatedAt: 1 });
const message = (id) => ({ id, role: "user", content: "Hi", createdAt: 1 });
const messages = (...given) => JSON.stringify({ messages: given });
const batch = (events, more = {}) =>
  JSON.stringify({ version: 1, sessionId: "s".repeat(20), batchId: "b", events, ...more });
const event = (seq, detail = {}) => ({ seq, type: "message", at: 1, detail });
const until = async (condition, limitMs) => {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (condition()) return true;
    await new Promise((go) => setTimeout(go, 20));
  }
  return condition();
};
const wants = (said, statuses) =>
  statuses.includes(said.status) ? undefined : `status ${said.status}: ${said.raw.slice(0, 200)}`;

/**
 * Requests of one answer each: what is sent, the statuses that are right (0: the connection is closed), and how many seconds it
 * may take. A runtime may refuse by itself what the handler would.
 */
const REQUESTS = [
  ["levels without end", post(`/fine${CHAT}`, "[".repeat(300_000)), [400, 413]],
  ["objects in objects", post(`/fine${CHAT}`, '{"a":'.repeat(60_000)), [400, 413]],
  ["a million parts", post(`/fine${CHAT}`, `[${"1,".repeat(1_000_000)}1]`), [400, 413]],
  ["members by the thousand", post(`/fine${CHAT}`, `{${Array.from({ length: 25_000 }, (_, n) => `"${n}":1`)}}`), [400]],
  [
    "names of the prototype",
    post(`/fine${CHAT}`, chat({ ["__proto__"]: { x: 1 }, constructor: { prototype: {} } })),
    [200],
  ],
  ["a form of 100,000 fields", request("/fine/m/audio/transcriptions", form(100_000)), [400, 413]],
  ["12 MB of white space", post(`/fine${CHAT}`, " ".repeat(12_000_000)), [400, 413, 0]],
  [
    "a length that lies upwards",
    request(`/fine${CHAT}`, { body: chat(), headers: { "Content-Length": "99999999999" } }),
    [400, 413, 0],
  ],
  [
    "a length that lies downwards",
    request(`/fine${CHAT}`, { body: chat(), headers: { "Content-Length": "3" } }),
    [400],
  ],
  ["a negative length", request(`/fine${CHAT}`, { body: chat(), headers: { "Content-Length": "-1" } }), [400, 0]],
  ["two lengths", request(`/fine${CHAT}`, { body: chat(), headers: { "Content-Length": ["3", "40"] } }), [400, 0]],
  [
    "length and chunks",
    request(`/fine${CHAT}`, { body: `0\r\n\r\n${chat()}`, headers: { "Transfer-Encoding": "chunked" } }),
    [400, 0],
  ],
  ["another site's origin", post(`/fine${CHAT}`, chat(), { Origin: "https://evil.example" }), [403]],
  ["two origins", post(`/fine${CHAT}`, chat(), { Origin: [ORIGIN, "https://evil.example"] }), [400, 403]],
  [
    "two origins, the good one last",
    post(`/fine${CHAT}`, chat(), { Origin: ["https://evil.example", ORIGIN] }),
    [400, 403],
  ],
  ["the origin in a list", post(`/fine${CHAT}`, chat(), { Origin: `${ORIGIN}, https://evil.example` }), [403]],
  ["a null origin", post(`/fine${CHAT}`, chat(), { Origin: "null" }), [403]],
  ["a foreign host with the good origin", post(`/fine${CHAT}`, chat(), { Host: "evil.example" }), [200]],
  ["a host that is none", post(`/fine${CHAT}`, chat(), { Host: "a b\\c" }), [200, 400, 500, 0]],
  ["two hosts", post(`/fine${CHAT}`, chat(), { Host: ["127.0.0.1", "evil.example"] }), [200, 400, 500, 0]],
  [
    "two content types",
    post(`/fine${CHAT}`, chat(), { "Content-Type": ["text/plain", "application/json"] }),
    [400, 415],
  ],
  ["a content type in a list", post(`/fine${CHAT}`, chat(), { "Content-Type": "text/plain, application/json" }), [415]],
  ["a form's content type", post(`/fine${CHAT}`, chat(), { "Content-Type": "text/plain; application/json" }), [415]],
  [
    "another method in a header",
    request(`/fine${CHAT}`, {
      method: "GET",
      headers: { "X-HTTP-Method-Override": "POST", "Content-Length": undefined },
    }),
    [405],
  ],
  [
    "TRACE",
    request(`/fine${CHAT}`, { method: "TRACE", headers: { Cookie: "a=b", "Content-Length": undefined } }),
    [400, 405, 500, 501, 0],
  ],
  [
    "CONNECT",
    request(`/fine${CHAT}`, { method: "CONNECT", headers: { "Content-Length": undefined } }),
    [400, 404, 405, 501, 500, 0],
  ],
  ["a line end in a path", request(`/fine/m/x%0d%0aSet-Cookie:a=b/chat/completions`, { body: chat() }), [200]],
  [
    "line ends in asked headers",
    request("/fine/token", {
      method: "OPTIONS",
      headers: { "Access-Control-Request-Headers": "a%0d%0ab, x\tSet-Cookie: a=b" },
    }),
    [204],
  ],
  [
    "16 MB of headers",
    request("/fine/token", { body: "{}", headers: { Cookie: "x".repeat(16_000_000) } }),
    [400, 413, 431, 0, 200],
  ],
  ["levels from the server", post(`/deep${CHAT}`, chat()), [200, 502]],
  ["levels from the service", post("/deep/token", "{}"), [502]],
  ["parts from the service", post("/parts/token", "{}"), [502]],
  ["a realtime token", post("/fine/realtime-token", "{}"), [200]],
  ["a realtime token for another model", post("/fine/realtime-token", '{"model":"gpt-9"}'), [400]],
  ["a realtime token for another site", post("/fine/realtime-token", "{}", { Origin: "https://evil.example" }), [403]],
  ["levels of a realtime token's request", post("/fine/realtime-token", "[".repeat(300_000)), [400, 413]],
  ["a thread", ada("PUT", "/fine/threads/one", THREAD), [200]],
  ["its messages", ada("POST", "/fine/threads/one/messages", messages(message("a"))), [204]],
  ["a thread of nobody", request("/fine/threads/one", { method: "GET" }), [401]],
  [
    "a thread of another visitor",
    request("/fine/threads/one/messages", { method: "GET", headers: { Authorization: "Bearer eve" } }),
    [404],
  ],
  ["a thread beside the path", ada("PUT", "/fine/threads/..%2f..%2ftoken", THREAD), [200, 404]],
  ["a thread of half a character", ada("PUT", "/fine/threads/%ed%a0%80", THREAD), [400, 404]],
  ["a thread with a zero byte", ada("PUT", "/fine/threads/a%00b", THREAD), [200, 400, 404]],
  ["levels of a thread", ada("PUT", "/fine/threads/deep", "[".repeat(120_000)), [400, 413]],
  [
    "levels of a message",
    ada("POST", "/fine/threads/one/messages", `{"messages":[${'{"a":'.repeat(60_000)}`),
    [400, 413],
  ],
  [
    "messages by the thousand",
    ada("POST", "/fine/threads/one/messages", messages(...Array.from({ length: 5000 }, (_, n) => message(`m${n}`)))),
    [400, 413],
  ],
  [
    "a message of the system",
    ada("POST", "/fine/threads/one/messages", messages({ ...message("s"), role: "system" })),
    [400],
  ],
  ["12 MB of messages", ada("POST", "/fine/threads/one/messages", " ".repeat(12_000_000)), [400, 413, 0]],
  ["a count without end", ada("GET", "/fine/threads/one/messages?last=1e999"), [400]],
  ["a thread from another site", ada("GET", "/fine/threads", "", { Origin: "https://evil.example" }), [403]],
  ["events", ada("POST", "/fine/relay", batch([event(1)])), [200]],
  ["events of nobody", request("/fine/relay", { body: batch([event(1)]) }), [401]],
  ["events in the wrong order", ada("POST", "/fine/relay", batch([event(5), event(4)])), [400]],
  ["an event without end", ada("POST", "/fine/relay", batch([event(9, { text: "x".repeat(2_000_000) })])), [400, 413]],
  ["names of the prototype in an event", ada("POST", "/fine/relay", batch([event(10, { ["__proto__"]: 1 })])), [200]],
  ["a number beyond all numbers", ada("POST", "/fine/relay", batch([event(2 ** 53 + 2)])), [400]],
  ["levels from the realtime server", post("/deep/realtime-token", "{}"), [502]],
  ["parts from the realtime server", post("/parts/realtime-token", "{}"), [502]],
  ["a realtime server whose length lies", post("/lies/realtime-token", "{}"), [502]],
  ["a realtime server that speaks something else", post("/not-http/realtime-token", "{}"), [502]],
  ["parts of vectors from the server", post("/parts/m/embeddings", JSON.stringify({ input: "x" })), [200, 502]],
  ["a line without end from the server", post(`/endless-line${CHAT}`, chat({ stream: true })), [200]],
  ["levels without end from the server", post(`/endless-levels${CHAT}`, chat({ stream: true })), [200, 502]],
  ["a refusal without end from the server", post(`/endless-refusal${CHAT}`, chat()), [422]],
  ["sound without end from the server", post("/endless-sound/m/audio/speech", JSON.stringify({ input: "x" })), [200]],
  ["a server whose length lies", post(`/lies${CHAT}`, chat()), [200, 502]],
  ["a server that speaks something else", post(`/not-http${CHAT}`, chat()), [502]],
];

/** The lines of a text in which the key is, as few as have it. */
function part(text) {
  let lines = text.split("\n");
  for (let isSmaller = true; isSmaller && lines.length > 1;) {
    const quarter = Math.ceil(lines.length / 4);
    const parts = [0, 1, 2]
      .map((n) => lines.slice(n * quarter, (n + 2) * quarter))
      .filter(({ length }) => length < lines.length);
    const next = parts.find((some) => hasKey(some.join("\n"), KEY));
    isSmaller = next !== undefined;
    lines = next ?? lines;
  }
  return lines.join("\n").slice(0, 1000);
}

/** @returns {Promise<{ failures: string[], figures: Record<string, string | number> }>} */
export async function attack({ port, upstream, log, memory }) {
  const failures = [];
  const figures = {};
  const check = (name, problem) => problem && failures.push(`${name}: ${problem}`);
  const clean = (name, text) => hasKey(text, KEY) && failures.push(`${name}: the key is in ${part(text)}`);

  const memoryBefore = memory();
  // Bodies that trickle: the token handler's must come in 10 s. They run beside all others.
  const tricklers = Promise.all(
    Array.from({ length: 50 }, () =>
      send(port, [request("/fine/token", { headers: { "Content-Length": "1000" } }), ..."{".padEnd(40)], {
        gapMs: 500,
      }),
    ),
  );

  let slowest = 0;
  let echoes = 0;
  for (const behaviour of ["400", "422", "500", "redirect", "headers", "whole", "stream", "cut"]) {
    const said = await Promise.all(
      names.flatMap((name, index) => [
        send(
          port,
          post(`/echo-${behaviour}~${index}${CHAT}`, chat({ stream: behaviour === "stream" || behaviour === "cut" })),
        ).then((got) => ({ ...got, name })),
        ...["token", "realtime-token"].map((kind) =>
          send(port, post(`/echo-${behaviour}~${index}/${kind}`, "{}")).then((got) => ({ ...got, name })),
        ),
      ]),
    );
    for (const { raw, name, status } of said) {
      echoes += 1;
      clean(`${behaviour}, ${name}`, raw);
      const contents = [...raw.matchAll(/"content":("(?:[^"\\]|\\.)*")/g)].map(([, text]) => JSON.parse(text)).join("");
      clean(`${behaviour} in pieces, ${name}`, contents);
      if (status === 0) failures.push(`${behaviour}, ${name}: no answer`);
    }
  }
  figures["echoes of the key"] = echoes;

  for (const [name, sent, statuses] of REQUESTS) {
    const said = await send(port, sent, { limitMs: 20_000 });
    check(name, wants(said, statuses));
    clean(name, said.raw);
    if (/^set-cookie|^x-echo/im.test(said.raw.split("\r\n\r\n")[0])) failures.push(`${name}: a header came through`);
    if (said.ms > 15_000) failures.push(`${name}: took ${said.ms} ms`);
    if (said.ms > slowest) [slowest, figures["slowest attack"]] = [said.ms, `${name}: ${said.ms} ms`];
    if (name.startsWith("sound")) figures["sound without end"] = `${(said.bytes / 1e6).toFixed(0)} MB, ${said.ms} ms`;
    if (name === "a million parts") figures["a million parts"] = `${said.ms} ms`;
  }

  const floodBegan = performance.now();
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(Array.from({ length: 50 }, () => send(port, request("/fine/token", { method: "OPTIONS" }))));
  }
  figures["1000 pre-flights"] = `${Math.round(performance.now() - floodBegan)} ms`;

  // The visitor writes all of the list but its last address.
  const forged = [];
  for (let n = 0; n < 10; n += 1) {
    const forwarded = `10.0.0.${n}, 2001:db8:1:2:${n.toString(16)}::${n}`;
    forged.push((await send(port, post("/limited/token", "{}", { "X-Forwarded-For": forwarded }))).status);
  }
  check("forged addresses", forged.filter((status) => status === 200).length === 5 ? undefined : forged.join());

  const bytes = Array.from(chat({ x: "y".repeat(100_000) }), (character) => `1\r\n${character}\r\n`).join("");
  const chunked = request(`/fine${CHAT}`, { headers: { "Content-Length": undefined, "Transfer-Encoding": "chunked" } });
  const pieces = await send(port, `${chunked}${bytes}0\r\n\r\n`);
  check("100,000 chunks of a byte", wants(pieces, [200]));
  figures["100,000 chunks of a byte"] = `${pieces.ms} ms`;

  for (const [name, behaviour, stream, isReset] of [
    ["closes before the answer", "silent", false, false],
    ["closes in its middle", "begins-and-waits", true, false],
    ["is cut off before the answer", "silent", false, true],
    ["is cut off in its middle", "begins-and-waits", true, true],
  ]) {
    const [asked, closed] = [upstream.asked.get(behaviour) ?? 0, upstream.closed.get(behaviour) ?? 0];
    const leaving = () => send(port, post(`/${behaviour}${CHAT}`, chat({ stream })), { leaveAfterMs: 1000, isReset });
    await Promise.all(Array.from({ length: 10 }, leaving));
    const began = performance.now();
    const came = (upstream.asked.get(behaviour) ?? 0) - asked;
    const left = () => (upstream.closed.get(behaviour) ?? 0) - closed;
    await until(() => left() >= came, 3000);
    const ms = Math.round(performance.now() - began);
    figures[`a visitor ${name}`] =
      left() >= came ? `${came} requests end in ${ms} ms` : `${left()} of ${came} end in ${ms} ms`;
  }

  const memoryOfReaders = memory();
  const idle = Array.from({ length: 20 }, () =>
    send(port, post("/endless-sound/m/audio/speech", JSON.stringify({ input: "x" })), {
      leaveAfterMs: 3000,
      isReading: false,
    }),
  );
  await Promise.all(idle);
  figures["20 visitors who read nothing of endless sound"] = `+${Math.max(0, memory() - memoryOfReaders)} MB`;

  const trickled = await tricklers;
  for (const said of trickled) check("a body that trickles", wants(said, [400, 408, 0]));
  figures["a body that trickles"] = `ends after ${(Math.max(...trickled.map(({ ms }) => ms)) / 1000).toFixed(1)} s`;
  check("a body that trickles", Math.max(...trickled.map(({ ms }) => ms)) > 15_000 ? "it was waited for" : undefined);

  const alive = await send(port, post("/fine/token", "{}"));
  check("afterwards", wants(alive, [200]));
  clean("the log", log());
  figures["memory"] = `${memoryBefore} MB before, at most ${memory()} MB`;
  return { failures, figures };
}

/** What comes from outside is read by one reader each: bodies, `Retry-After`, host names, WAV files. */
import { expect } from "chai";
import { isIpAddress, isLocalHost, isLoopbackHost, isPrivateHost, isPublicName } from "../../src/core/hosts.js";
import { parseJson } from "../../src/core/parse-json.js";
import { readBody } from "../../src/core/read-body.js";
import { retryAfterOf } from "../../src/core/retry-after.js";
import { decodeWav, encodeWav } from "../../src/core/wav.js";

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A body that brings `pieces`, then never anything more; it says whether it was given back. */
function endless(pieces: readonly string[], headers: Record<string, string> = {}) {
  const state = { isCancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      },
      cancel() {
        state.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { state, source: { body, headers: new Headers(headers) } };
}

describe("a body", () => {
  const tooLarge = () => new RangeError("too large");

  it("is read to its end", async () => {
    const bytes = await readBody(new Response("héllo"), { maxBytes: 6 });
    expect(new TextDecoder().decode(bytes)).to.equal("héllo");
    expect((await readBody(new Response(null), { maxBytes: 1 })).length).to.equal(0);
  });

  it("is refused when it is longer than allowed, and given back", async () => {
    const { state, source } = endless(["abc", "def"]);
    expect(await failureOf(readBody(source, { maxBytes: 5, tooLarge }))).to.be.instanceOf(RangeError);
    expect(state.isCancelled).to.equal(true);
  });

  it("is refused unread when it announces too much", async () => {
    const { state, source } = endless([], { "Content-Length": "6" });
    expect(await failureOf(readBody(source, { maxBytes: 5, tooLarge }))).to.be.instanceOf(RangeError);
    expect(state.isCancelled).to.equal(true);
  });

  it("gives its beginning where that is enough", async () => {
    const { state, source } = endless(["abc", "def"], { "Content-Length": "6" });
    expect(new TextDecoder().decode(await readBody(source, { maxBytes: 5 }))).to.equal("abcde");
    expect(state.isCancelled).to.equal(true);
  });

  it("that never ends is left on an abort, also when it knows nothing of signals", async () => {
    const { state, source } = endless(["abc"]);
    const controller = new AbortController();
    const reading = failureOf(readBody(source, { maxBytes: 9, signal: controller.signal }));
    await Promise.resolve();
    controller.abort();
    expect(await reading).to.include({ name: "AbortError" });
    expect(state.isCancelled).to.equal(true);
    const late = endless([]);
    const { signal } = controller;
    expect(await failureOf(readBody(late.source, { maxBytes: 9, signal }))).to.include({ name: "AbortError" });
    expect(late.state.isCancelled).to.equal(true);
  });

  it("that breaks off says with what", async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new TypeError("gone"));
      },
    });
    expect(await failureOf(readBody({ body, headers: new Headers() }, { maxBytes: 1 }))).to.be.instanceOf(TypeError);
  });

  it("is JSON or nothing", () => {
    expect(parseJson(new TextEncoder().encode('{"a":1}'))).to.deep.equal({ a: 1 });
    expect([parseJson("<html>"), parseJson("")]).to.deep.equal([undefined, undefined]);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  for (const [value, seconds] of [
    ["7", 7],
    [" 7 ", 7],
    ["1.2", 2],
    ["-5", 0],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
    ["2 minutes", undefined],
    ["0x10", undefined],
    ["1e3", undefined],
    ["9".repeat(30), undefined],
    ["", undefined],
  ] as const) {
    it(`of ${JSON.stringify(value)} is ${seconds}`, () => {
      expect(retryAfterOf(new Headers({ "Retry-After": value }), now)).to.equal(seconds);
    });
  }

  it("may stand in the error's body, which counts after the header", () => {
    expect(retryAfterOf(undefined, now, { retry_after: 2.5 })).to.equal(3);
    expect(retryAfterOf(new Headers({ "Retry-After": "9" }), now, { retry_after: 3 })).to.equal(9);
    for (const error of [{ retry_after: -1 }, { retry_after: "3" }, { retry_after: NaN }, "slow down"]) {
      expect(retryAfterOf(new Headers(), now, error)).to.equal(undefined);
    }
  });
});

describe("a host", () => {
  const hostOf = (address: string): string => new URL(address).hostname;
  it("is this machine by its addresses and its one name", () => {
    for (const own of [
      "http://localhost:1",
      "http://127.0.0.1",
      "http://127.8.9.1",
      "http://[::1]",
      "http://2130706433",
    ])
      expect(isLoopbackHost(hostOf(own)), own).to.equal(true);
    for (const other of [
      "http://localhost.example",
      "http://128.0.0.1",
      "http://a.localhost",
      "http://127.0.0.1.nip.io",
    ])
      expect(isLoopbackHost(hostOf(other)), other).to.equal(false);
  });
  it("below localhost is this machine for a browser alone", () => {
    expect(isLocalHost(hostOf("http://a.localhost"))).to.equal(true);
    expect(isLocalHost(hostOf("http://alocalhost"))).to.equal(false);
  });
  it("is of a private network by its number or its name", () => {
    for (const near of ["http://10.1.2.3", "http://gpu", "http://nas.local", "http://[fd00::1]", "http://localhost."])
      expect(isPrivateHost(hostOf(near)), near).to.equal(true);
    for (const near of [
      ...[
        "http://metadata.google.internal",
        "http://wiki.corp",
        "http://x.localdomain",
        "http://1.0.0.127.in-addr.arpa",
      ],
      ...["http://0x7f.1", "http://017700000001", "http://127.1", "http://１２７.0.0.1", "http://127.0.0.1."],
      ...["http://100.100.100.200", "http://198.18.0.1", "http://224.0.0.1", "http://255.255.255.255", "http://[::]"],
      ...[
        "http://[::ffff:10.0.0.1]",
        "http://[64:ff9b::a00:1]",
        "http://[2002:7f00:1::]",
        "http://[fe80::1]",
        "http://[ff02::1]",
      ],
    ])
      expect(isPrivateHost(hostOf(near)), near).to.equal(true);
    for (const far of [
      "http://example.com",
      "http://8.8.8.8",
      "http://[2a00::1]",
      "http://[::ffff:8.8.8.8]",
      "http://corp.example",
    ])
      expect(isPrivateHost(hostOf(far)), far).to.equal(false);
    expect(isPrivateHost("example.com")).to.equal(false);
    const names = ["cdn.example.com", "10.0.0.1.nip.io", "localtest.me.", "8.8.8.8", "[2a00::1]", "gpu"];
    expect(names.map(isPublicName)).to.deep.equal([true, false, false, false, false, false]);
    expect([isIpAddress("[::2]"), isIpAddress("1.2.3.4"), isIpAddress("1.example")]).to.deep.equal([true, true, false]);
  });
});

describe("a WAV file", () => {
  it("comes back as it was written", () => {
    const samples = Int16Array.of(0, 1, -1, 32_767, -32_768);
    expect(decodeWav(encodeWav(samples, 22_050))).to.deep.equal({ samples, sampleRate: 22_050 });
  });

  it("is one that browsers play, with 8 bits too", async () => {
    const context = new OfflineAudioContext(1, 1, 8000);
    for (const samples of [new Int16Array(800), new Uint8Array(800).fill(128)]) {
      const buffer = await context.decodeAudioData(encodeWav(samples, 8000).buffer);
      expect([buffer.duration, buffer.numberOfChannels]).to.deep.equal([0.1, 1]);
      expect(buffer.getChannelData(0).every((sample) => Math.abs(sample) < 0.01)).to.equal(true);
    }
  });

  it("may have other parts before its sound, and announce more than it has", () => {
    const plain = encodeWav(Int16Array.of(5, 6), 8000);
    const note = new TextEncoder().encode("note\u0003\u0000\u0000\u0000abc\u0000");
    const file = new Uint8Array([...plain.subarray(0, 36), ...note, ...plain.subarray(36)]);
    new DataView(file.buffer).setUint32(36 + note.length + 4, 0x7fff_f000, true);
    expect([...decodeWav(file).samples]).to.deep.equal([5, 6]);
  });

  it("is refused when it is none, or none of this kind", () => {
    const stereo = encodeWav(Int16Array.of(1), 8000);
    stereo[22] = 2;
    for (const bytes of [
      new Uint8Array(),
      new Uint8Array(44),
      stereo,
      encodeWav(new Int16Array(1), 8000).subarray(0, 36),
    ])
      expect(() => decodeWav(bytes)).to.throw(RangeError);
  });
});

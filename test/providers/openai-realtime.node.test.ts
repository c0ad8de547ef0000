import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { VADEvent, VADProvider } from "../../src/core/ports/voice-activity.js";
import { OpenAIRealtimeSTT } from "../../src/providers/openai/index.js";
import { connectedListener as ready, realtimeListener, soundOf, TOKEN, typesOf } from "../support/realtime-listener.js";
import { silence, spoken } from "../support/realtime-server.js";

const PREFIX = "conversation.item.input_audio_transcription";
const committed = (item: string, previous: string | null) => ({
  type: "input_audio_buffer.committed",
  item_id: item,
  previous_item_id: previous,
});
const delta = (item: string, text: string) => ({ type: `${PREFIX}.delta`, item_id: item, delta: text });
const completed = (item: string, text: string) => ({ type: `${PREFIX}.completed`, item_id: item, transcript: text });
const failedItem = (item: string) => ({
  type: `${PREFIX}.failed`,
  item_id: item,
  error: { type: "server_error", message: `It broke with ${TOKEN}.` },
});
const wrong = (error: Record<string, unknown>) => ({ type: "error", error });

const commitsOf = (line: { readonly sent: readonly Record<string, unknown>[] }): number =>
  typesOf(line).filter((type) => type === "input_audio_buffer.commit").length;
async function failure(promise: Promise<unknown>): Promise<LiveAvatarError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(LiveAvatarError.is(error), String(error));
  assert.ok(!JSON.stringify([error.message, error.help, String(error.cause)]).includes(TOKEN));
  return error;
}

describe("OpenAIRealtimeSTT connects", () => {
  it("with the token as a sub-protocol and a session of its own", async () => {
    const { connect, line, lines, stt } = await ready({ prompt: "Shoes.", language: "en" }, { language: "de-AT" });
    assert.equal(stt.sampleRate, 24_000);
    assert.equal(lines.length, 1);
    assert.equal(line.url, "wss://api.openai.com/v1/realtime?intent=transcription");
    assert.deepEqual(line.protocols, ["realtime", `openai-insecure-api-key.${TOKEN}`]);
    const [update] = line.sent;
    assert.deepEqual(update?.["session"], {
      type: "transcription",
      audio: {
        input: {
          format: { type: "audio/pcm", rate: 24_000 },
          transcription: { model: "numbers", language: "de", prompt: "Shoes." },
          turn_detection: { type: "server_vad" },
        },
      },
    });
    connect.close();
  });

  it("to addresses of every kind", async () => {
    for (const [baseURL, url] of [
      ["http://127.0.0.1:8000/v1/", "ws://127.0.0.1:8000/v1/realtime?intent=transcription"],
      ["wss://x.example/v1/realtime", "wss://x.example/v1/realtime?intent=transcription"],
      ["https://x.example/v1?api-version=7", "wss://x.example/v1/realtime?api-version=7&intent=transcription"],
    ] as const) {
      const { line } = await ready({ baseURL });
      assert.equal(line.url, url);
    }
  });

  it("with every form of a token", async () => {
    for (const answer of [
      TOKEN,
      { value: TOKEN },
      { token: TOKEN },
      { client_secret: { value: TOKEN, expires_at: 1 } },
    ]) {
      const { line } = await ready({ token: async () => answer });
      assert.deepEqual(line.protocols[1], `openai-insecure-api-key.${TOKEN}`);
    }
    for (const answer of [undefined, "", {}, [], { value: 7 }, `${TOKEN} x`, `${TOKEN}\r\n\u0000`, "x".repeat(5000)]) {
      const { stt, callbacks, lines } = realtimeListener({ token: () => answer });
      const error = await failure(stt.connect(callbacks));
      assert.equal(error.code, "stt-failed");
      assert.equal(error.retryable, false);
      assert.equal(lines.length, 0);
    }
  });

  it("in the newer models' way of languages", async () => {
    const { line } = await ready({ model: "gpt-live-transcribe", language: "en-US" });
    const { session } = line.sent[0] as { session: { audio: { input: { transcription: unknown } } } };
    assert.deepEqual(session.audio.input.transcription, { model: "gpt-live-transcribe", languages: ["en"] });
  });

  it("not without a model, a token and a good address", () => {
    const token = () => TOKEN;
    for (const [options, code] of [
      [{ token }, "config-missing"],
      [{ model: " ", token }, "config-missing"],
      [{ model: "x" }, "config-missing"],
      [{ model: "x", token, turnDetection: "semantic" }, "config-invalid"],
      [{ model: "x", token, baseURL: "ftp://x.example" }, "config-invalid"],
      [{ model: "x", token, baseURL: "https://u:p@x.example" }, "config-invalid"],
    ] as const) {
      assert.throws(
        () => new OpenAIRealtimeSTT(options as never),
        (error) => LiveAvatarError.is(error) && error.code === code,
      );
    }
  });

  it("and tells why it could not", async () => {
    const rows: [Parameters<typeof realtimeListener>[1], string, boolean][] = [
      [{ refuses: () => 401 }, "stt-refused", false],
      [{ refuses: () => 403 }, "stt-refused", false],
      [{ refuses: () => 404 }, "stt-refused", false],
      [{ refuses: () => 429 }, "stt-rate-limited", true],
      [{ refuses: () => 503 }, "stt-failed", true],
      [{ refuses: () => true }, "stt-failed", true],
      [
        { script: () => ({ refusal: { code: "invalid_api_key", message: `Incorrect API key: ${TOKEN}` } }) },
        "stt-refused",
        false,
      ],
      [
        { script: () => ({ refusal: { code: "model_not_found", message: "The model does not exist" } }) },
        "stt-refused",
        false,
      ],
      [
        { script: () => ({ refusal: { code: "unknown_parameter", message: "Unknown parameter" } }) },
        "stt-refused",
        false,
      ],
      [{ script: () => ({ refusal: { type: "server_error", message: "oh" } }) }, "stt-failed", true],
      [
        { script: () => ({ refusal: { code: "insufficient_quota", message: "pay", retry_after: 7 } }) },
        "stt-rate-limited",
        true,
      ],
    ];
    for (const [lines, code, retryable] of rows) {
      const { stt, callbacks, clock } = realtimeListener({}, lines);
      const connecting = failure(stt.connect(callbacks));
      await clock.advance(1000);
      const error = await connecting;
      assert.equal(error.code, code);
      assert.equal(error.retryable, retryable, error.message);
      assert.equal(clock.pending, 0);
    }
  });

  it("once more where the token was too old", async () => {
    const listener = realtimeListener(
      {},
      {
        script: (index) =>
          index === 0 ? { refusal: { code: "token_expired", message: "The ephemeral token has expired." } } : {},
      },
    );
    await listener.connect();
    assert.equal(listener.tokens, 2);
  });

  it("within 15 s, or says so", async () => {
    for (const lines of [{ script: () => ({ isSilent: true }) }, { latencyMs: () => 60_000 }]) {
      const listener = realtimeListener({}, lines);
      const { stt, callbacks, clock } = listener;
      const connecting = failure(stt.connect(callbacks));
      await clock.advance(15_000);
      assert.equal((await connecting).code, "stt-timeout");
      assert.equal(listener.line.isOpen, false);
    }
    const { stt, callbacks, clock } = realtimeListener({ token: () => new Promise(() => undefined) });
    const connecting = failure(stt.connect(callbacks));
    await clock.advance(15_000);
    assert.equal((await connecting).code, "stt-timeout");
    assert.equal(clock.pending, 0);
  });

  it("until it is aborted", async () => {
    for (const ms of [0, 5, 15]) {
      const { stt, callbacks, clock, lines } = realtimeListener();
      const controller = new AbortController();
      const connecting = stt.connect(callbacks, { signal: controller.signal });
      await clock.advance(ms);
      controller.abort();
      await assert.rejects(connecting, { name: "AbortError" });
      await clock.advance(60_000);
      assert.equal(lines.at(-1)?.isOpen ?? false, false);
      assert.equal(clock.pending, 0);
    }
  });

  it("to a server that never tells its new session", async () => {
    const { stt, callbacks, clock, lines } = realtimeListener({}, { script: () => ({ isSilent: true }) });
    const connecting = stt.connect(callbacks);
    await clock.advance(100);
    lines[0]?.say({ type: "session.created", session: {} });
    await clock.advance(2100);
    (await connecting).close();
  });
});

describe("OpenAIRealtimeSTT tells", () => {
  it("speech, partials and finals", async () => {
    const { connect, say, told } = await ready();
    await say(connect, silence(500), spoken(1, 300), spoken(2, 300), silence(1000));
    assert.deepEqual(told, ["speech", "silence", "partial: 1", "partial: 1 2", "final: 1 2"]);
  });

  it("finals in the order of speech, however they come", async () => {
    const { line, told, clock } = await ready();
    line.say(committed("b", "a"));
    line.say(completed("b", "two"));
    line.say(committed("c", "b"));
    line.say(completed("c", "three"));
    line.say(delta("c", "ignored"));
    await clock.advance(1000);
    assert.deepEqual(told, []);
    line.say(committed("a", null));
    line.say(delta("a", "on"));
    line.say(completed("a", "one"));
    await clock.advance(1000);
    assert.deepEqual(told, ["partial: on", "final: one", "final: two", "final: three"]);
  });

  it("partials of the item whose turn it is alone", async () => {
    const { line, told, clock } = await ready();
    line.say(committed("a", null));
    line.say(committed("b", "a"));
    line.say(delta("b", "two"));
    line.say(delta("a", "one"));
    await clock.advance(1000);
    assert.deepEqual(told, ["partial: one"]);
    line.say(completed("a", "one!"));
    await clock.advance(1000);
    assert.deepEqual(told, ["partial: one", "final: one!", "partial: two"]);
  });

  it("late words as late, after 5 s", async () => {
    const { line, told, clock } = await ready();
    line.say(committed("a", null));
    line.say(committed("b", "a"));
    line.say(completed("b", "two"));
    await clock.advance(4900);
    assert.deepEqual(told, []);
    await clock.advance(1700);
    assert.deepEqual(told, ["final: two"]);
    line.say(completed("a", "one"));
    line.say(committed("c", "b"));
    line.say(completed("c", "three"));
    await clock.advance(1000);
    assert.deepEqual(told, ["final: two", "final late: one", "final: three"]);
  });

  it("a failed item as an error, and goes on", async () => {
    const { line, told, clock, errors, codes } = await ready();
    line.say(committed("a", null));
    line.say(committed("b", "a"));
    line.say(completed("b", "two"));
    line.say(failedItem("a"));
    line.say(failedItem("a"));
    await clock.advance(1000);
    assert.deepEqual(told, ["final: two"]);
    assert.deepEqual(codes(), ["stt-failed"]);
    assert.ok(!errors[0]?.message.includes(TOKEN));
  });

  it("an item without words in 30 s as an error", async () => {
    const { connect, say, codes, told } = await ready({}, {}, { script: () => ({ fate: () => "never" }) });
    await say(connect, spoken(1, 300), silence(32_000));
    assert.deepEqual(codes(), ["stt-timeout"]);
    assert.deepEqual(told, ["speech", "silence"]);
  });

  it("nothing of what makes no sense", async () => {
    const { line, told, clock, errors, closed } = await ready();
    line.say("{");
    line.say("");
    line.say([]);
    line.say({ type: 7 });
    line.say({ type: "response.done", item_id: "a" });
    line.say({ type: `${PREFIX}.completed` });
    line.say({ type: `${PREFIX}.completed`, item_id: { a: 1 }, transcript: "x" });
    line.say({ type: `${PREFIX}.delta`, item_id: "x".repeat(1000), delta: "x" });
    line.say({ type: "input_audio_buffer.committed", item_id: 7 });
    line.say({ type: "input_audio_buffer.speech_started", item_id: "z", audio_start_ms: -1e300 });
    line.say({ type: "input_audio_buffer.speech_stopped", item_id: "z", audio_end_ms: 1e300 });
    line.say(completed("huge", "x".repeat(1_100_000)));
    await clock.advance(1000);
    assert.deepEqual(told, ["speech", "silence"]);
    line.say(completed("a", '<img src=x onerror="alert(1)"> {{x}}'));
    line.say(completed("a", "once more"));
    line.say(delta("a", "late"));
    line.say(committed("a", null));
    line.say({ type: `${PREFIX}.completed`, item_id: "b", transcript: 7 });
    await clock.advance(10_000);
    assert.deepEqual(told.slice(2), ['final: <img src=x onerror="alert(1)"> {{x}}']);
    assert.deepEqual([errors, closed], [[], []]);
  });

  it("everything once where every event comes twice", async () => {
    const { connect, say, finals } = await ready({}, {}, { script: () => ({ doubles: true }) });
    await say(connect, spoken(1, 300), silence(1000), spoken(2, 300), silence(1000));
    assert.deepEqual(finals(), ["final: 1", "final: 2"]);
  });

  it("an error of the server, the same one not all the time", async () => {
    const { line, clock, codes, errors } = await ready();
    for (let count = 0; count < 20; count += 1)
      line.say(wrong({ message: `Something ${TOKEN}`, type: "server_error" }));
    line.say(wrong({ code: "rate_limit_exceeded", message: "slow", retry_after: 3 }));
    line.say(wrong({ code: "input_audio_buffer_commit_empty", message: "buffer too small" }));
    line.say({ type: "error" });
    await clock.advance(1000);
    assert.deepEqual(codes(), ["stt-failed", "stt-rate-limited", "stt-failed"]);
    assert.equal(errors[1]?.retryAfter, 3);
    assert.ok(errors.every(({ message }) => !message.includes(TOKEN)));
  });

  it("nothing more once it was closed", async () => {
    const { connect, say, told, line, clock, closed } = await ready();
    await say(connect, spoken(1, 300));
    connect.close();
    connect.close();
    assert.equal(line.isOpen, false);
    connect.send(spoken(2, 300));
    connect.finalize();
    await clock.advance(60_000);
    assert.deepEqual(told, ["speech"]);
    assert.deepEqual(closed, []);
    assert.equal(clock.pending, 0);
  });

  it("everything, also to callbacks that throw", async () => {
    const { clock, stt, callbacks, finals, say } = realtimeListener();
    const throwing = Object.fromEntries(
      Object.entries(callbacks).map(([name, callback]) => [
        name,
        (...args: never[]) => {
          (callback as (...given: never[]) => unknown)(...args);
          throw new Error(name);
        },
      ]),
    ) as unknown as typeof callbacks;
    const connecting = stt.connect(throwing);
    await clock.advance(1000);
    await say(await connecting, spoken(1, 300), silence(1000), spoken(2, 300), silence(1000));
    assert.deepEqual(finals(), ["final: 1", "final: 2"]);
  });
});

describe("finalize()", () => {
  it("ends what is being said, with a server that takes turns", async () => {
    const { connect, say, finals, clock } = await ready();
    await say(connect, spoken(1, 320));
    connect.finalize();
    await clock.advance(1000);
    assert.deepEqual(finals(), ["final: 1"]);
    connect.finalize();
    await say(connect, spoken(2, 300), silence(1000));
    assert.deepEqual(finals(), ["final: 1", "final: 2"]);
  });

  it("commits where the server takes no turns, and no empty or short buffer", async () => {
    const { connect, say, finals, clock, line, errors } = await ready({ turnDetection: "none" });
    connect.finalize();
    await say(connect, spoken(1, 30));
    connect.finalize();
    connect.finalize();
    await clock.advance(1000);
    assert.equal(commitsOf(line), 1);
    assert.deepEqual(finals(), ["final: ", "final: 1"]);
    assert.deepEqual(errors, []);
  });

  it("has silence recognised by nobody", async () => {
    const { connect, say, told, line } = await ready({ turnDetection: "none" });
    await say(connect, silence(500));
    connect.finalize();
    await say(connect, silence(500));
    assert.equal(commitsOf(line), 0);
    assert.deepEqual(typesOf(line).filter((type) => type === "input_audio_buffer.clear").length, 1);
    assert.deepEqual(told, ["final: "]);
  });

  it("says that nothing was said, to a server that takes turns when that has had its time", async () => {
    const { connect, say, finals, clock, line, told } = await ready();
    await say(connect, silence(1000));
    connect.finalize();
    await clock.advance(1000);
    assert.deepEqual(finals(), []);
    await clock.advance(1000);
    assert.deepEqual(finals(), ["final: "]);
    assert.deepEqual(typesOf(line).filter((type) => type === "session.update").length, 2);
    await clock.advance(10_000);
    await say(connect, spoken(1, 300), silence(1000));
    assert.deepEqual(told.slice(1), ["speech", "silence", "partial: 1", "final: 1"]);
  });

  it("says so only when nothing else is to come", async () => {
    for (const [first, second, expected] of [
      [completed("a", ""), completed("b", "two"), ["final: two"]],
      [completed("a", ""), completed("b", ""), ["final: "]],
      [completed("a", "one"), completed("b", ""), ["final: one", "final: "]],
      [completed("a", ""), failedItem("b"), ["final: "]],
      [failedItem("a"), completed("b", "two"), ["final: two"]],
    ] as const) {
      const { connect, line, finals, clock } = await ready();
      line.say(committed("a", null));
      line.say(committed("b", "a"));
      await clock.advance(100);
      connect.finalize();
      line.say(first);
      await clock.advance(2000);
      line.say(second);
      await clock.advance(10_000);
      assert.deepEqual(finals(), expected);
    }
  });

  it("of a server that hears speech waits for its words", async () => {
    const { connect, line, finals, clock } = await ready();
    connect.finalize();
    line.say({ type: "input_audio_buffer.speech_started", item_id: "a", audio_start_ms: 0 });
    await clock.advance(4000);
    assert.deepEqual(finals(), []);
    line.say(committed("a", null));
    line.say(completed("a", ""));
    await clock.advance(100);
    assert.deepEqual(finals(), ["final: "]);
  });
});

describe("a server that takes no turns", () => {
  it("is found out once, and remembered", async () => {
    const listener = realtimeListener({}, { script: () => ({ refusesTurns: true }) });
    const connection = await listener.connect();
    const turns = () =>
      listener.lines
        .at(-1)!
        .sent.filter(({ type }) => type === "session.update")
        .map(
          ({ session }) => (session as { audio: { input: { turn_detection: unknown } } }).audio.input.turn_detection,
        );
    assert.deepEqual(turns(), [{ type: "server_vad" }, null]);
    await listener.say(connection, spoken(1, 300), silence(2000));
    connection.finalize();
    await listener.clock.advance(1000);
    assert.deepEqual(listener.finals(), ["final: 1"]);
    connection.close();
    await listener.connect();
    assert.deepEqual(turns(), [null]);
  });

  it("is found out by the session that it reports", async () => {
    const listener = realtimeListener({}, { script: () => ({ dropsTurns: true }) });
    const connection = await listener.connect();
    await listener.say(connection, spoken(1, 300));
    connection.finalize();
    await listener.clock.advance(1000);
    assert.deepEqual(listener.finals(), ["final: 1"]);
  });

  it("gets a commit after 30 s of sound at the latest", async () => {
    const { connect, say, line } = await ready({ turnDetection: "none" });
    await say(connect, spoken(1, 31_000));
    assert.equal(commitsOf(line), 1);
  });

  it("hears what a detector takes for speech, and a little before", async () => {
    const vad = new LoudVAD();
    const { connect, say, finals, told, line } = await ready({ turnDetection: "none", vad });
    await say(connect, silence(20_000), spoken(1, 500), silence(3000), spoken(2, 500), silence(10_000));
    assert.deepEqual(finals(), ["final: 1", "final: 2"]);
    assert.deepEqual(
      told.filter((text) => !text.includes(":")),
      ["speech", "silence", "speech", "silence"],
    );
    const sent = soundOf(line);
    assert.ok(sent > 1500 && sent < 5000, `${sent} ms were sent`);
    connect.close();
    assert.equal(vad.listeners, 0);
    assert.equal(vad.isDisposed, false);
  });

  it("hears nothing of a misfire", async () => {
    const vad = new LoudVAD();
    const { connect, say, told, line } = await ready({ turnDetection: "none", vad });
    await say(connect, silence(1000), spoken(1, 50), silence(3000));
    assert.equal(commitsOf(line), 0);
    assert.deepEqual(told, ["speech", "silence"]);
  });

  it("hears all where the detector breaks", async () => {
    const vad = new LoudVAD();
    const { connect, say, finals, errors } = await ready({ turnDetection: "none", vad });
    vad.isBroken = true;
    await say(connect, spoken(1, 500));
    connect.finalize();
    await say(connect, silence(1000));
    assert.deepEqual(finals(), ["final: 1"]);
    assert.equal(errors.length, 1);
  });
});

/** Speech is what is loud; less than 100 ms of it is none. */
class LoudVAD implements VADProvider {
  readonly id = "loud";
  readonly sampleRate = 16_000;
  readonly onsetMs = 300;
  isBroken = false;
  isDisposed = false;
  readonly #listeners = new Map<VADEvent, Set<() => void>>();
  #loud = 0;
  #quiet = 0;
  #isSpeech = false;

  get listeners(): number {
    return [...this.#listeners.values()].reduce((count, set) => count + set.size, 0);
  }

  async process(frame: Float32Array): Promise<void> {
    await Promise.resolve();
    if (this.isBroken) throw new Error("broken");
    for (const sample of frame) {
      if (Math.abs(sample) > 0.01) {
        this.#loud += 1;
        this.#quiet = 0;
        if (!this.#isSpeech) this.#tell("speech-start", true);
      } else this.#quiet += 1;
      if (!this.#isSpeech || this.#quiet < 8000) continue;
      this.#tell(this.#loud < 1600 ? "misfire" : "speech-end", false);
      this.#loud = 0;
    }
  }

  reset(): void {
    this.#isSpeech = false;
    this.#loud = 0;
  }

  on(event: VADEvent, fn: () => void): () => void {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set.add(fn));
    return () => void set.delete(fn);
  }

  dispose(): void {
    this.isDisposed = true;
  }

  #tell(event: VADEvent, isSpeech: boolean): void {
    this.#isSpeech = isSpeech;
    for (const fn of this.#listeners.get(event) ?? []) fn();
  }
}

/** What becomes of what is said while there is no connection, or a bad one. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import { connectedListener as ready, soundOf, TOKEN, typesOf } from "../support/realtime-listener.js";
import { silence, spoken } from "../support/realtime-server.js";

const wrong = (error: Record<string, unknown>) => ({ type: "error", error });

describe("a connection that breaks off", () => {
  it("in mid-sentence is renewed, and the sentence is told once", async () => {
    const listener = await ready();
    const { connect, say, finals, lines, codes } = listener;
    await say(connect, spoken(1, 300), silence(1000), spoken(2, 300));
    listener.lines.at(-1)!.cut(1006);
    await say(connect, spoken(3, 300), spoken(4, 1500), silence(1500));
    assert.deepEqual(finals(), ["final: 1", "final: 2 3 4"]);
    assert.equal(lines.length, 2);
    assert.deepEqual(codes(), ["stt-interrupted"]);
  });

  it("has nothing told twice, although the server says twice what it has committed", async () => {
    const doubles = { script: () => ({ doubles: true }) };
    const { connect, line, lines, say, finals, clock } = await ready({ turnDetection: "none" }, {}, doubles);
    for (const number of [1, 2, 3]) {
      connect.send(spoken(number, 300));
      connect.finalize();
    }
    await clock.advance(1000);
    assert.deepEqual(finals(), ["final: 1", "final: 2", "final: 3"]);
    line.cut();
    await clock.advance(1000);
    await say(connect, spoken(4, 300));
    connect.finalize();
    await clock.advance(1000);
    assert.equal(lines.length, 2);
    assert.deepEqual(finals().slice(3), ["final: 4"]);
    assert.ok(soundOf(lines[1]!) < 400, "nothing of it was heard twice");
  });

  it("is tried five times, ever later, and then given up", async () => {
    const { connect, line, lines, clock, closed, codes } = await ready({}, {}, { refuses: (index) => index > 0 });
    const began = clock.now();
    const times: number[] = [];
    line.cut();
    for (let at = 0; at < 30_000 && closed.length === 0; at += 50) {
      const before = lines.length;
      await clock.advance(50);
      if (lines.length > before) times.push(clock.now() - began);
    }
    assert.deepEqual(times, [500, 1550, 3550, 7550, 15_550]);
    assert.equal(closed.length, 1);
    assert.equal(closed[0]?.code, "stt-failed");
    assert.deepEqual(codes(), ["stt-interrupted"]);
    connect.close();
    assert.equal(clock.pending, 0);
  });

  it("is not tried again where the token or the visitor is refused", async () => {
    let asked = 0;
    const token = () => {
      asked += 1;
      if (asked > 1) throw new LiveAvatarError("stt-refused", "The token endpoint answered 403.", { status: 403 });
      return TOKEN;
    };
    const { line, clock, closed } = await ready({ token });
    line.cut();
    await clock.advance(60_000);
    assert.equal(asked, 2);
    assert.deepEqual(
      closed.map((error) => error?.code),
      ["stt-refused"],
    );
    assert.equal(clock.pending, 0);
  });

  it("is not tried again where the server says that it is refused", async () => {
    const { line, lines, clock, closed, errors } = await ready();
    line.cut(4000, "invalid_request_error.invalid_api_key");
    await clock.advance(60_000);
    assert.deepEqual(
      closed.map((error) => error?.code),
      ["stt-refused"],
    );
    assert.deepEqual([lines.length, errors, clock.pending], [1, [], 0]);
  });

  it("is told nothing twice that was told, also where commits are said twice", async () => {
    const listener = await ready({ turnDetection: "none" }, {}, { script: () => ({ doubles: true }) });
    const { connect, say, finals } = listener;
    for (const number of [1, 2, 3]) {
      await say(connect, spoken(number, 300));
      connect.finalize();
      await say(connect, silence(500));
    }
    listener.lines.at(-1)!.cut();
    await say(connect, silence(2000), spoken(4, 300));
    connect.finalize();
    await say(connect, silence(500));
    assert.deepEqual(finals(), ["final: 1", "final: 2", "final: 3", "final: 4"]);
  });

  it("waits for as long as a limit says", async () => {
    let asked = 0;
    const token = () => {
      asked += 1;
      if (asked === 2)
        throw new LiveAvatarError("stt-rate-limited", "The token endpoint answered 429.", { retryAfter: 20 });
      return TOKEN;
    };
    const { line, lines, clock } = await ready({ token });
    line.cut();
    await clock.advance(20_400);
    assert.equal(lines.length, 1);
    await clock.advance(1000);
    assert.equal(lines.length, 2);
  });

  it("at the end of the session's time is nothing to tell", async () => {
    const listener = await ready();
    const { connect, say, finals, errors } = listener;
    await say(connect, silence(31_000), spoken(1, 300));
    listener.lines
      .at(-1)!
      .say(wrong({ code: "session_expired", message: "Your session hit the maximum duration of 60 minutes." }));
    await say(connect, spoken(2, 300), silence(1500));
    assert.deepEqual(finals(), ["final: 1 2"]);
    assert.deepEqual(errors, []);
  });

  it("without a word is found by asking", async () => {
    const listener = await ready();
    const { connect, say, finals, lines, codes } = listener;
    await say(connect, spoken(1, 300), silence(1000));
    listener.lines.at(-1)!.freeze();
    await say(connect, spoken(2, 300), silence(30_000));
    assert.deepEqual(finals(), ["final: 1", "final: 2"]);
    assert.equal(lines.length, 2);
    assert.deepEqual(codes(), ["stt-interrupted"]);
  });

  it("is not asked for while nothing is sent", async () => {
    const { line, clock, lines } = await ready();
    await clock.advance(600_000);
    assert.equal(typesOf(line).length, 1);
    assert.equal(lines.length, 1);
  });

  it("forgets silence that the server has heard", async () => {
    const listener = await ready();
    const { connect, say } = listener;
    await say(connect, silence(50_000));
    listener.lines.at(-1)!.cut();
    await say(connect, silence(3000));
    const sent = soundOf(listener.lines.at(-1)!);
    assert.ok(sent < 25_000, `${sent} ms were sent again`);
  });

  it("for more than a minute says that words were lost", async () => {
    const listener = await ready({}, {}, { refuses: (index) => index === 1 || index === 2 });
    const { connect, say, codes, finals } = listener;
    await say(connect, spoken(1, 300));
    connect.send(silence(65_000));
    listener.lines.at(-1)!.cut();
    await say(connect, spoken(2, 300), silence(6000));
    assert.deepEqual(finals(), ["final: 2"]);
    assert.ok(codes().includes("stt-interrupted"));
    assert.ok(listener.errors.some(({ message }) => message.includes("words were lost")));
  });
});

describe("a line that is too slow", () => {
  it("waits for 30 s, and then loses the oldest", async () => {
    const { connect, say, line, codes, finals, clock } = await ready();
    line.fill(10_000_000);
    await say(connect, spoken(1, 300), silence(9000));
    assert.equal(soundOf(line), 0);
    line.fill(0);
    await clock.advance(500);
    assert.deepEqual(finals(), ["final: 1"]);
    assert.deepEqual(codes(), []);
    line.fill(10_000_000);
    await say(connect, spoken(2, 1000), silence(31_000), spoken(3, 300));
    assert.deepEqual(codes(), ["stt-failed"]);
    line.fill(0);
    await say(connect, silence(1500));
    assert.deepEqual(finals(), ["final: 1", "final: 3"]);
  });
});

/** What the relay sends, when, and what it does with what comes back. */
import { expect } from "chai";
import type { EventRelay } from "../../src/browser/index.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { SESSION_EVENTS } from "../../src/core/session-events.js";
import { until } from "../contracts/framework.js";
import {
  type Answer,
  broken,
  leavePage,
  nextTask,
  pass,
  relayed,
  returnToPage,
  taken,
  unreachable,
} from "../support/relayed.js";

const relays: EventRelay[] = [];
function make(...args: Parameters<typeof relayed>) {
  const made = relayed(...args);
  relays.push(made.relay);
  return made;
}
const hanging: Answer = () => new Promise<Response>(() => undefined);

afterEach(() => {
  for (const relay of relays.splice(0)) relay.dispose();
});

describe("EventRelay", () => {
  it("tells what api.md says, to the site, with its own session id", async () => {
    const { clock, session, asked } = make();
    session.id = "of-the-service";
    session.emit("state-change", "connecting", "idle");
    session.emit("state-change", "ready", "connecting");
    session.say("Hello");
    await clock.advance(249);
    expect(asked.length).to.equal(0);
    await clock.advance(1);
    await until(() => asked.length === 1);
    const { request, batch } = asked[0]!;
    expect(request.method).to.equal("POST");
    expect(new URL(request.url).pathname).to.equal("/api/relay");
    expect(request.credentials).to.equal("same-origin");
    expect(request.keepalive).to.equal(false);
    expect(request.headers.get("Content-Type")).to.equal("application/json");
    expect(request.headers.get("Authorization")).to.equal(null);
    expect(batch).to.deep.equal({
      ...{ version: 1, sessionId: batch.sessionId, batchId: batch.batchId },
      events: [
        { seq: 1, type: "state-change", at: 1000, detail: { state: "connecting", previous: "idle" } },
        {
          seq: 2,
          type: "state-change",
          at: 1000,
          detail: { state: "ready", previous: "connecting", id: "of-the-service" },
        },
        {
          ...{ seq: 3, type: "message", at: 1000 },
          detail: { message: { id: "m-1", role: "user", content: "Hello", createdAt: 1 } },
        },
      ],
    });
    expect(batch.sessionId).to.match(/^[0-9a-f]{32}$/);
    const other = make();
    other.session.say("Hello");
    await other.clock.advance(250);
    await until(() => other.asked.length === 1);
    expect(other.asked[0]!.batch.sessionId).not.to.equal(batch.sessionId);
  });

  it("hears every event of the table", async () => {
    const { clock, session, asked } = make();
    for (const name of Object.keys(SESSION_EVENTS))
      (session.emit as (name: string, ...args: unknown[]) => void)(name, {});
    await clock.advance(250);
    await until(() => asked.length === 1);
    expect(asked[0]!.batch.events.map(({ type }) => type)).to.deep.equal(Object.keys(SESSION_EVENTS));
  });

  it("sends one request at a time, and all that has come meanwhile with the next", async () => {
    let answer: (response: Response) => void = () => undefined;
    const slow: Answer = () => new Promise((resolve) => (answer = resolve));
    const { clock, session, seqs } = make([slow, taken]);
    session.say("1");
    await clock.advance(250);
    session.say("2");
    session.say("3");
    await clock.advance(5000);
    expect(seqs()).to.deep.equal([[1]]);
    answer(Response.json({}));
    await nextTask();
    await nextTask();
    await clock.advance(250);
    await until(() => seqs().length === 2);
    expect(seqs()).to.deep.equal([[1], [2, 3]]);
  });

  it("does not let a hundred events wait, and sends at most 500 at once", async () => {
    const { session, seqs } = make();
    for (let count = 0; count < 99; count += 1) session.say("x");
    await nextTask();
    expect(seqs().length).to.equal(0);
    for (let count = 0; count < 901; count += 1) session.say("x");
    await until(() => seqs().flat().length === 1000);
    expect(seqs().map(({ length }) => length)).to.deep.equal([100, 500, 400]);
    expect(seqs().flat()).to.deep.equal(Array.from({ length: 1000 }, (_, index) => index + 1));
  });

  it("keeps each request below a megabyte and below 20,000 parts", async () => {
    const { session, relay, asked } = make();
    const text = "ä".repeat(30_000);
    for (let count = 0; count < 40; count += 1) session.say(text);
    for (let count = 0; count < 40; count += 1) {
      session.emit("tool-result", { id: "t", name: "n", result: Array.from({ length: 900 }, (_, index) => index) });
    }
    await relay.flush();
    expect(asked.flatMap(({ batch }) => batch.events).length).to.equal(80);
    for (const { batch } of asked) {
      const body = JSON.stringify(batch);
      expect(new TextEncoder().encode(body).byteLength).to.be.below(600_000);
      expect(body.match(/[,[{]/g)?.length).to.be.below(20_000);
    }
  });

  it("does not wait when the conversation ends", async () => {
    const { session, seqs } = make();
    session.say("Bye");
    session.emit("ended", "stopped", undefined);
    await until(() => seqs().length === 1);
  });

  it("sends what is left of a session that is destroyed, and is over then", async () => {
    const { clock, session, seqs, relay } = make([unreachable, taken]);
    session.say("Bye");
    session.emit("state-change", "destroyed", "idle");
    session.say("nobody's");
    await nextTask();
    await clock.advance(1000);
    await until(() => seqs().length === 2);
    expect(seqs()).to.deep.equal([[1, 2], [1, 2]]); // prettier-ignore
    await relay.flush();
    await nextTask();
    expect(clock.pending).to.equal(0);
    leavePage();
    await nextTask();
    expect(seqs().length).to.equal(2);
  });

  it("tells by flush() when everything is received", async () => {
    const { session, relay, seqs } = make();
    await relay.flush();
    session.say("1");
    await relay.flush();
    expect(seqs()).to.deep.equal([[1]]);
  });

  it("asks for the token and the page's headers with each request, and waits for both", async () => {
    let count = 0;
    const kinds: string[] = [];
    const { session, relay, asked } = make([taken], {
      token: async () => `token-${(count += 1)}`,
      fetchOptions: async (kind) => {
        kinds.push(kind);
        return { headers: { "X-Csrf": "c", Authorization: "of the page" }, credentials: "include" };
      },
    });
    for (let time = 0; time < 2; time += 1) {
      session.say("x");
      await relay.flush();
    }
    expect(asked.map(({ request }) => request.headers.get("Authorization"))).to.deep.equal([
      "Bearer token-1",
      "Bearer token-2",
    ]);
    expect(asked[0]!.request.headers.get("X-Csrf")).to.equal("c");
    expect(asked[0]!.request.credentials).to.equal("include");
    expect(kinds).to.deep.equal(["relay", "relay"]);
  });

  it("takes whatever answer of success, also one without words", async () => {
    const { session, relay, seqs } = make([() => new Response(null, { status: 204 })]);
    session.say("1");
    await relay.flush();
    expect(seqs()).to.deep.equal([[1]]);
  });

  it("is made for an address of the site or https alone", () => {
    for (const endpoint of ["http://relay.example/", "javascript:1", "https://a:b@relay.example"]) {
      expect(() => make([taken], { endpoint }))
        .to.throw(/The relay endpoint/)
        .with.property("code", "config-invalid");
    }
    make([taken], { endpoint: "https://relay.example/events" });
  });
});

describe("EventRelay, where it does not work", () => {
  it("tries again without end, more and more slowly, with what has come meanwhile", async () => {
    const { clock, session, seqs, answers } = make([unreachable]);
    session.say("1");
    await clock.advance(250);
    const pauses: number[] = [];
    for (let tries = 1, before = clock.now(); tries <= 12; tries += 1) {
      while (seqs().length === tries) {
        await clock.advance(50);
        await nextTask();
      }
      pauses.push(clock.now() - before);
      before = clock.now();
    }
    pauses.forEach((pause, index) => {
      const most = Math.min(30_000, 500 * 2 ** index);
      expect(pause).to.be.within(most / 2, most + 100);
    });
    session.say("2");
    answers.splice(0, 1, taken);
    for (let count = 0; count < 31; count += 1) await clock.advance(1000);
    expect(seqs().at(-1)).to.deep.equal([1, 2]);
  });

  it("waits as long as the site asks, but not for hours", async () => {
    for (const [asked, waited] of [
      [7, 7],
      [86_400, 300],
    ] as const) {
      const { clock, session, seqs } = make([broken(429, { "Retry-After": String(asked) }), taken]);
      session.say("1");
      await clock.advance(250);
      await pass(clock, 500);
      await clock.advance((waited - 1) * 1000);
      expect(seqs().length).to.equal(1);
      await clock.advance(1000);
      await until(() => seqs().length === 2);
    }
  });

  it("tries at once when the browser is online again", async () => {
    const { clock, session, seqs } = make([unreachable, unreachable, unreachable, taken]);
    session.say("1");
    while (seqs().length < 3) await pass(clock, 50);
    window.dispatchEvent(new Event("online"));
    await until(() => seqs().length === 4);
  });

  it("gives up a request after 15 s, and sends the same again", async () => {
    const { clock, session, seqs } = make([hanging, taken]);
    session.say("1");
    await pass(clock, 15_200, 200);
    expect(seqs()).to.deep.equal([[1]]);
    await pass(clock, 600);
    expect(seqs()).to.deep.equal([[1], [1]]);
  });

  it("tries once more with a fresh token where the old one has run out, also after other failures", async () => {
    let count = 0;
    const { clock, session, relay, asked, errors } = make([broken(503), broken(401), taken, broken(401), broken(401)], {
      token: () => `token-${(count += 1)}`,
    });
    session.say("1");
    await clock.advance(250);
    await pass(clock, 2000);
    expect(asked.length).to.equal(3);
    session.say("2");
    const flushed = relay.flush();
    await pass(clock, 2000);
    await flushed;
    expect(asked.length).to.equal(5);
    expect(errors.map(({ status }) => status)).to.deep.equal([401]);
  });

  for (const status of [400, 403, 404, 405, 410, 415, 422]) {
    it(`is over after a ${status}, and says so once, without its token`, async () => {
      const refusing: Answer = () => Response.json({ error: { message: "no word of secret-token here" } }, { status });
      const { clock, session, relay, asked, errors, logged } = make([refusing], { token: () => "secret-token" });
      session.say("1");
      await relay.flush();
      session.say("2");
      await clock.advance(600_000);
      expect(asked.length).to.equal(1);
      expect(errors.map(({ code, fatal, status }) => [code, fatal, status])).to.deep.equal([
        ["relay-refused", false, status],
      ]);
      expect(errors[0]!.message).to.equal(`The relay endpoint answered ${status}: no word of … here`);
      expect(logged).to.deep.equal([`error: The relay is over: ${errors[0]!.message}`]);
      expect(clock.pending).to.equal(0);
    });
  }

  it("sends less at once to a site that takes less, and gives up what is too large for it alone", async () => {
    const most = 3000;
    const picky: Answer = async (asked) =>
      (await asked.request.clone().text()).length > most ? broken(413)(asked) : taken(asked);
    const { session, relay, asked, logged } = make([picky]);
    for (let count = 1; count <= 30; count += 1) session.say(count === 7 ? "x".repeat(most) : "x".repeat(100));
    await relay.flush();
    const received = asked.filter(({ batch }) => JSON.stringify(batch).length <= most);
    const seqs = received.flatMap(({ batch }) => batch.events.map(({ seq }) => seq));
    expect(seqs).to.deep.equal(Array.from({ length: 30 }, (_, index) => index + 1).filter((seq) => seq !== 7));
    expect(logged).to.deep.equal(["warn: The relay endpoint does not take an event of this size: it is given up."]);
  });

  it("goes on where the page's own functions fail", async () => {
    let isBroken = true;
    const { clock, session, seqs } = make([taken], {
      fetchOptions: () => {
        if (isBroken) throw new Error("no session");
        return {};
      },
    });
    session.say("1");
    await pass(clock, 300);
    expect(seqs().length).to.equal(0);
    isBroken = false;
    await pass(clock, 600);
    expect(seqs().length).to.equal(1);
  });

  it("keeps a bounded number of events: chunks go first, then the oldest, and the numbers tell of it", async () => {
    const { clock, session, answers, seqs, logged } = make([unreachable], { maxQueueBytes: 20_000 });
    session.say("first");
    for (let count = 0; count < 200; count += 1) {
      session.emit("chunk", "x".repeat(100), "", "turn-1");
      if (count % 20 === 0) session.say("in between");
    }
    session.emit("transcript", "half", { isFinal: false });
    await clock.advance(250);
    answers.splice(0, 1, taken);
    await clock.advance(60_000);
    await until(() => seqs().length > 1);
    const sent = seqs().at(-1)!;
    expect(sent).to.include.members([1, ...Array.from({ length: 10 }, (_, index) => index * 21 + 3), 212]);
    expect(sent.length).to.be.within(60, 140);
    expect(sent).to.deep.equal([...sent].sort((one, other) => one - other));
    expect(logged.filter((line) => line.startsWith("warn"))).to.have.length(1);

    const full = make([unreachable], { maxQueueBytes: 5000 });
    for (let count = 0; count < 100; count += 1) full.session.say("x".repeat(100));
    await full.clock.advance(250);
    full.answers.splice(0, 1, taken);
    await full.clock.advance(60_000);
    await until(() => full.seqs().length > 1);
    expect(full.seqs().at(-1)!.at(-1)).to.equal(100);
    expect(full.seqs().at(-1)!.length).to.be.within(15, 30);
  });

  it("does not let a listener of its error break it", async () => {
    const { session, relay, logged } = make([broken(403)], {
      onError: () => {
        throw new Error("of the page");
      },
    });
    session.say("1");
    await relay.flush();
    expect(logged.at(-1)).to.equal("error: onError of the relay threw.");
  });

  it("is over at once when it is disposed", async () => {
    const { clock, session, relay, asked } = make([hanging]);
    session.say("1");
    await clock.advance(250);
    const flushed = relay.flush();
    relay.dispose();
    await flushed;
    session.say("2");
    leavePage();
    await clock.advance(60_000);
    expect(asked.length).to.equal(1);
    expect(asked[0]!.request.signal.aborted).to.equal(true);
    expect(clock.pending).to.equal(0);
    returnToPage();
  });
});

describe("EventRelay before consent", () => {
  it("sends and keeps nothing, and counts from the consent on", async () => {
    let agree: () => void = () => undefined;
    const consent = new Promise<void>((resolve) => (agree = resolve));
    const { clock, session, relay, asked, seqs } = make([taken], { consent });
    session.say("private");
    await clock.advance(10_000);
    await relay.flush();
    leavePage();
    returnToPage();
    expect(asked.length).to.equal(0);
    agree();
    await nextTask();
    session.say("told");
    await relay.flush();
    expect(seqs()).to.deep.equal([[1]]);
    expect(JSON.stringify(asked[0]!.batch)).not.to.include("private");
  });

  it("never begins where it is refused, or where it was disposed before", async () => {
    const refused = make([taken], { consent: Promise.reject(new Error("no")) });
    const late = make([taken], { consent: nextTask() });
    late.relay.dispose();
    let listeners = 0;
    late.session.on = () => {
      listeners += 1;
      return () => undefined;
    };
    await nextTask();
    await nextTask();
    expect(listeners).to.equal(0);
    for (const { session, relay, asked } of [refused, late]) {
      session.say("1");
      await relay.flush();
      expect(asked.length).to.equal(0);
    }
  });
});

describe("EventRelay, when the page goes away", () => {
  it("sends what is left in one request that outlives the page, in the same task, with the last token", async () => {
    let count = 0;
    const { clock, session, relay, asked, seqs } = make([taken, hanging, taken], {
      token: () => `token-${(count += 1)}`,
    });
    session.say("1");
    await relay.flush();
    session.say("2");
    await clock.advance(250);
    session.say("3");
    leavePage();
    expect(seqs()).to.deep.equal([[1], [2], [2, 3]]);
    const [, underWay, last] = asked.map(({ request }) => request);
    expect(underWay!.signal.aborted).to.equal(true);
    expect(last!.keepalive).to.equal(true);
    expect(last!.headers.get("Authorization")).to.equal("Bearer token-2");
    returnToPage();
  });

  it("sends what happens after that once more, such as the end", async () => {
    const { session, relay, asked, seqs } = make();
    session.say("1");
    await relay.flush();
    session.say("2");
    leavePage();
    session.emit("ended", "page-left", undefined);
    session.emit("state-change", "idle", "ready");
    await nextTask();
    expect(seqs()).to.deep.equal([[1], [2], [2, 3, 4]]);
    expect(asked.slice(1).every(({ request }) => request.keepalive)).to.equal(true);
    returnToPage();
  });

  it("asks for the token where there was no request yet", async () => {
    const { session, asked } = make([taken], { token: async () => "early" });
    session.say("1");
    leavePage();
    await nextTask();
    expect(asked[0]?.request.headers.get("Authorization")).to.equal("Bearer early");
    returnToPage();
  });

  it("sends what counts most where not everything fits, below 32 KiB with all its requests together", async () => {
    const { session, asked } = make([taken]);
    session.say("x".repeat(16_000));
    session.say("y".repeat(16_000));
    session.emit("chunk", "z".repeat(14_500), "", "turn-1");
    session.emit("chunk", "z".repeat(10_000), "", "turn-1");
    session.say("newest");
    leavePage();
    session.emit("ended", "page-left", undefined);
    session.say("x".repeat(16_000));
    await nextTask();
    expect(asked.map(({ batch }) => batch.events.map(({ seq }) => seq))).to.deep.equal([[2, 4, 5], [6]]);
    const bytes = asked.map(({ batch }) => JSON.stringify(batch).length);
    expect(bytes.reduce((sum, one) => sum + one)).to.be.below(32 * 1024);
    returnToPage();
  });

  it("goes on after it comes back from the page cache, with all that is not known to be received", async () => {
    const { session, relay, seqs } = make([hanging, taken]);
    session.say("1");
    leavePage();
    await nextTask();
    session.say("2");
    returnToPage();
    await relay.flush();
    expect(seqs().at(-1)).to.deep.equal([1, 2]);
    session.say("3");
    await relay.flush();
    expect(seqs().at(-1)).to.deep.equal([3]);
  });

  it("does not wait when the page is only hidden", async () => {
    const { session, asked } = make();
    session.say("1");
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    Reflect.deleteProperty(document, "visibilityState");
    await until(() => asked.length === 1);
    expect(asked[0]!.request.keepalive).to.equal(false);
  });
});

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe("what EventRelay tells", () => {
  async function told(emit: (session: ReturnType<typeof make>["session"]) => void) {
    const { session, relay, asked } = make();
    emit(session);
    await relay.flush();
    return asked[0]!.batch.events.map(({ detail }) => detail);
  }

  it("of a chunk its own text alone", async () => {
    expect(await told((session) => session.emit("chunk", "b", "ab", "turn-1"))).to.deep.equal([
      { text: "b", turnId: "turn-1" },
    ]);
  });

  it("of a thread that goes on the ids of its messages", async () => {
    const message = (id: string) => ({ id, role: "user", content: "said long ago", createdAt: 1 }) as const;
    const [detail] = await told((session) => session.emit("history-loaded", [message("a"), message("b")]));
    expect(detail).to.deep.equal({ messages: [{ id: "a" }, { id: "b" }] });
  });

  it("of pictures that they were there", async () => {
    const picture = { type: "image_url", image_url: { url: "https://pictures.example/of-the-visitor" } } as const;
    const content = [{ type: "text", text: "What is this?" }, picture] as const;
    const [detail] = await told((session) => session.emit("message", { id: "m", role: "user", content, createdAt: 1 }));
    expect(detail).to.deep.equal({
      message: {
        id: "m",
        role: "user",
        content: [{ type: "text", text: "What is this?" }, { type: "image_url" }],
        createdAt: 1,
      },
    });
  });

  it("of an error its code, and nothing that it holds", async () => {
    const cause = new Error("Bearer secret");
    const error = new LiveAvatarError("llm-failed", "It failed.", { cause, status: 503, retryAfter: 3 });
    const wanted = {
      ...{
        code: "llm-failed",
        stage: "llm",
        message: "It failed.",
        retryable: true,
        fatal: false,
        status: 503,
        retryAfter: 3,
      },
    };
    expect(
      await told((session) => {
        session.emit("error", error);
        session.emit("tool-result", { id: "t", name: "n", error });
      }),
    ).to.deep.equal([{ error: wanted }, { id: "t", name: "n", error: wanted }]);
  });

  it("of tools what JSON can carry, within bounds", async () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const hostile = {
      get broken(): never {
        throw new Error("of the page");
      },
    };
    const results: [unknown, unknown][] = [
      [new Date(0), "1970-01-01T00:00:00.000Z"],
      [
        [1n, NaN, undefined, () => 1, Symbol("s")],
        ["1", null, null, null, null],
      ],
      [{ a: undefined, b: () => 1, c: 1 }, { c: 1 }],
      [new TypeError("off"), { name: "TypeError", message: "off" }],
    ];
    for (const [result, wanted] of results) {
      const [detail] = await told((session) => session.emit("tool-result", { id: "t", name: "n", result }));
      expect(detail).to.deep.equal({ id: "t", name: "n", result: wanted });
    }
    const large = [
      ...[
        cycle,
        hostile,
        new Uint8Array(1e7),
        "x".repeat(1e6),
        Array.from({ length: 1e5 }, () => "x"),
        "data:image/png;base64,AAAA",
      ],
      Object.fromEntries(Array.from({ length: 1e5 }, (_, index) => [`key-${index}`, index])),
    ];
    for (const result of large) {
      const [detail] = await told((session) => session.emit("tool-result", { id: "t", name: "n", result }));
      expect(detail!["truncated"]).to.equal(true);
      expect(JSON.stringify(detail).length).to.be.below(40_000);
      // A site's endpoint limits how deep a body is: of ours, 32 levels.
      expect(depthOf(detail)).to.be.below(20);
    }
  });
});

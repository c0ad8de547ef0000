import { expect } from "chai";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeRenderer, recordEvents } from "../../src/testing/index.js";

const LEGAL = new Set(
  (
    "idle>connecting connecting>ready connecting>idle connecting>error connecting>destroyed ready>thinking ready>speaking " +
    "thinking>speaking thinking>ready speaking>thinking speaking>ready ready>destroyed thinking>destroyed " +
    "speaking>destroyed idle>destroyed error>connecting error>destroyed ready>error thinking>error speaking>error"
  ).split(" "),
);

function randomFrom(seed: number): () => number {
  let x = seed;
  return () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 32;
  };
}

async function play(seed: number): Promise<void> {
  const random = randomFrom(seed);
  const clock = new FakeClock();
  const renderer = new FakeRenderer({ clock, mountMs: 20 });
  const session = new AvatarSession({ renderer, clock, maxDurationSeconds: 300, idleTimeoutSeconds: 90 });
  const log = recordEvents(session);
  let open = 0;
  const keep = (promise: Promise<unknown>): void => {
    open += 1;
    promise
      .catch(() => undefined)
      .finally(() => (open -= 1))
      .catch(() => undefined);
  };
  const acts: (() => void | Promise<void>)[] = [
    () => {
      keep(session.start());
    },
    () => {
      keep(session.sendMessage("q"));
    },
    () => {
      keep(session.say("s"));
    },
    () => {
      const since = log.events.length;
      session.interrupt();
      expect(log.names.slice(since).filter((n) => n !== "speech-end" && n !== "state-change")).to.deep.equal([]);
      expect(["thinking", "speaking"]).not.to.include(session.state);
    },
    () => {
      renderer.report({ type: "speech-start" });
    },
    () => {
      renderer.report({ type: "speech-end" });
    },
    () => {
      renderer.report({ type: "reply-chunk", text: "c" });
    },
    () => {
      renderer.report({ type: "reply-text", text: "cc" });
    },
    () => {
      renderer.report({ type: "user-transcript", text: "v", isFinal: random() < 0.5 });
    },
    () => clock.advance(random() * 8000),
    () => clock.advance(30),
    () => {
      if (random() < 0.1) keep(session.stop());
    },
  ];
  keep(session.start());
  await clock.advance(random() * 40);
  for (let i = 0; i < 40; i += 1) await acts[Math.floor(random() * acts.length)]?.();
  session.destroy();
  await clock.advance(0);
  let speaking = false;
  for (const { name, args } of log.events) {
    if (name === "state-change") expect(LEGAL.has(`${String(args[1])}>${String(args[0])}`), args.join()).to.equal(true);
    if (name === "speech-start" || name === "speech-end") {
      expect(speaking).to.equal(name === "speech-end");
      speaking = name === "speech-start";
    }
  }
  expect([speaking, open, clock.pending, renderer.listeners]).to.deep.equal([false, 0, 0, 0]);
}

describe("random interleavings", () => {
  it("keep the session's invariants", async () => {
    const first = Date.now() % 1e6;
    for (let seed = first; seed < first + 300; seed += 1) {
      await play(seed).catch((error: unknown) => {
        throw new Error(`seed ${String(seed)}: ${String(error)}`, { cause: error });
      });
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { scriptMs, type TraceEvent } from "./trace.js";

const URL = "http://127.0.0.1:1/a/";
const MAIN = { pid: 7, tid: 1 };

const lasting = (name: string, tts: number, tdur: number, at = MAIN): TraceEvent => ({
  ...{ name, ph: "X", tts, tdur },
  ...at,
});

const named = (name: string, at: typeof MAIN): TraceEvent => ({
  ...{ name: "thread_name", ph: "M", args: { name } },
  ...at,
});

/** A trace of a page, and of another one in a process of its own. */
const trace = (...events: TraceEvent[]): TraceEvent[] => [
  named("CrRendererMain", { pid: 6, tid: 1 }),
  named("CrRendererMain", MAIN),
  named("Compositor", { pid: 7, tid: 2 }),
  { ...lasting("CommitLoad", 0, 10), args: { data: { url: URL } } },
  ...events,
];

describe("the script time of a trace", () => {
  it("counts evaluation, calls and promise reactions, each moment once", () => {
    const events = trace(
      lasting("v8.evaluateModule", 1000, 4000),
      lasting("FunctionCall", 2000, 1000),
      lasting("BlinkScheduler_PerformMicrotaskCheckpoint", 5000, 2500),
      lasting("TimerFire", 20_000, 500),
    );
    assert.equal(scriptMs(events, URL), 7);
  });

  it("leaves out what script makes the browser draw, and what the browser draws by itself", () => {
    const events = trace(
      lasting("FunctionCall", 1000, 4000),
      lasting("UpdateLayoutTree", 1500, 500),
      lasting("Layout", 2000, 1000),
      lasting("Layout", 9000, 3000),
    );
    assert.equal(scriptMs(events, URL), 2.5);
  });

  it("leaves out other threads, other pages and what has no duration", () => {
    const events = trace(
      lasting("FunctionCall", 1000, 1000),
      lasting("FunctionCall", 3000, 1000, { pid: 7, tid: 2 }),
      lasting("FunctionCall", 5000, 1000, { pid: 6, tid: 1 }),
      { name: "BlinkScheduler_PerformMicrotaskCheckpoint", ph: "I", tts: 7000, ...MAIN },
    );
    assert.equal(scriptMs(events, URL), 1);
  });

  it("is no figure where the page is not in the trace, or the trace has no processor times", () => {
    assert.throws(() => scriptMs(trace(), "http://127.0.0.1:1/b/"), /has no http/);
    assert.throws(() => scriptMs(trace({ name: "FunctionCall", ph: "X", ...MAIN }), URL), /no processor times/);
  });
});

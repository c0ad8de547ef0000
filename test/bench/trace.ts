/** What a trace of Chromium says of the time that a page's scripts took. */

/** One event of a trace, as far as it is read here. */
export interface TraceEvent {
  readonly name: string;
  /** `X` has a duration. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the thread's processor time at its begin, and between begin and end. */
  readonly tts?: number;
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly url?: string }; readonly name?: string };
}

/** Where these events come from, promise reactions (`toplevel`) with them. */
export const CATEGORIES = ["devtools.timeline", "v8", "toplevel"];

const SCRIPT = new Set([
  ...["EvaluateScript", "v8.compile", "v8.compileModule", "v8.evaluateModule", "v8.run"],
  ...["FunctionCall", "v8.callFunction", "v8.callAsConstructor", "v8.newInstance"],
  ...["TimerFire", "FireAnimationFrame", "FireIdleCallback", "BlinkScheduler_PerformMicrotaskCheckpoint"],
]);
/** What a script may ask for in its midst, and the page would do without it as well. */
const DRAWING = new Set(["UpdateLayoutTree", "Layout", "PrePaint", "Paint"]);

type Interval = readonly [from: number, to: number];

/** The same stretches of time, in their order, none over another. */
function merged(intervals: readonly Interval[]): readonly Interval[] {
  const all: [number, number][] = [];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}

/**
 * Milliseconds of processor time that the main thread of a page spent in script: compiling, running, promise reactions and
 * collections of garbage in their midst; without layout, style and paint. What else the machine does is not in it.
 * @throws Error when the page is not in the trace, or its scripts have no processor time
 */
export function scriptMs(events: readonly TraceEvent[], url: string): number {
  const pid = events.find(({ name, args }) => name === "CommitLoad" && args?.data?.url === url)?.pid;
  const main = events.find(
    (event) => event.pid === pid && event.name === "thread_name" && event.args?.name === "CrRendererMain",
  );
  if (!main) throw new Error(`the trace has no ${url}`);
  const of = (names: ReadonlySet<string>) => {
    const those = events.filter(
      ({ ph, pid, tid, name }) => ph === "X" && pid === main.pid && tid === main.tid && names.has(name),
    );
    const timed = those.flatMap(({ tts, tdur }): Interval[] =>
      tts === undefined || tdur === undefined ? [] : [[tts, tts + tdur]],
    );
    // They would all be free.
    if (timed.length === 0 && those.length > 0) throw new Error("the trace has no processor times");
    return merged(timed);
  };
  const drawing = of(DRAWING);
  let microseconds = 0;
  for (const [from, to] of of(SCRIPT)) {
    microseconds += to - from;
    for (const [start, end] of drawing) microseconds -= Math.max(0, Math.min(to, end) - Math.max(from, start));
  }
  return microseconds / 1000;
}

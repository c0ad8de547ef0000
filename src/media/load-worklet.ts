/** Loads an AudioWorklet wherever a page allows it: from a file of the site, else from the text that we carry. */
import { throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { attempt, type Timers } from "../core/wait.js";

/** A file that has not come by then will not. */
const STEP_TIMEOUT_MS = 10_000;

export interface Worklet {
  /** The name of its file in `worklets/`. */
  readonly file: string;
  readonly code: string;
}

export interface LoadWorkletOptions {
  /** The address of the worklet's file. Default: in `assetBase`. */
  readonly workletUrl?: string | undefined;
  /** The address of a folder with what `dist/cdn/` has. Default: none, and the text in the bundle is used. */
  readonly assetBase?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Timers | undefined;
}

/** The load of a worklet into a context. It goes on as long as somebody waits for it. */
interface Load {
  readonly done: Promise<void>;
  readonly life: AbortController;
  waiting: number;
}

const loads = new WeakMap<BaseAudioContext, Map<Worklet, Load>>();

/**
 * Loads the worklet into the context, once. Tried in this order: the site's file, which a strict Content-Security-Policy
 * allows; a Blob URL; a `data:` URL, since Safari refuses Blobs in an iframe.
 * @throws `load-failed`, not fatal; an AbortError
 */
export async function loadWorklet(
  context: BaseAudioContext,
  worklet: Worklet,
  options: LoadWorkletOptions = {},
): Promise<void> {
  const { signal } = options;
  throwIfAborted(signal);
  const known = loads.get(context) ?? new Map<Worklet, Load>();
  loads.set(context, known);
  const load = known.get(worklet) ?? begin(context, worklet, options);
  known.set(worklet, load);
  load.waiting += 1;
  try {
    await attempt(() => load.done, { signal });
  } catch (error) {
    // The next one begins anew; so does the one after an abort of all that waited.
    if (load.waiting === 1 || !signal?.aborted) {
      if (known.get(worklet) === load) known.delete(worklet);
      load.life.abort();
    }
    throw error;
  } finally {
    load.waiting -= 1;
  }
}

function begin(context: BaseAudioContext, worklet: Worklet, options: LoadWorkletOptions): Load {
  const life = new AbortController();
  return { done: tryEach(context, worklet, options, life.signal), life, waiting: 0 };
}

async function tryEach(
  context: BaseAudioContext,
  { file, code }: Worklet,
  { workletUrl, assetBase, clock = systemClock }: LoadWorkletOptions,
  signal: AbortSignal,
): Promise<void> {
  const causes: unknown[] = [];
  const own = workletUrl ?? (assetBase === undefined ? undefined : `${assetBase.replace(/\/+$/, "")}/worklets/${file}`);
  const steps = [
    ...(own === undefined ? [] : [() => own]),
    () => URL.createObjectURL(new Blob([code], { type: "text/javascript" })),
    () => `data:text/javascript;base64,${btoa(code)}`,
  ];
  for (const makeUrl of steps) {
    const url = makeUrl();
    try {
      await attempt(() => context.audioWorklet.addModule(url), { signal, clock, ms: STEP_TIMEOUT_MS });
      return;
    } catch (error) {
      throwIfAborted(signal);
      causes.push(error);
    } finally {
      URL.revokeObjectURL(url);
    }
  }
  const place = own === undefined ? "" : `, neither from ${own} nor from the text in the bundle`;
  throw new LiveAvatarError(
    "load-failed",
    `An audio worklet could not be loaded${place}: set asset-base (assetBase, workletUrl) to a folder of this site that has worklets/${file}, as dist/cdn does.`,
    { fatal: false, cause: new AggregateError(causes) },
  );
}

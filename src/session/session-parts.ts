/** What the parts of a session do together: what becomes of the renderer's reports, and what a start waits for. */
import type { Brain } from "./brain/brain.js";
import { type AvatarSessionConfig, interrupts } from "./config.js";
import type { Engine } from "./engine.js";
import type { SessionLimits } from "./limits.js";
import type { Memory } from "./memory.js";
import type { ReportContext } from "./reports.js";
import type { TurnOpener } from "./turn-opener.js";

export interface ReportContextParts extends Pick<ReportContext, "signals" | "emit" | "hearsItself"> {
  readonly config: AvatarSessionConfig;
  readonly opener: TurnOpener;
  readonly brain: Brain;
  readonly limits: SessionLimits;
  readonly engine: Engine;
}

export function reportContext(parts: ReportContextParts): ReportContext {
  const { config, signals, emit, hearsItself, opener, brain, limits, engine } = parts;
  return {
    ...{ signals, emit, hearsItself },
    handleActivity: () => limits.active(),
    handleWords: (text, isFinal) => opener.hear(text, isFinal, { interrupts: interrupts(text, config.voice) }),
    handleTurn: (report) => {
      if (brain.hears(report)) engine.dispatch({ type: "report", report, ...opener.stamp() });
    },
    handleReconnected: () => engine.handleReconnected(),
    handleFailure: (error) => engine.dispatch({ type: "failed", error }),
    handleEnd: (reason, raw) => engine.dispatch({ type: "end", reason, raw }),
  };
}

/** Prepares what a conversation needs beside the renderer. */
export async function prepare(brain: Brain, memory: Memory, signal: AbortSignal): Promise<void> {
  await Promise.all([brain.prepare(signal), memory.open(signal)]);
}

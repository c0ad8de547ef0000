/** Copies of the session with one line changed, bundled and loaded: does anybody notice? */
import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { build as bundle } from "esbuild";
import type { SessionClass } from "./run.js";

const ROOT = resolve(import.meta.dirname, "../../..");

export interface Breakage {
  readonly what: string;
  /** The name that the objection begins with. */
  readonly invariant: string;
  /** More than one where the session guards itself twice. */
  readonly changes: readonly Change[];
}

interface Change {
  readonly file: string;
  /** Must be there exactly once. */
  readonly from: string;
  readonly to: string;
}

/** The two guards against what an old turn still tells: at its source, and in the machine. */
const NO_GUARDS: readonly Change[] = [
  {
    file: "src/session/turn/turn-pipeline.ts",
    from: "if (!signal.aborted) dispatch(",
    to: "dispatch(",
  },
  {
    file: "src/core/machine.ts",
    from: "|| state.turn.id !== input.turnId) {\n        return ignored(state);\n      }\n      return takeProgress",
    to: ") {\n        return ignored(state);\n      }\n      return takeProgress",
  },
];

export const BREAKAGES: readonly Breakage[] = [
  {
    what: "an interrupt leads back to idle",
    invariant: "legal transitions",
    changes: [
      {
        file: "src/core/machine.ts",
        from: 'const step = leave(state, { name: "ready", utterance: state.utterance }, [], []);',
        to: 'const step = leave(state, { name: "idle" }, [], []);',
      },
    ],
  },
  {
    what: "speech that is cut short has no end",
    invariant: "speech is paired",
    changes: [
      {
        file: "src/core/machine-turns.ts",
        from: "turn.voiced ? [",
        to: "turn.voiced && options.commitAt !== undefined ? [",
      },
    ],
  },
  {
    what: "sentences are played as they are ready",
    invariant: "order of sentences",
    changes: [
      {
        file: "src/session/turn/speech.ts",
        from: "ready.push({ piece, sound });\n  }",
        to: "sound.then(() => ready.push({ piece, sound }), noop);\n  }",
      },
    ],
  },
  {
    what: "whatever is told belongs to the running turn",
    invariant: "(chunks add up|one turn at a time)",
    changes: [
      ...NO_GUARDS,
      { file: "src/session/turn-book.ts", from: "    entry.controller.abort();\n    if", to: "    if" },
    ],
  },
  {
    what: "an interrupt leaves the turn running",
    invariant: "interrupt",
    changes: [
      {
        file: "src/core/machine.ts",
        from: 'return { state: step.state, effects: [{ type: "silence" }, ...step.effects] };',
        to: 'return { state, effects: [{ type: "silence" }] };',
      },
    ],
  },
  {
    what: "what was interrupted is committed",
    invariant: "(nothing after an interrupt|history)",
    changes: [
      {
        file: "src/core/machine-turns.ts",
        from: 'if (options.commitAt !== undefined && turn.reply !== "") {',
        to: 'if (turn.reply !== "") {',
      },
    ],
  },
  {
    what: "an answer that broke off is committed",
    invariant: "(nothing truncated is committed|history)",
    changes: [
      {
        file: "src/core/machine.ts",
        from: "effects: [...hush, ...endTurn(turn, { error: input.error }), failed",
        to: "effects: [...hush, ...endTurn(turn, { error: input.error, commitAt: 0 }), failed",
      },
    ],
  },
  {
    what: "an abort that ends the stream quietly counts as its end",
    invariant: "(chunks add up|history|everything is spoken)",
    changes: [
      ...NO_GUARDS,
      {
        file: "src/session/turn/run-turn.ts",
        from: "      throwIfAborted(signal);\n      if (next.done)",
        to: "      if (next.done)",
      },
      {
        file: "src/session/turn/run-turn.ts",
        from: "await raceAbort(Promise.resolve(iterator.next()), signal)",
        to: "await iterator.next()",
      },
      {
        file: "src/session/turn/run-turn.ts",
        from: "    for (;;) {\n      throwIfAborted(signal);",
        to: "    for (;;) {",
      },
    ],
  },
  {
    what: "a turn that was superseded never settles",
    invariant: "nothing is left: \\d+ promises",
    changes: [
      {
        file: "src/session/turn-book.ts",
        from: "else entry.resolve();",
        to: "",
      },
    ],
  },
  {
    what: "a turn's requests are not ended with it",
    invariant: "nothing is left",
    changes: [
      {
        file: "src/session/turn-book.ts",
        from: "    entry.controller.abort();\n    if",
        to: "    if",
      },
    ],
  },
  {
    what: "everything is synthesised at once",
    invariant: "back-pressure",
    changes: [
      {
        file: "src/session/turn/speech.ts",
        from: "const AHEAD = 3;",
        to: "const AHEAD = 30;",
      },
    ],
  },
  {
    what: "the reply is over before it has been spoken",
    invariant: "everything is spoken",
    changes: [
      {
        file: "src/session/turn/run-turn.ts",
        from: "await (speaker ? Promise.all([reading, speakAll(pieces, speaker, tools, signal)]) : reading);",
        to: "if (speaker) void speakAll(pieces, speaker, tools, signal).catch(() => undefined);\n  await reading;",
      },
    ],
  },
  {
    what: "a failed renderer stays mounted",
    invariant: "nothing is left: \\d+ (faces|listeners)",
    changes: [
      {
        file: "src/session/renderer-swap.ts",
        from: "unsubscribe?.();\n      this.#takeDown(renderer);",
        to: "",
      },
    ],
  },
  {
    what: "the old renderer stays mounted",
    invariant: "nothing is left: \\d+ faces",
    changes: [
      {
        file: "src/session/session-runtime.ts",
        from: "    this.#release(old);\n",
        to: "",
      },
    ],
  },
  {
    what: "the end does not stop a renderer that is being mounted",
    invariant: "nothing is left",
    changes: [
      {
        file: "src/session/session-runtime.ts",
        from: "    this.#swap.cancel();\n",
        to: "",
      },
    ],
  },
  {
    what: "the idle clock outlives the session",
    invariant: "nothing is left: \\d+ timers",
    changes: [
      {
        file: "src/session/session-runtime.ts",
        from: "    this.limits?.dispose();\n    this.limits = undefined;\n    this.#mute();",
        to: "    this.limits = undefined;\n    this.#mute();",
      },
    ],
  },
  {
    what: "the session goes on telling after its end",
    invariant: "nothing after the end",
    changes: [
      {
        file: "src/session/session-runtime.ts",
        from: "        this.emitter.clear();\n",
        to: '        void Promise.resolve().then(() => this.#emit("emotion", { name: "happy", intensity: 1 }));\n',
      },
    ],
  },
];

/** @throws Error when the line to be changed is not there */
export async function brokenCopy({ changes, what }: Breakage): Promise<SessionClass> {
  const { outputFiles } = await bundle({
    entryPoints: [resolve(ROOT, "src/session/index.ts")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    logLevel: "silent",
    plugins: [
      {
        name: "break",
        setup(build) {
          build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const own = changes.filter(({ file }) => file === relative(ROOT, path));
            if (own.length === 0) return undefined;
            let contents = await readFile(path, "utf8");
            for (const { file, from, to } of own) {
              if (contents.split(from).length !== 2) throw new Error(`"${what}": the line to break is not in ${file}`);
              contents = contents.replace(from, () => to);
            }
            return { contents, loader: "ts" };
          });
        },
      },
    ],
  });
  const code = outputFiles[0]?.text ?? "";
  const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)) as {
    readonly AvatarSession: SessionClass;
  };
  return module.AvatarSession;
}

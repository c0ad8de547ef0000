/** Ways to break a session, each with the invariant that must notice it. */

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
    file: "src/session/brain/pipeline-brain.ts",
    from: "if (!signal.aborted) dispatch(",
    to: "dispatch(",
  },
  {
    file: "src/core/machine/machine.ts",
    from: "|| state.turn.id !== input.turnId) {\n        return ignored(state);\n      }\n      return takeProgress",
    to: ") {\n        return ignored(state);\n      }\n      return takeProgress",
  },
];

const NO_TURN_ABORT: Change = {
  file: "src/session/turn-registry.ts",
  from: "    entry.controller.abort();\n",
  to: "",
};

const SLOT = "src/session/renderer-slot.ts";
const SESSION = "src/session/avatar-session.ts";

export const BREAKAGES: readonly Breakage[] = [
  {
    what: "an interrupt leads back to idle",
    invariant: "legal transitions",
    changes: [
      {
        file: "src/core/machine/turns.ts",
        from: 'return { state: ready, effects: [{ type: "silence" }, ...endTurn(turn), ...moved(state, ready)] };',
        to: 'const idle: MachineState = { name: "idle" }; return { state: idle, effects: [{ type: "silence" }, ...endTurn(turn), ...moved(state, idle)] };',
      },
    ],
  },
  {
    what: "speech that is cut short has no end",
    invariant: "speech is paired",
    changes: [
      {
        file: "src/core/machine/turns.ts",
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
        from: "ready.push({ piece, sound: sounds.add(piece.text, context.ahead > 0) });",
        to: "const sound = sounds.add(piece.text, true); void sound.asked?.then(() => ready.push({ piece, sound }));",
      },
    ],
  },
  {
    what: "whatever is told belongs to the running turn",
    invariant: "(chunks add up|one turn at a time)",
    changes: [...NO_GUARDS, NO_TURN_ABORT],
  },
  {
    what: "an interrupt leaves the turn running",
    invariant: "interrupt",
    changes: [
      {
        file: "src/core/machine/turns.ts",
        from: 'return { state: ready, effects: [{ type: "silence" }, ...endTurn(turn), ...moved(state, ready)] };',
        to: 'return { state, effects: [{ type: "silence" }] };',
      },
    ],
  },
  {
    what: "what was interrupted is committed",
    invariant: "(nothing after an interrupt|history)",
    changes: [
      {
        file: "src/core/machine/turns.ts",
        from: "if (options.commitAt !== undefined) {",
        to: "{",
      },
    ],
  },
  {
    what: "an answer that broke off is committed",
    invariant: "(nothing truncated is committed|history)",
    changes: [
      {
        file: "src/core/machine/machine.ts",
        from: "effects: [...silence, ...endTurn(turn, { error: input.error }), failed",
        to: "effects: [...silence, ...endTurn(turn, { error: input.error, commitAt: 0 }), failed",
      },
    ],
  },
  {
    what: "an abort that ends the stream quietly counts as its end",
    invariant: "(chunks add up|history|everything is spoken)",
    changes: [
      ...NO_GUARDS,
      {
        file: "src/session/turn/patience.ts",
        from: "      throwIfAborted(signal);\n      if (result.done)",
        to: "      if (result.done)",
      },
      {
        file: "src/session/turn/patience.ts",
        from: "let next = deferred<IteratorResult<T, unknown>>({ signal });",
        to: "let next = deferred<IteratorResult<T, unknown>>();",
      },
      {
        file: "src/session/turn/patience.ts",
        from: "      next = deferred({ signal });",
        to: "      next = deferred();",
      },
    ],
  },
  {
    what: "a turn that was superseded never settles",
    invariant: "(nothing is left: \\d+ promises|every promise settles)",
    changes: [{ file: "src/session/turn-registry.ts", from: "else entry.settled.resolve();", to: "" }],
  },
  {
    what: "a turn's requests are not ended with it",
    invariant: "nothing is left",
    changes: [NO_TURN_ABORT],
  },
  {
    what: "everything is synthesised at once",
    invariant: "back-pressure",
    changes: [
      {
        file: "src/session/turn/speech.ts",
        from: "new Slots(Math.max(1, context.ahead))",
        to: "new Slots(Math.max(1, context.ahead * 10))",
      },
    ],
  },
  {
    what: "the reply is over before it has been spoken",
    invariant: "everything is spoken",
    changes: [
      {
        file: "src/session/turn/run-turn.ts",
        from: "await (speaker ? Promise.all([reading, speakAll(pieces, speaker, context, signal)]) : reading);",
        to: "if (speaker) void speakAll(pieces, speaker, context, signal).catch(() => undefined);\n  await reading;",
      },
    ],
  },
  {
    what: "a failed renderer stays mounted",
    invariant: "(nothing is left: \\d+ (faces|listeners)|one renderer stands)",
    changes: [
      {
        file: SLOT,
        from: "    subscription.dispose();\n    controller.abort();\n    this.#releases.unmount(renderer);\n",
        to: "",
      },
    ],
  },
  {
    what: "the old renderer stays mounted",
    invariant: "(nothing is left: \\d+ faces|one renderer stands)",
    changes: [{ file: SLOT, from: "    if (old !== renderer) this.#releases.unmount(old);\n", to: "" }],
  },
  {
    what: "the end does not stop a renderer that is being mounted",
    invariant: "(nothing is left|one renderer stands)",
    changes: [{ file: SLOT, from: "    this.#giveUp(leaving);\n", to: "" }],
  },
  {
    what: "the idle clock outlives the session",
    invariant: "nothing is left: \\d+ timers",
    changes: [{ file: SESSION, from: "    this.#limits.stop();\n", to: "" }],
  },
  {
    what: "the session goes on telling after its end",
    invariant: "nothing after the end",
    changes: [
      {
        file: "src/session/engine.ts",
        from: "        emitter.clear();\n",
        to: '        void Promise.resolve().then(() => emitter.emit("emotion", { name: "happy", intensity: 1 }));\n',
      },
    ],
  },
  {
    what: "a start that was called off never settles",
    invariant: "(every promise settles|nothing is left: \\d+ promises)",
    changes: [{ file: SESSION, from: "    starting?.reject(abortError());\n", to: "    starting?.promise;\n" }],
  },
  {
    what: "a swap that was given up never settles",
    invariant: "(every promise settles|nothing is left: \\d+ promises)",
    changes: [{ file: SLOT, from: "    pending.settled.reject(abortError());\n", to: "" }],
  },
  {
    what: "a listener's start is rejected while it goes on",
    invariant: "start tells the truth",
    changes: [
      {
        file: "src/core/machine/machine.ts",
        from: '[{ type: "unmount" }], [emit("error", input.error)]);',
        to: '[], [emit("error", input.error), { type: "unmount" }]);',
      },
    ],
  },
  {
    what: "the present renderer does not win against a swap under way",
    invariant: "(newest wins|one renderer stands)",
    changes: [
      {
        file: SLOT,
        from: "    this.#giveUp();\n    if (isMounted && renderer === this.#renderer) {\n",
        to: "    if (!isMounted || renderer !== this.#renderer) this.#giveUp();\n    else {\n",
      },
    ],
  },
  {
    what: "a listener's newer swap loses against the older one",
    invariant: "(newest wins|one renderer stands)",
    changes: [
      {
        file: SESSION,
        from: '    const swapped = this.#slot.swap(renderer, container); // first: a listener of the interrupt may make a newer call\n    if (isAnother) this.#engine.dispatch({ type: "interrupt" });\n',
        to: '    if (isAnother) this.#engine.dispatch({ type: "interrupt" });\n    const swapped = this.#slot.swap(renderer, container);\n',
      },
    ],
  },
  {
    what: "a renderer that stands up late stays",
    invariant: "(one renderer stands|nothing is left: \\d+ faces)",
    changes: [{ file: SLOT, from: "if (!this.#isInUse(renderer)) this.#releases.unmount(renderer);", to: "" }],
  },
  {
    what: "a renderer is mounted that nobody waits for any more",
    invariant: "no mount that nobody waits for",
    changes: [{ file: SLOT, from: "          throwIfAborted(given);\n", to: "" }],
  },
  {
    what: "`ready` is told before the new renderer is in place",
    invariant: "ready with the renderer in place",
    changes: [
      {
        file: SLOT,
        from: "    this.#attempt = this.#start = undefined;\n    this.#dispose();\n",
        to: "    this.#attempt = this.#start = undefined;\n    if (!isStart) this.#context.handleTakeover();\n    this.#dispose();\n",
      },
    ],
  },
  {
    what: "a limit ends the session early",
    invariant: "limits",
    changes: [{ file: "src/session/limits.ts", from: "}, left * 1000);", to: "}, left * 900);" }],
  },
  {
    what: "the limit of a renderer that was swapped away still counts",
    invariant: "limits",
    changes: [
      {
        file: "src/session/limits.ts",
        from: "    this.#cancelRenderer();\n    this.#cancelRenderer = this",
        to: "    this.#cancelRenderer = this",
      },
    ],
  },
  {
    what: "a swap starts the page's own limit anew",
    invariant: "limits",
    changes: [
      {
        file: SESSION,
        from: "this.#limits.setRenderer(this.#slot.renderer.maxDurationSeconds)",
        to: "this.#limits.start(this.#slot.renderer.maxDurationSeconds)",
      },
    ],
  },
  {
    what: "a listener that throws keeps the next one from hearing",
    invariant: "signals go first",
    changes: [
      {
        file: "src/core/emitter.ts",
        from: "        this.#handleListenerError(error, name);\n",
        to: "        this.#handleListenerError(error, name);\n        throw error;\n",
      },
    ],
  },
  {
    what: "a watcher that throws keeps the next one from being told",
    invariant: "watchers are told",
    changes: [
      {
        file: "src/session/signals.ts",
        from: "if (!throws(value)) return true;",
        to: "throws(value);\n    return true;",
      },
    ],
  },
  {
    what: "signals are written after their event",
    invariant: "signals go first",
    changes: [
      { file: "src/session/engine.ts", from: "    signals.writeStep(step);\n    if (step", to: "    if (step" },
      {
        file: "src/session/engine.ts",
        from: '          logger.error(`The step "${effect.type}" failed.`, error);\n        },\n      );\n    }\n',
        to: '          logger.error(`The step "${effect.type}" failed.`, error);\n        },\n      );\n    }\n    signals.writeStep(step);\n',
      },
    ],
  },
  {
    what: "a model that says nothing is waited for without an end",
    invariant: "every turn ends",
    changes: [
      {
        file: "src/session/turn/patience.ts",
        from: "let cancelTimer = clock.setTimeout(handleTimer, patienceMs);",
        to: "let cancelTimer = (): void => undefined;",
      },
    ],
  },
  {
    what: "a voice that gives nothing is waited for without an end",
    invariant: "every turn ends",
    changes: [
      {
        file: "src/session/turn/sounds.ts",
        from: "...{ signal, clock, ms: VOICE_TIMEOUT_MS }",
        to: "...{ signal, clock }",
      },
    ],
  },
  {
    what: "a sentence that never ends is waited for without an end",
    invariant: "every turn ends",
    changes: [
      {
        file: "src/session/turn/speech.ts",
        from: "...{ signal, clock, ms: playTimeoutMs(text) }",
        to: "...{ signal, clock }",
      },
    ],
  },
  {
    what: "a model that fell silent is said to have given no answer",
    invariant: "a failure says why",
    changes: [
      {
        file: "src/session/turn/patience.ts",
        from: "hasBegun ? fellSilent(patienceMs) : saidNothing(patienceMs)",
        to: "hasBegun ? saidNothing(patienceMs) : fellSilent(patienceMs)",
      },
    ],
  },
  {
    what: "a renderer that was swapped away is still heard",
    invariant: "(history|newest wins|the world is shown|speech is paired|one turn at a time|nothing after)",
    changes: [{ file: "src/session/renderer-subscription.ts", from: "    this.#isDisposed = true;\n", to: "" }],
  },
  {
    what: "what the old renderer said of the world goes on showing",
    invariant: "the world is shown",
    changes: [
      {
        file: SESSION,
        from: '    resetStatus(this.#reports);\n    this.#engine.dispatch({ type: "interrupt" });',
        to: '    this.#engine.dispatch({ type: "interrupt" });',
      },
    ],
  },
];

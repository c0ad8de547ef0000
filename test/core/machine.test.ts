import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { transition } from "../../src/core/machine/machine.js";
import type { MachineInput, MachineState, Turn } from "../../src/core/machine/types.js";

const error = new LiveAvatarError("no-answer", "x");
const turn: Turn = {
  id: "t",
  origin: "typed",
  prompt: "p",
  reply: "",
  whole: false,
  voiced: false,
  awaitsWords: false,
};
const STATES: MachineState[] = [
  { name: "idle" },
  { name: "connecting" },
  { name: "ready", utterance: false },
  { name: "thinking", turn, utterance: false },
  { name: "speaking", turn: { ...turn, voiced: true }, utterance: false },
  { name: "error" },
  { name: "destroyed" },
];
const fresh = { id: "n", at: 1 };
const report = (r: Extract<MachineInput, { type: "report" }>["report"]): MachineInput => ({
  type: "report",
  report: r,
  ...fresh,
});
const heard = (source: "renderer" | "session", isFinal: boolean): MachineInput => ({
  ...{ type: "heard", source, text: "q", isFinal },
  ...fresh,
});
/** Input → the state after it, in the order of STATES; "-" is an explicit "ignored". */
const TABLE: [MachineInput, string][] = [
  [{ type: "start" }, "connecting - - - - connecting -"],
  [{ type: "mounted" }, "- ready - - - - -"],
  [{ type: "mount-failed", error }, "- error - - - - -"],
  [{ type: "mount-cancelled" }, "- idle - - - - -"],
  [{ type: "ask", text: "a", content: "a", ...fresh }, "- - thinking thinking thinking - -"],
  [{ type: "say", text: "a", ...fresh }, "- - thinking thinking thinking - -"],
  [{ type: "interrupt" }, "- - - ready ready - -"],
  [report({ type: "user-speech-start" }), "- - ready thinking speaking - -"],
  [report({ type: "user-speech-end" }), "- - ready thinking speaking - -"],
  [heard("renderer", false), "- - ready thinking speaking - -"],
  [heard("renderer", true), "- - thinking thinking thinking - -"],
  [heard("session", false), "- - ready thinking speaking - -"],
  [heard("session", true), "- - thinking thinking thinking - -"],
  [report({ type: "reply-chunk", text: "c" }), "- - thinking thinking speaking - -"],
  [report({ type: "reply-text", text: "c" }), "- - thinking thinking speaking - -"],
  [report({ type: "speech-start" }), "- - speaking speaking - - -"],
  [report({ type: "speech-end" }), "- - - - ready - -"],
  [{ type: "turn-failed", turnId: "t", error }, "- - - ready ready - -"],
  [{ type: "turn-failed", turnId: "old", error }, "- - - - - - -"],
  [{ type: "watch-ended", turnId: "t", at: 1, error }, "- - - ready ready - -"],
  [{ type: "tail-ended", turnId: "t" }, "- - - - - - -"],
  [{ type: "failed", error }, "- - error error error - -"],
  [{ type: "end", reason: "stopped" }, "destroyed - destroyed destroyed destroyed destroyed -"],
  [{ type: "destroy" }, "destroyed destroyed destroyed destroyed destroyed destroyed -"],
];

describe("transition", () => {
  for (const [input, row] of TABLE) {
    const label = input.type === "report" ? `report ${input.report.type}` : input.type;
    row.split(" ").forEach((expected, index) => {
      const from = STATES[index] as MachineState;
      it(`${from.name} + ${label} (${JSON.stringify(input).length}) → ${expected}`, () => {
        const step = transition(from, input);
        expect(step.ignored ? "-" : step.state.name).to.equal(expected);
        if (step.ignored) expect(step).to.deep.equal({ state: from, effects: [], ignored: true });
      });
    });
  }
});

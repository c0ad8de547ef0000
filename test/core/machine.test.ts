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
type Heard = Extract<MachineInput, { type: "heard" }>;
const heard = (source: Heard["source"], isFinal: boolean, more: Partial<Heard> = {}): MachineInput => ({
  ...{ type: "heard", source, text: "q", isFinal },
  ...more,
  ...fresh,
});
/** Input → the state after it, in the order of STATES; "-" is an explicit "ignored". */
const TABLE: [MachineInput, string][] = [
  [{ type: "start" }, "connecting - - - - connecting -"],
  [{ type: "mounted" }, "- ready - - - - -"],
  [{ type: "mount-failed", error }, "- error - - - - -"],
  [{ type: "mount-cancelled" }, "- idle - - - - -"],
  [{ type: "ask", text: "a", content: "a", ...fresh }, "- - thinking thinking thinking - -"],
  [{ type: "ask", text: "a", content: "a", origin: "spoken", interrupts: false, ...fresh }, "- - thinking - - - -"],
  [{ type: "say", text: "a", ...fresh }, "- - thinking thinking thinking - -"],
  [{ type: "interrupt" }, "- - - ready ready - -"],
  [report({ type: "user-speech-start" }), "- - ready thinking speaking - -"],
  [report({ type: "user-speech-end" }), "- - ready thinking speaking - -"],
  [heard("renderer", false), "- - ready thinking speaking - -"],
  [heard("renderer", true), "- - thinking thinking thinking - -"],
  [heard("session", false), "- - ready thinking speaking - -"],
  [heard("session", true), "- - thinking thinking thinking - -"],
  [heard("session", true, { handling: { interrupts: false } }), "- - thinking thinking speaking - -"],
  [heard("session", true, { handling: { waits: true } }), "- - ready ready ready - -"],
  [heard("session", true, { handling: { waits: true, interrupts: false } }), "- - ready thinking speaking - -"],
  [heard("session", true, { details: { isLate: true } }), "- - ready thinking speaking - -"],
  [heard("session", true, { text: "…" }), "- - ready thinking speaking - -"],
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

describe("words that the session hears itself", () => {
  const ready: MachineState = { name: "ready", utterance: false };
  const before = { id: "q-user", at: 7 };

  it("stand before the message that followed them, with its time, and leave the state as it is", () => {
    const speaking = STATES[4] as MachineState;
    const input = heard("session", true, { details: { isLate: true }, handling: { before } });
    const { state, effects } = transition(speaking, input);
    expect(state).to.equal(speaking);
    const message = { id: "n-user", role: "user", content: "q", createdAt: 7 };
    expect(effects).to.deep.equal([
      { type: "emit", name: "transcript", args: ["q", { isLate: true, isFinal: true }] },
      { type: "commit", message, before: "q-user" },
      { type: "emit", name: "message", args: [message] },
    ]);
  });

  it("ask more than was said last, where pieces of it waited", () => {
    const { state, effects } = transition(ready, heard("session", true, { handling: { question: "p and q" } }));
    expect(state).to.deep.include({ name: "thinking" });
    expect(effects).to.deep.include({ type: "respond", turnId: "n", text: "p and q" });
    expect(effects[0]).to.deep.equal({ type: "emit", name: "transcript", args: ["q", { isFinal: true }] });
  });

  it("are silence first when they cut into an answer, asked or not", () => {
    for (const waits of [true, false]) {
      const { effects } = transition(STATES[4] as MachineState, heard("session", true, { handling: { waits } }));
      expect(effects.map(({ type }) => type).slice(1, 3)).to.deep.equal(["silence", "emit"]);
    }
  });

  it("begin without a mark on the answer: the service behind the renderer has not heard them", () => {
    const input: MachineInput = { type: "report", report: { type: "user-speech-start" }, isOwn: true, ...fresh };
    const { state, effects } = transition(STATES[4] as MachineState, input);
    expect(state).to.equal(STATES[4]);
    expect(effects).to.deep.equal([{ type: "emit", name: "user-speech-start", args: [] }]);
  });
});

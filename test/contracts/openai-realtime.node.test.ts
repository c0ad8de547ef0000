/** `OpenAIRealtimeSTT` keeps the contract of its port over real WebSockets, with a server that takes turns and with one that does not. */
import { describe, it } from "node:test";
import { OpenAIRealtimeSTT } from "../../src/providers/openai/index.js";
import { realtimeWire, wsClass } from "../support/realtime-wire.js";
import { until } from "./framework.js";
import { describeRealtimeSTT, type RealtimeSTTSubject } from "./realtime-stt.js";

const WORDS = "conversation.item.input_audio_transcription";

async function subjectWith(turnDetection: "server" | "none"): Promise<RealtimeSTTSubject> {
  const refusals: number[] = [];
  let isGone = false;
  let hangs = false;
  const wire = await realtimeWire({
    refuses: () => (isGone ? 403 : refusals.shift()),
    answers(message) {
      if (message["type"] !== "session.update") return [];
      if (hangs) {
        hangs = false;
        return [];
      }
      return [{ type: "session.updated", session: message["session"] }];
    },
  });
  let items = 0;
  let isOpen = false;
  let previous: string | null = null;
  const itemOf = (): string => {
    if (!isOpen) items += 1;
    isOpen = true;
    return `item_${items}`;
  };
  const sent = (type: string) =>
    wire.record.filter(({ from, message }) => from === "client" && message["type"] === type);
  const received = (): number =>
    sent("input_audio_buffer.append").reduce(
      (samples, { message }) => samples + Buffer.from(message["audio"] as string, "base64").length / 2,
      0,
    );
  return {
    stt: new OpenAIRealtimeSTT({
      ...{ model: "any", baseURL: wire.baseURL, webSocket: wsClass, turnDetection },
      token: () => "ek_contract",
    }),
    received,
    partial(text) {
      wire.say({ type: `${WORDS}.delta`, item_id: itemOf(), delta: text });
    },
    final(text) {
      const item = itemOf();
      wire.say({ type: "input_audio_buffer.committed", item_id: item, previous_item_id: previous });
      wire.say({ type: `${WORDS}.completed`, item_id: item, transcript: text });
      previous = item;
      isOpen = false;
    },
    // A server that takes turns ends one by the silence that it is sent.
    finalized: () =>
      until(() => (turnDetection === "none" ? sent("input_audio_buffer.commit").length > 0 : received() > 24_000)),
    tellsNothing: true,
    drop() {
      isGone = true;
      wire.cut();
    },
    refuseNext: () => void refusals.push(429),
    hangNext() {
      hangs = true;
    },
    open: () => wire.connections,
    close: () => wire.close(),
  };
}

for (const turnDetection of ["server", "none"] as const) {
  describeRealtimeSTT(`OpenAIRealtimeSTT (turns: ${turnDetection})`, () => subjectWith(turnDetection), {
    describe,
    it,
  });
}

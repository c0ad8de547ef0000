/** The spoken conversation with the real speech service: its voice is the visitor's, and it hears. */
import assert from "node:assert/strict";
import type { Clock } from "../../src/core/clock.js";
import { OpenAIRealtimeSTT } from "../../src/providers/openai/index.js";
import { HEARING_MODEL } from "../../speech/models.js";
import { recordingSocket } from "./recorded-realtime.js";
import { ANSWERS, holdConversation, QUESTIONS, RATE, Visitor } from "./spoken-conversation.js";
import { atRate, spoken, SPEECH_SERVICE_URL, words } from "./spoken-wav.js";

/** @throws Error without SPEECH_SERVICE_URL */
export async function spokenLive(clock: Clock) {
  if (SPEECH_SERVICE_URL === undefined) throw new Error("SPEECH_SERVICE_URL is not set (npm run speech).");
  const { record, webSocket } = recordingSocket(clock);
  const stt = new OpenAIRealtimeSTT({
    ...{ model: HEARING_MODEL, baseURL: SPEECH_SERVICE_URL, webSocket, clock, language: "en" },
    // A program needs no short-lived token there.
    token: () => "local",
  });
  const sounds = new Map<string, Float32Array>();
  for (const text of [...QUESTIONS, "Nobody hears this."]) {
    const samples = atRate(await spoken([text]), RATE);
    sounds.set(
      text,
      Float32Array.from(samples, (sample) => sample / 32_768),
    );
  }
  const visitor = new Visitor({ clock, voice: (text) => sounds.get(text) ?? new Float32Array(RATE) });
  const conversation = await holdConversation({ clock, stt, visitor });
  return { tape: visitor.tape, record, conversation };
}

type Conversation = Awaited<ReturnType<typeof holdConversation>>;

/** What has to have come of it, whoever heard it: the words are compared without capitals and signs. */
export function checkConversation(conversation: Conversation): void {
  const { ends, isShut, messages, asked, finals, errors } = conversation;
  const said = QUESTIONS.map(words);
  assert.deepEqual(errors, []);
  assert.deepEqual(finals.map(words), said, "each sentence was told once, and nothing of what was said while muted");
  assert.deepEqual(
    messages.map(({ role, content }) => `${role}: ${words(content)}`),
    said.flatMap((question, index) => [
      `user: ${question}`,
      // The answer that was cut into is not kept.
      ...(index === 1 ? [] : [`assistant: ${words(ANSWERS[index] ?? "")}`]),
    ]),
  );
  assert.equal(asked.length, QUESTIONS.length);
  assert.deepEqual(ends.at(-1), "interrupted", "in the middle of a sentence");
  assert.ok(isShut, "the microphone is shut before the last words come");
}

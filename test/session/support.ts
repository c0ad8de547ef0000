/** A session in Node, in text or spoken, on a clock that the test moves. */
import { setImmediate } from "node:timers/promises";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { LLMChunk, LLMOptions, LLMProvider } from "../../src/core/ports/language-model.js";
import { AvatarSession, type AvatarSessionConfig } from "../../src/session/index.js";
import { FakeClock, FakeFace, FakeLLM, recordEvents } from "../../src/testing/index.js";

export async function ready(config: Partial<AvatarSessionConfig> = {}) {
  const clock = new FakeClock();
  const face = new FakeFace({ clock, kind: "voice", speechMs: 10 });
  const llm = new FakeLLM({ clock });
  const session = new AvatarSession({ renderer: face, llm, clock, ...config });
  const log = recordEvents(session);
  const started = session.start();
  await clock.advance(0);
  await started;
  await clock.advance(1000);

  /** How a question ends. */
  const ask = async (text: string, images?: readonly string[]): Promise<string> => {
    let end = "";
    void outcome(session.sendMessage(text, images && { images })).then((how) => (end = how));
    // Parts that are loaded with the first question come in a task of their own.
    for (let tasks = 0; end === "" && tasks < 1000; tasks += 1) {
      await clock.advance(100);
      await setImmediate();
    }
    return end || "open";
  };
  const kept = (): unknown[] => session.messages.map(({ role, content }) => [role, content]);
  const events = (name: string): unknown[] =>
    log.events.flatMap((event) => (event.name === name ? [event.args[0]] : []));
  const codes = (): string[] => events("error").map((error) => (error as LiveAvatarError).code);
  /** What the model was asked, request by request. */
  const asked = (index = -1): readonly ChatMessage[] => llm.requests.at(index)?.messages ?? [];
  return { clock, face, llm, session, log, ask, kept, events, codes, asked };
}

export const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "resolved",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : String(error)),
  );

export const rolesOf = (messages: readonly ChatMessage[]): string[] => messages.map(({ role }) => role);
export const shown = (messages: readonly ChatMessage[]): unknown[] =>
  messages.map(({ role, content }) => [role, content]);

/** A model that answers by a function. */
export const model = (
  answer: (messages: readonly ChatMessage[], options: LLMOptions) => Iterable<LLMChunk> | AsyncIterable<LLMChunk>,
): LLMProvider => ({
  id: "made",
  async *chat(messages, options = {}) {
    yield* answer(messages, options);
  },
});

/** A conversation with everything in it, held by models whose templates refuse what their real ones refuse. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import { OpenAILLM } from "../../src/providers/openai/index.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeFace } from "../../src/testing/index.js";
import { systemClock } from "../../src/core/clock.js";
import { createModelHandler } from "../../src/server/index.js";
import { type ChatAnswer, type ChatRequest, type ChatServer, startChatServer } from "../support/chat-server.js";
import { isStrictOrder, type Template, TEMPLATES } from "../support/chat-templates.js";
import { cardJson } from "../support/hostile-cards.js";
import { outcome } from "./support.js";

const KEY = "sk-0123456789abcdef0123";
const card = parseCharacterCard(
  cardJson({
    name: "Ada",
    description: "Ada keeps the lighthouse.",
    post_history_instructions: "Answer in rhyme.",
    character_book: {
      entries: [
        { constant: true, content: "@@depth 1\nThe lamp is lit at six." },
        { constant: true, content: "@@depth 3\n@@role assistant\nI have a cat." },
        { keys: ["time"], content: "The clock strikes." },
      ],
    },
  }),
);

const textOf = ({ messages }: ChatRequest): string => JSON.stringify(messages);

/** What the model says to the newest question; a server that does not know the template's rules would say it too. */
function reply(request: ChatRequest): ChatAnswer {
  const text = textOf(request);
  const answered = request.messages.at(-1)?.role === "tool" || text.includes("[Result of weather]");
  if (text.includes("What time")) return { text: "It is noon." };
  if (text.includes("weather?") && !answered && request.tools) {
    return { text: "", calls: [{ id: "a1B2c3D4e", name: "weather", arguments: '{"city":"Bonn"}' }] };
  }
  if (text.includes("weather?")) return { text: text.includes("20 degrees") ? "It is warm." : "I do not know." };
  if (text.includes("Fail now")) return { status: 400, body: { error: { message: "The model is unwell." } } };
  if (/story\?|poem\?/.test(text)) return { text: "Once upon a time there was ", hangs: true };
  return { text: "Good day." };
}

interface Refusing {
  readonly server: ChatServer;
  /** What the template has refused, and how often. */
  readonly refused: Map<string, number>;
}

async function startRefusing(template: Template): Promise<Refusing> {
  const refused = new Map<string, number>();
  const server = await startChatServer((request) => {
    const message = template(request.messages);
    if (message === undefined) return reply(request);
    refused.set(message, (refused.get(message) ?? 0) + 1);
    return { status: 400, body: { error: { message, type: "BadRequestError", code: 400 } } };
  });
  return { server, refused };
}

/** Straight, and through a site's backend, which keeps the server's words to itself. */
const WAYS: Readonly<Record<string, (baseURL: string) => typeof fetch | undefined>> = {
  straight: () => undefined,
  "through createModelHandler": (baseURL) => {
    const handler = createModelHandler({
      ...{ apiKey: KEY, baseURL, models: { chat: ["small"] }, maxInputChars: 50_000, maxOutputTokens: 500 },
      ...{ allowedOrigins: ["https://shop.example"], rateLimit: false },
      logger: { debug: noop, warn: noop, error: noop },
    });
    return async (input, init) => {
      const request = new Request(input, init);
      request.headers.set("Origin", "https://shop.example");
      return handler(request);
    };
  },
};
const noop = (): void => undefined;

const next = (session: AvatarSession, name: "message" | "chunk"): Promise<unknown> =>
  new Promise((resolve) => {
    session.on(name, () => resolve(undefined));
  });

for (const [name, template] of Object.entries(TEMPLATES)) {
  describe(`a conversation with the template of ${name}`, () => {
    for (const [way, fetchThrough] of Object.entries(WAYS)) {
      it(`is held, ${way}`, async () => {
        const { server, refused } = await startRefusing(template);
        const through = fetchThrough(server.baseURL);
        const llm = new OpenAILLM({
          baseURL: through ? "https://shop.example/api/model" : server.baseURL,
          model: "small",
          ...(through && { fetch: through }),
        });
        const session = new AvatarSession({
          ...{ llm, renderer: new FakeFace({ clock: systemClock }), characterCard: card },
          greeting: "Ahoy! How can I help?",
          tools: [
            {
              name: "weather",
              description: "The weather in a city.",
              parameters: { type: "object", properties: { city: { type: "string" } } },
              execute: ({ city }) => `20 degrees in ${String(city)}`,
            },
          ],
        });
        try {
          const greeted = next(session, "message");
          await session.start();
          await greeted;
          assert.equal(await outcome(session.sendMessage("Is there fog?")), "resolved");
          for (const question of ["A story?", "A poem?"]) {
            const asked = outcome(session.sendMessage(question));
            await next(session, "chunk");
            session.interrupt();
            assert.equal(await asked, "resolved");
          }
          assert.equal(await outcome(session.sendMessage("Fail now")), "llm-refused");
          assert.equal(await outcome(session.sendMessage("How is the weather?")), "resolved");
          assert.equal(session.messages.at(-1)?.content, "It is warm.");
          session.addContext("The visitor looks at the stairs.");
          assert.equal(await outcome(session.sendMessage("What time is it?")), "resolved");
          assert.equal(session.messages.at(-1)?.content, "It is noon.");
          const { messages } = server.requests.at(-1) as ChatRequest;
          const text = textOf({ messages });
          const told = [
            ...["Ada keeps the lighthouse.", "Ahoy! How can I help?", "Is there fog?", "Good day.", "A story?"],
            ...[
              "A poem?",
              "Fail now",
              "How is the weather?",
              "The visitor looks at the stairs.",
              "What time is it?",
              "Answer in rhyme.",
            ],
            ...["The lamp is lit at six.", "I have a cat.", "The clock strikes."],
          ];
          for (const words of told) assert.ok(text.includes(words), words);
          assert.ok(text.indexOf("Answer in rhyme.") > text.indexOf("What time is it?"), "late instructions come last");
          if (name !== "gemma-2") assert.ok(isStrictOrder(messages));
          // Each thing that a server refuses is met once.
          for (const [message, times] of refused) assert.equal(times, 1, message);
          const most = { "gemma-2": 2, "gemma-3": 1 }[name] ?? 0;
          assert.ok(refused.size <= most, [...refused.keys()].join());
        } finally {
          session.destroy();
          await server.close();
        }
      });
    }
  });
}

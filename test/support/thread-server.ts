/** A site's endpoint for threads, as docs/memory.md asks for it, over any provider; and what can go wrong on the way to it. */
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { Thread, ThreadProvider } from "../../src/core/ports/thread-provider.js";

const json = (body: object, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

/** @param mostOfPage what a page holds at most, whatever was asked for */
export function threadServer(path: string, store: ThreadProvider, mostOfPage = Infinity) {
  const countOf = (value: string | null): number => Math.min(value === null ? Infinity : Number(value), mostOfPage);

  const route = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const [id, part] = url.pathname.slice(path.length).split("/").slice(1).map(decodeURIComponent);
    const asked = Object.fromEntries(url.searchParams);
    if (id === undefined) {
      const most = countOf(asked["limit"] ?? null);
      const threads = await store.listThreads({ after: asked["after"], resourceId: asked["resourceId"] });
      return json({ threads: threads.slice(0, most), more: threads.length > most });
    }
    if (part === "messages") {
      if (request.method === "POST") {
        const { messages } = (await request.json()) as { messages: ChatMessage[] };
        if (messages.length > 500) throw new LiveAvatarError("config-invalid", "One request has 500 messages at most.");
        await store.appendMessages(id, messages);
        return new Response(null, { status: 204 });
      }
      const { around, countBefore, countAfter } = asked;
      if (around !== undefined) {
        const query = { id: around, before: Number(countBefore), after: Number(countAfter) };
        return json({ messages: await store.getMessages(id, { around: query }) });
      }
      const most = countOf(asked["last"] ?? null);
      const messages = await store.getMessages(id, { before: asked["before"] });
      return json({ messages: messages.slice(-Math.min(most, messages.length || 1)), more: messages.length > most });
    }
    switch (request.method) {
      case "PUT":
        return json({ thread: await store.saveThread({ ...((await request.json()) as Thread), id }) });
      case "DELETE":
        await store.deleteThread(id, { onlyEmpty: asked["onlyEmpty"] === "true" });
        return new Response(null, { status: 204 });
      default: {
        const thread = await store.getThread(id);
        return thread ? json({ thread }) : json({ error: { code: "not-found", message: "There is none." } }, 404);
      }
    }
  };

  return async (request: Request): Promise<Response> => {
    try {
      return await route(request);
    } catch (error) {
      if (!LiveAvatarError.is(error)) throw error;
      const status = error.code === "thread-missing" ? 404 : 400;
      return json({ error: { code: status === 404 ? "not-found" : "body-invalid", message: error.message } }, status);
    }
  };
}

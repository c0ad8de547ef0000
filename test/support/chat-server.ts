/** An OpenAI-compatible chat server on this machine that refuses what its template or its context refuses. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WireMessage } from "./chat-templates.js";

export interface ChatRequest {
  readonly messages: readonly WireMessage[];
  readonly tools?: readonly unknown[];
}

export interface WireCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** What the server says: a refusal with its status, text, calls of tools, or nothing more after its beginning. */
export type ChatAnswer =
  | { readonly status: number; readonly body: unknown }
  | { readonly text: string; readonly calls?: readonly WireCall[]; readonly hangs?: boolean };

export interface ChatServer {
  readonly baseURL: string;
  readonly requests: ChatRequest[];
  close(): Promise<void>;
}

export async function startChatServer(answer: (request: ChatRequest) => ChatAnswer): Promise<ChatServer> {
  const requests: ChatRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
      const request = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
      requests.push(request);
      const said = answer(request);
      if ("status" in said) {
        outgoing.writeHead(said.status, { "Content-Type": "application/json" }).end(JSON.stringify(said.body));
        return;
      }
      outgoing.writeHead(200, { "Content-Type": "text/event-stream" });
      const write = (delta: object, reason: string | null): void => {
        const chunk = { object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: reason }] };
        outgoing.write(`data: ${JSON.stringify(chunk)}\n\n`);
      };
      for (const piece of said.text.split(/(?<= )/)) write({ content: piece }, null);
      if (said.hangs) return;
      const calls = said.calls?.map(({ id, name, arguments: written }, index) => ({
        ...{ index, id, type: "function", function: { name, arguments: written } },
      }));
      if (calls) write({ tool_calls: calls }, null);
      write({}, calls ? "tool_calls" : "stop");
      outgoing.end("data: [DONE]\n\n");
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseURL: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1`,
    requests,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The site of an application: a language model and a voice of its own, and the application behind them. */
import { readFile } from "node:fs/promises";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { silence } from "./matrix-site.js";

/** What the visitor asks, and what a model answers that was given the page's tools. */
export const QUESTION = "When are you open?";
export const ANSWER = "We are open from nine to five.";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
};

export interface StackSite {
  readonly url: string;
  close(): void;
}

interface ModelRequest {
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

async function bodyOf(request: IncomingMessage): Promise<ModelRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString()) as ModelRequest;
}

/** It asks for the page's tool first: only an application whose property has arrived gets the right answer. */
function answer({ messages = [], tools = [] }: ModelRequest, response: ServerResponse): void {
  const [name] = tools.map((tool) => tool.function.name);
  const last = messages.at(-1);
  const call = { index: 0, id: "1", type: "function", function: { name, arguments: "{}" } };
  const delta =
    last?.role === "tool"
      ? { content: `We are open ${last.content}.` }
      : name === undefined
        ? { content: "The page gave me no tools." }
        : { tool_calls: [call] };
  const reason = "content" in delta ? "stop" : "tool_calls";
  const chunk = { object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: reason }] };
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
}

async function sendFile(folders: readonly string[], pathname: string, response: ServerResponse): Promise<void> {
  // A URL's path has no ".." left.
  const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  for (const folder of folders) {
    const file = await readFile(join(folder, decodeURIComponent(path))).catch(() => undefined);
    if (!file) continue;
    response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" }).end(file);
    return;
  }
  response.writeHead(404).end();
}

function passOn(request: IncomingMessage, port: number, response: ServerResponse): void {
  const { method, url: path, headers } = request;
  const upstream = ask({ host: "127.0.0.1", port, method, path, headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  upstream.on("error", (error) => response.writeHead(502).end(String(error)));
  request.pipe(upstream);
}

/** @param behind the folders of the application's files, or the port of its server */
export async function startStackSite(behind: readonly string[] | number): Promise<StackSite> {
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? "/", "http://here");
      if (pathname === "/api/model/chat/completions") answer(await bodyOf(request), response);
      else if (pathname === "/api/model/audio/speech") {
        request.resume();
        response.writeHead(200, { "Content-Type": "audio/wav" }).end(silence(0.02));
      } else if (pathname === "/favicon.ico") response.writeHead(204).end();
      else if (typeof behind === "number") passOn(request, behind, response);
      else await sendFile(behind, pathname, response);
    })();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

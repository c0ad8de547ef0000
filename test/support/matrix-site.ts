/**
 * A site with the built element and its portrait, under a strict policy. Its language model, its voice and its character card do as
 * the visitor's words and the test say, so that a conversation can be held in each of its states.
 */
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { deferred } from "../../src/core/wait.js";

const ROOT = resolve(import.meta.dirname, "../..");
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; media-src 'self' blob:; " +
  "require-trusted-types-for 'script'";
const ANSWER = "It depends on the day of the week. Shall I tell you more of it, or rather a story?";
const STYLES = "/style.css";

/** What a visitor writes to bring about a state. */
export const ASK = { answer: "What is the weather like?", think: "Think!", talk: "Talk!", fail: "Fail!" } as const;

/** A page: where the element stands, what it has and what it holds. */
export interface MatrixPage {
  readonly attributes: string;
  readonly direction: "ltr" | "rtl";
  /** The styles of the page, besides those of a bare one. */
  readonly styles?: string | undefined;
  readonly content?: string | undefined;
}

export interface MatrixSite {
  urlOf(page: MatrixPage): string;
  /** Answers the start that asks for its card next, or has asked: with the card, or with none. */
  letStart(isThere: boolean): Promise<void>;
  close(): void;
}

const html = ({ attributes, direction, content = "" }: MatrixPage, styles: string) => `<!doctype html>
<html lang="en" dir="${direction}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>matrix</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${styles}">
<script type="module" src="/cdn/live-avatar.js"></script><body><main><h1>A bare page</h1>
<p>With a paragraph that says what this avatar is good for, and why one should press Start.</p>
<div class="place"><live-avatar llm-base-url="/model" llm-model="m" tts-base-url="/model" tts-model="v" microphone="off"
character-card="/card.json" asset-base="/cdn/" ${attributes}>${content}</live-avatar></div></main><footer>The page goes on.</footer>`;

const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
};

/** Silence, 8 kHz and 8 bits. */
export function silence(seconds: number): Buffer {
  const samples = Math.round(seconds * 8000);
  const wav = Buffer.alloc(44 + samples, 128);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + samples, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8000, 24);
  wav.writeUInt32LE(8000, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(samples, 40);
  return wav;
}

function answer(response: ServerResponse, questions: string): void {
  // A question that was not answered comes again, before the new one.
  const question = Object.values(ASK).reduce((a, b) => (questions.lastIndexOf(a) > questions.lastIndexOf(b) ? a : b));
  if (question === ASK.think) return; // until it is interrupted
  if (question === ASK.fail) {
    json(response, { error: { message: "no" } }, 500);
    return;
  }
  const content = question === ASK.talk ? `A long one: ${ANSWER.replaceAll(/[.,]/g, "")}` : ANSWER;
  const chunk = { object: "chat.completion.chunk", choices: [{ index: 0, delta: { content }, finish_reason: "stop" }] };
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
}

export async function startMatrixSite(): Promise<MatrixSite> {
  const pages: MatrixPage[] = [];
  let start = deferred<ServerResponse>();
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://here");
      const page = pages[Number(searchParams.get("page"))];
      if (pathname === "/" && page) {
        const headers = { "Content-Type": "text/html", "Content-Security-Policy": POLICY };
        response.writeHead(200, headers).end(html(page, `${STYLES}?page=${searchParams.get("page") ?? ""}`));
      } else if (pathname === STYLES) {
        const styles = `html.large { font-size: 200% } footer { block-size: 40px } ${page?.styles ?? ""}`;
        response.writeHead(200, { "Content-Type": "text/css" }).end(styles);
      } else if (pathname === "/card.json") {
        start.resolve(response);
      } else if (pathname.startsWith("/model/")) {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        const body = JSON.parse(Buffer.concat(chunks).toString()) as {
          readonly input?: string;
          readonly messages?: readonly { readonly content: string }[];
        };
        if (body.messages) answer(response, JSON.stringify(body.messages.at(-1)?.content));
        else {
          response.writeHead(200, { "Content-Type": "audio/wav" });
          response.end(silence(body.input?.startsWith("A long one") ? 120 : 0.02));
        }
      } else {
        const path = resolve(ROOT, "dist", `.${pathname}`);
        const file = path.startsWith(resolve(ROOT, "dist/cdn"))
          ? await readFile(path).catch(() => undefined)
          : undefined;
        response.writeHead(file ? 200 : 404, { "Content-Type": "text/javascript" }).end(file);
      }
    })();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (page) => `http://127.0.0.1:${String(port)}/?page=${String(pages.push(page) - 1)}`,
    async letStart(isThere) {
      const response = await start.promise;
      start = deferred();
      json(response, { spec: "chara_card_v2", spec_version: "2.0", data: { name: "Ada" } }, isThere ? 200 : 404);
    },
    close: () => void server.close(),
  };
}

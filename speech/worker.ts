/** The models as a Python process (worker.py): owns it, asks it, and ends it. It ends by itself when this process does. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isRecord } from "../src/core/is-record.js";
import { deferred, type Deferred } from "../src/core/wait.js";
import { type Heard, type SpeechModels, SpeechRequestError } from "./models.js";

const PROGRAM = fileURLToPath(new URL("worker.py", import.meta.url));
const KEPT_LINES = 40;

export interface SpeechWorker extends SpeechModels {
  readonly pid: number;
  /** Resolves when the process has ended, however. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

export interface SpeechWorkerOptions {
  /** The Python whose packages the models are. */
  readonly python: string;
  /** Default: worker.py, for which `python` is a Python. */
  readonly program?: string;
}

/** Resolves when the models are loaded. @throws Error with the process's last words where it ended before */
export async function startSpeechWorker({ python, program = PROGRAM }: SpeechWorkerOptions): Promise<SpeechWorker> {
  const child = spawn(python, [program], { stdio: ["pipe", "pipe", "pipe"] });
  const last: string[] = [];
  const waiting = new Map<number, Deferred<Readonly<Record<string, unknown>>>>();
  const ready = deferred();
  let count = 0;
  createInterface({ input: child.stderr }).on("line", (line) => {
    last.push(line);
    if (last.length > KEPT_LINES) last.shift();
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer: unknown = JSON.parse(line);
    if (!isRecord(answer)) return;
    if (answer["ready"] === true) ready.resolve();
    const id = Number(answer["id"]);
    waiting.get(id)?.resolve(answer);
    waiting.delete(id);
  });
  // What was asked of a process that is gone is told by its end.
  child.stdin.on("error", () => undefined);
  const exited = Promise.race([once(child, "exit"), once(child, "error")]).then(
    () => undefined,
    (error: unknown) => void last.push(String(error)),
  );
  void exited.then(() => {
    const error = new Error(`The speech models' process has ended:\n${last.join("\n")}`);
    ready.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });

  const ask = async (request: object): Promise<Readonly<Record<string, unknown>>> => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("The speech models' process has ended.");
    const id = (count += 1);
    const answered = deferred<Readonly<Record<string, unknown>>>();
    waiting.set(id, answered);
    child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    const answer = await answered.promise;
    if (typeof answer["error"] !== "string") return answer;
    throw answer["isInvalid"] === true ? new SpeechRequestError(answer["error"]) : new Error(answer["error"]);
  };

  await ready.promise;
  return {
    pid: child.pid ?? 0,
    exited,
    async hear(file) {
      return (await ask({ type: "transcribe", audio: Buffer.from(file).toString("base64") })) as unknown as Heard;
    },
    async speak(text, speed) {
      const { audio, sampleRate } = await ask({ type: "speak", text, speed });
      const bytes = Buffer.from(String(audio), "base64");
      const samples = new Int16Array(bytes.byteLength >> 1);
      for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(i * 2);
      return { samples, sampleRate: Number(sampleRate) };
    },
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}

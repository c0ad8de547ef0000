/**
 * Two processes of one site, which share their limits through Redis: a limit for each visitor's tokens, and one for the answers of all.
 * One of them is killed in the middle and started again. Nobody gets more than the limit, and who gets nothing is told why.
 */
import { once } from "node:events";
import { Agent, type IncomingMessage, request as send } from "node:http";
import { setTimeout as later } from "node:timers/promises";
import { startRedis } from "../../support/databases.js";
import { type Figure, only } from "../limits.js";
import { ProcessWatch } from "../load/process-watch.js";
import { start, type Program } from "./program.js";
import { ANSWER, ORIGIN, TOKEN } from "./requests.js";

const VISITORS = 200;
/** Of what is asked for, so much is within the limits: they are reached when the killed process is back. */
const WITHIN = 0.8;
/** One request of five is for an answer. */
const EVERY = 5;
const [KILL_AT, RESTART_AT] = [0.4, 0.6];
/** Requests that each process answers first, half of them for an answer: what is measured is no first time. */
const WARM_UP = 200;
const NAMES = ["first", "second"] as const;

type End = "admitted" | "told" | "broke off" | "failed";
/** When a request was sent. */
type Phase = "both are there" | "the second is away" | "the second is back";
interface Asked {
  /** The visitor, or the answers of all. */
  readonly key: string;
  readonly end: End;
  /** The process that has answered, or that broke off. */
  readonly process: (typeof NAMES)[number];
  readonly ms: number;
}

/** The process was not there: a balancer asks another. */
const isAbsent = (error: unknown): boolean => (error as { code?: string }).code === "ECONNREFUSED";

/** Asks the two processes at these addresses. */
class Asker {
  readonly #urls: readonly URL[];
  readonly #agents = NAMES.map(() => new Agent({ keepAlive: true, maxSockets: 256 }));

  constructor(urls: readonly URL[]) {
    this.#urls = urls;
  }

  /** @param index the process that is asked first */
  async ask(index: number, key: string, isModel: boolean): Promise<Asked> {
    try {
      return await this.#askProcess(index, key, isModel).catch((error: unknown) => {
        if (!isAbsent(error)) throw error;
        return this.#askProcess(1 - index, key, isModel);
      });
    } catch {
      return { key, end: "broke off", process: NAMES[index] ?? "first", ms: NaN };
    }
  }

  dispose(): void {
    for (const agent of this.#agents) agent.destroy();
  }

  async #askProcess(index: number, key: string, isModel: boolean): Promise<Asked> {
    const begun = performance.now();
    const { path, body } = isModel ? ANSWER : TOKEN;
    const { hostname, port } = this.#urls[index] as URL;
    const headers = {
      ...{ "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
      ...{ Origin: ORIGIN, "X-Visitor": key },
    };
    const request = send({ method: "POST", hostname, port, path, headers, agent: this.#agents[index] });
    request.end(body);
    const [response] = (await once(request, "response")) as [IncomingMessage];
    let text = "";
    for await (const piece of response.setEncoding("utf8")) text += String(piece);
    const said = { key, process: NAMES[index] ?? "first", ms: performance.now() - begun };
    if (response.statusCode === 200) return { ...said, end: "admitted" };
    const { error } = JSON.parse(text) as { error?: { code?: string; retry_after?: number } };
    return { ...said, end: error?.code === "rate-limited" && (error.retry_after ?? 0) > 0 ? "told" : "failed" };
  }
}

interface Load {
  readonly seconds: number;
  readonly perSecond: number;
}

/** @throws Error when a process does not come up; what was started has ended */
export async function measureTwoProcesses(services: string, load: Load): Promise<readonly Figure[]> {
  const redis = await startRedis();
  const sites: Program[] = [];
  try {
    return await measure(services, load, redis, sites);
  } finally {
    await Promise.all(sites.map((site) => site.end()));
    await redis.stop();
  }
}

async function measure(
  services: string,
  { seconds, perSecond }: Load,
  redis: { readonly url: string; readonly pid: number },
  sites: Program[],
): Promise<readonly Figure[]> {
  const count = seconds * perSecond;
  const answers = Math.ceil(count / EVERY);
  const visitorLimit = Math.floor(((count - answers) / VISITORS) * WITHIN);
  const globalLimit = Math.floor(answers * WITHIN);
  const args = [services, redis.url, String(visitorLimit), String(globalLimit + WARM_UP)];
  while (sites.length < NAMES.length) sites.push(await start("site-process", ...args));
  const urls = sites.map(({ url }) => new URL(url));
  const asker = new Asker(urls);
  await Promise.all(
    Array.from({ length: 2 * WARM_UP }, (_, index) => asker.ask(index % 2, `warm-${index}`, index % 4 < 2)),
  );
  await later(1000);

  const asked: { readonly phase: Phase; readonly end: Promise<Asked> }[] = [];
  const watches = [...sites, redis].map(({ pid }) => new ProcessWatch(pid));
  const begun = performance.now();
  let phase: Phase = "both are there";
  const killing = later(seconds * KILL_AT * 1000).then(async () => {
    watches[1]?.end();
    phase = "the second is away";
    await sites[1]?.end("SIGKILL");
    await later(seconds * (RESTART_AT - KILL_AT) * 1000);
    sites[1] = await start("site-process", ...args, urls[1]?.port ?? "");
    phase = "the second is back";
  });
  let tokens = 0;
  for (let sent = 0; sent < count; sent += 1) {
    const due = begun + (sent / perSecond) * 1000;
    if (due > performance.now() + 2) await later(due - performance.now());
    const isModel = sent % EVERY === 0;
    if (!isModel) tokens += 1;
    // So that each visitor is at both processes.
    const index = (sent + Math.floor(tokens / VISITORS)) % 2;
    asked.push({ phase, end: asker.ask(index, isModel ? "all" : `visitor-${tokens % VISITORS}`, isModel) });
  }
  const all = await Promise.all(asked.map(async (one) => ({ phase: one.phase, ...(await one.end) })));
  const took = (performance.now() - begun) / 1000;
  await killing;
  for (const index of [0, 2]) watches[index]?.end();
  asker.dispose();

  const of = (end: End, key?: string) => all.filter((one) => one.end === end && (key ?? one.key) === one.key).length;
  const keys = new Map(all.map(({ key }) => [key, key === "all" ? globalLimit : visitorLimit] as const));
  const sum = (value: (key: string, limit: number) => number) =>
    [...keys].reduce((total, [key, most]) => total + Math.max(0, value(key, most)), 0);
  const beyond = sum((key, most) => of("admitted", key) - most);
  // Who broke off may have been counted, or not.
  const missing = sum((key, most) => most - of("admitted", key) - of("broke off", key));
  const times = (name: string, when: Phase, limit?: number): Figure[] => {
    const samples = all
      .filter((one) => one.process === name && one.phase === when && !Number.isNaN(one.ms))
      .map(({ ms }) => ms);
    if (samples.length === 0) return [];
    return [
      { what: `the ${name}, while ${when}`, samples, of: "p95", unit: "ms", ...(limit !== undefined && { limit }) },
    ];
  };
  const share = (index: number, time: number) => ((watches[index]?.seconds ?? NaN) / time) * 100;
  return [
    only(
      `two processes: ${count} requests, of which the limits allow`,
      sum((_, most) => most),
      "",
    ),
    only("admitted", of("admitted"), ""),
    only("admitted beyond a limit", beyond, "", 0),
    only("missing from a limit, but for those that broke off", missing, "", 0),
    only("refused, and told when to come again", of("told"), ""),
    only("broke off with the killed process", of("broke off"), "", perSecond),
    only("failed in any other way", of("failed"), "", 0),
    ...NAMES.flatMap((name) => times(name, "both are there", 200)),
    ...times("first", "the second is away"),
    ...NAMES.flatMap((name) => times(name, "the second is back")),
    only("processor time of the first, share of one", share(0, took), "%"),
    only("… of the second until it was killed", share(1, seconds * KILL_AT), "%"),
    only("… of Redis", share(2, took), "%"),
  ];
}

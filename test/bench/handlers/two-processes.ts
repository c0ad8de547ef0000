/**
 * Two processes of one site, which share their limits through Redis: a limit for each visitor's tokens, and one for the answers of all.
 * One of them is killed in the middle and started again. Nobody gets more than the limit, and who gets nothing is told why.
 */
import { once } from "node:events";
import { Agent, request as send } from "node:http";
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

type End = "admitted" | "told" | "broke off" | "failed";
interface Asked {
  /** The visitor, or the answers of all. */
  readonly key: string;
  readonly end: End;
  readonly process: string;
  readonly ms: number;
}

/** The process was not there: a balancer asks another. */
const isAbsent = (error: unknown): boolean => (error as { code?: string }).code === "ECONNREFUSED";

export async function measureTwoProcesses(
  services: string,
  { seconds, perSecond }: { readonly seconds: number; readonly perSecond: number },
): Promise<readonly Figure[]> {
  const count = seconds * perSecond;
  const answers = Math.ceil(count / EVERY);
  const visitorLimit = Math.floor(((count - answers) / VISITORS) * WITHIN);
  const globalLimit = Math.floor(answers * WITHIN);
  const redis = await startRedis();
  const args = [services, redis.url, String(visitorLimit), String(globalLimit)];
  const sites: Program[] = await Promise.all([start("site-process", ...args), start("site-process", ...args)]);
  const urls = sites.map(({ url }) => new URL(url));
  const agents = urls.map(() => new Agent({ keepAlive: true, maxSockets: 256 }));
  const names = ["first", "second"];

  const askProcess = async (index: number, key: string, isModel: boolean): Promise<Asked> => {
    const begun = performance.now();
    const { path, body } = isModel ? ANSWER : TOKEN;
    const { hostname, port } = urls[index] as URL;
    const headers = {
      ...{ "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
      ...{ Origin: ORIGIN, "X-Visitor": key },
    };
    const request = send({ method: "POST", hostname, port, path, headers, agent: agents[index] });
    request.end(body);
    const [response] = (await once(request, "response")) as [import("node:http").IncomingMessage];
    let text = "";
    for await (const piece of response.setEncoding("utf8")) text += String(piece);
    const said = { key, process: names[index] ?? "", ms: performance.now() - begun };
    if (response.statusCode === 200) return { ...said, end: "admitted" };
    const { error } = JSON.parse(text) as { error?: { code?: string; retry_after?: number } };
    return { ...said, end: error?.code === "rate-limited" && (error.retry_after ?? 0) > 0 ? "told" : "failed" };
  };
  const ask = async (index: number, key: string, isModel: boolean): Promise<Asked> => {
    try {
      return await askProcess(index, key, isModel).catch((error: unknown) => {
        if (!isAbsent(error)) throw error;
        return askProcess(1 - index, key, isModel);
      });
    } catch {
      return { key, end: "broke off", process: names[index] ?? "", ms: NaN };
    }
  };

  const asked: Promise<Asked>[] = [];
  const watches = [...sites, redis].map(({ pid }) => new ProcessWatch(pid));
  const begun = performance.now();
  const killing = later(seconds * KILL_AT * 1000).then(async () => {
    watches[1]?.end();
    const [, doomed] = sites;
    await doomed?.end("SIGKILL");
    await later(seconds * (RESTART_AT - KILL_AT) * 1000);
    sites[1] = await start("site-process", ...args, urls[1]?.port ?? "");
  });
  let tokens = 0;
  for (let sent = 0; sent < count; sent += 1) {
    const due = begun + (sent / perSecond) * 1000;
    if (due > performance.now() + 2) await later(due - performance.now());
    const isModel = sent % EVERY === 0;
    if (!isModel) tokens += 1;
    // So that each visitor is at both processes.
    asked.push(
      ask((sent + Math.floor(tokens / VISITORS)) % 2, isModel ? "all" : `visitor-${tokens % VISITORS}`, isModel),
    );
  }
  const all = await Promise.all(asked);
  const took = (performance.now() - begun) / 1000;
  await killing;
  for (const index of [0, 2]) watches[index]?.end();
  for (const agent of agents) agent.destroy();
  await Promise.all(sites.map((site) => site.end()));
  await redis.stop();

  const of = (end: End, key?: string) => all.filter((one) => one.end === end && (key ?? one.key) === one.key).length;
  const keys = new Map(all.map(({ key }) => [key, key === "all" ? globalLimit : visitorLimit] as const));
  const limit = [...keys.values()].reduce((sum, one) => sum + one, 0);
  const sum = (value: (key: string, limit: number) => number) =>
    [...keys].reduce((total, [key, most]) => total + Math.max(0, value(key, most)), 0);
  const times = (name: string) =>
    all.filter(({ process: one, ms }) => one === name && !Number.isNaN(ms)).map(({ ms }) => ms);
  return [
    only(`two processes: ${count} requests, of which the limits allow`, limit, ""),
    only("admitted", of("admitted"), ""),
    only(
      "admitted beyond a limit",
      sum((key, most) => of("admitted", key) - most),
      "",
      0,
    ),
    // Who broke off may have been counted, or not.
    only(
      "missing from a limit, but for those that broke off",
      sum((key, most) => most - of("admitted", key) - of("broke off", key)),
      "",
      0,
    ),
    only("refused, and told when to come again", of("told"), ""),
    only("broke off with the killed process", of("broke off"), "", perSecond),
    only("failed in any other way", of("failed"), "", 0),
    ...names.map((name): Figure => ({
      what: `the ${name} process`,
      samples: times(name),
      of: "p95",
      unit: "ms",
      limit: 200,
    })),
    only("processor time of the first process, share of one", ((watches[0]?.seconds ?? NaN) / took) * 100, "%"),
    only("… of the second until it was killed", ((watches[1]?.seconds ?? NaN) / (seconds * KILL_AT)) * 100, "%"),
    only("… of Redis", ((watches[2]?.seconds ?? NaN) / took) * 100, "%"),
  ];
}

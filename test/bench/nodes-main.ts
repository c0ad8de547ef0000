/**
 * `npm run bench -- nodes`: conversations on two LiveKit servers behind a balancer, one of which is killed in the middle. Each visitor
 * then hears an answer, or is told what has happened and begins anew; nobody is left in silence. LOAD=8 says how many.
 */
import { AGENT_IDENTITY_PREFIX, AVATAR_IDENTITY } from "../../src/room/protocol.js";
import { startEmulatorProcess } from "./emulator-process.js";
import { type Figure, figures, keeps, only } from "./limits.js";
import { type Cluster, type NodeName, startCluster } from "./nodes/cluster.js";
import { openVisitors } from "./nodes/visitors.js";
import type { Aftermath, Answer, Arrival, Visitors } from "./nodes/visitors.client.js";

/** Of the page. */
declare const visitors: Visitors;

const COUNT = Number(process.env["LOAD"] ?? 8);
/** So many more press Start in the moment of the fault. */
const NEWCOMERS = Math.ceil(COUNT / 2);
const QUESTION = "How does this work?";
/** Its answer is a long one. */
const LONG_QUESTION = "Tell me a story";
const START_PATIENCE_MS = 30_000;
/** A visitor who has heard nothing by then, and was told nothing, is left in silence. */
const PATIENCE_MS = 90_000;

const line = (text: string) => process.stdout.write(`${text}\n`);

interface Place {
  readonly room: NodeName | undefined;
  readonly visitor: NodeName | undefined;
  readonly avatar: NodeName | undefined;
  readonly agent: NodeName | undefined;
}

async function placeOf(cluster: Cluster, room: string): Promise<Place> {
  return {
    room: await cluster.nodeOfRoom(room),
    visitor: cluster.signalNodeOf(room, (identity) => identity.startsWith("visitor-")),
    avatar: cluster.signalNodeOf(room, (identity) => identity === AVATAR_IDENTITY),
    agent: cluster.signalNodeOf(room, (identity) => identity.startsWith(AGENT_IDENTITY_PREFIX)),
  };
}

const seconds = (ms: number | undefined) => (ms === undefined ? "–" : `${(ms / 1000).toFixed(1)} s`);

function told(number: number, place: Place, dead: NodeName, one: Aftermath): string {
  const at = (node: NodeName | undefined) => (node === dead ? "dead" : node === undefined ? "?" : "alive");
  const word = ({ end, code }: Answer) => code ?? end;
  const ends = [
    ...(one.broken ? [`spoken to, ${one.broken.end === "answered" ? "and it ended" : word(one.broken)}`] : []),
    ...one.answers.map(word),
  ];
  return [
    `${String(number)}: room ${at(place.room)}; signal of visitor ${at(place.visitor)}, avatar ${at(place.avatar)}, agent ${at(place.agent)}`,
    `   ${ends.join(", ")}${one.startMs.length > 0 ? `; began anew in ${one.startMs.map(seconds).join(", ")}` : ""}; told after ${seconds(one.toldMs)}; no sound for ${seconds(one.silenceMs)}, no picture for ${seconds(one.frozenMs)}`,
    `   ${one.words.join("; ")}`,
  ].join("\n");
}

interface Course {
  readonly places: readonly Place[];
  readonly dead: NodeName;
  readonly first: readonly Answer[];
  readonly after: readonly Aftermath[];
  readonly arrivals: readonly Arrival[];
}

const roomsOn = (places: readonly Place[], name: NodeName) => places.filter(({ room }) => room === name).length;

async function converse(cluster: Cluster, emulatorUrl: string): Promise<Course> {
  const { page, close } = await openVisitors(emulatorUrl);
  try {
    const started = await page.evaluate((apiUrl, count) => visitors.open(apiUrl, count), emulatorUrl, COUNT);
    const first = await page.evaluate((question) => visitors.ask(question), QUESTION);
    const places = await Promise.all(started.map(({ id }) => placeOf(cluster, id)));
    // The one with more rooms dies.
    const dead: NodeName = roomsOn(places, "one") >= roomsOn(places, "two") ? "one" : "two";
    await page.evaluate((question, ms) => visitors.begin(question, ms), LONG_QUESTION, START_PATIENCE_MS);
    cluster.kill(dead);
    const course = await page.evaluate(
      (question, ms, newcomers) => visitors.survive(question, ms, newcomers),
      ...([QUESTION, PATIENCE_MS, NEWCOMERS] as const),
    );
    await page.evaluate(() => visitors.leave());
    return { places, dead, first, ...course };
  } finally {
    await close();
  }
}

async function measure(): Promise<Course> {
  const cluster = await startCluster();
  try {
    const emulator = await startEmulatorProcess(cluster, ["--capacity", String(COUNT + NEWCOMERS)]);
    try {
      return await converse(cluster, emulator.url);
    } finally {
      await emulator.close();
    }
  } finally {
    await cluster.stop();
  }
}

const { places, dead, first, after, arrivals } = await measure();
const [ofOne, ofTwo] = [roomsOn(places, "one"), roomsOn(places, "two")];
line(
  `${String(COUNT)} conversations: ${String(ofOne)} rooms on node one, ${String(ofTwo)} on node two; node ${dead} is killed`,
);
for (const [index, one] of after.entries()) line(told(index + 1, places[index] as Place, dead, one));
for (const { readyMs, failures, answer } of arrivals) {
  const refused = failures.map(([code, ms]) => `${code} after ${seconds(ms)}`);
  line(`came at the fault: ${[...refused, `ready after ${seconds(readyMs)}`, answer?.end ?? "no answer"].join(", ")}`);
}
const onDead = after.filter((_, index) => places[index]?.room === dead);
const onOther = after.filter((_, index) => places[index]?.room !== dead);
const silent = ({ broken, answers }: Aftermath) =>
  broken?.end === "silent" || answers.some(({ end }) => end === "silent") || answers.at(-1)?.end !== "answered";
const beganAnew = ({ startMs }: Aftermath) => startMs.length > 0;
const worst = <T>(of: readonly T[], what: string, value: (one: T) => number, limit?: number): Figure[] =>
  of.length === 0
    ? []
    : [{ what, samples: of.map(value), of: "worst", unit: "ms", ...(limit !== undefined && { limit }) }];
const all: Figure[] = [
  only("rooms on the node with fewer", Math.min(ofOne, ofTwo), ""),
  only("first answers that were not heard", first.filter(({ end }) => end !== "answered").length, "", 0),
  only("visitors who were left in silence", after.filter(silent).length, "", 0),
  only(
    "conversations of the dead node that went on",
    onDead.filter((one) => !silent(one) && !beganAnew(one)).length,
    "",
  ),
  only("… that were begun anew", onDead.filter(beganAnew).length, ""),
  ...worst(onDead, "dead node: fault to the first word of it", ({ toldMs = PATIENCE_MS }) => toldMs, 5000),
  ...worst(onDead, "dead node: no sound", ({ silenceMs }) => silenceMs, 60_000),
  ...worst(onDead, "dead node: no picture", ({ frozenMs }) => frozenMs, 40_000),
  ...worst(onOther, "other node: no sound", ({ silenceMs }) => silenceMs),
  ...worst(onOther, "other node: no picture", ({ frozenMs }) => frozenMs),
  only("newcomers who heard no answer", arrivals.filter(({ answer }) => answer?.end !== "answered").length, "", 0),
  ...worst(arrivals, "newcomers: press to readiness", ({ readyMs = PATIENCE_MS }) => readyMs, 30_000),
];
line(figures(all));
if (Math.min(ofOne, ofTwo) === 0) line("All rooms were on one node: run it again.");
if (Math.min(ofOne, ofTwo) === 0 || !all.every(keeps)) process.exitCode = 1;

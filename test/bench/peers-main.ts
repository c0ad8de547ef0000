/**
 * `npm run bench -- peers`: what a page with an avatar costs a visitor who asks for nothing, beside what other vendors publish.
 * PEERS_PATH has their packages; nothing of it talks to the internet. ROUNDS says how often each page is visited.
 */
import { launchChromium } from "../support/chromium.js";
import { type AtRest, atRest, OFFLINE_FLAGS } from "./at-rest.js";
import { type BenchPage, startBenchServer } from "./bench-server.js";
import { interleaved, samplesOf } from "./interleaved.js";
import { figures, keeps } from "./limits.js";
import { ourPages, OURS, OURS_INLINE, peerPages } from "./peer-pages.js";
import { comparison, type Compared, limits } from "./peer-report.js";
import { pathOf } from "./peers.js";
import { passes, table } from "./report.js";

const ROUNDS = Number(process.env["ROUNDS"] ?? 7);
const { PEERS_PATH } = process.env;

const line = (text: string) => process.stdout.write(`${text}\n`);

async function bench(folder: string): Promise<boolean> {
  const peers = await peerPages(folder);
  const pages = new Map<string, BenchPage>(await ourPages());
  for (const { peer, page } of peers) if (page) pages.set(pathOf(peer), page);
  const server = await startBenchServer(pages, { gzip: true });
  const browser = await launchChromium(OFFLINE_FLAGS);
  try {
    const visit = (path: string) => atRest(browser, `${server.url}/${path}/`);
    // Once unmeasured: the first visitor of a fresh browser waits for it.
    await visit(OURS);
    const samples = await interleaved(ROUNDS, "a page at rest", [...pages.keys()], visit);
    const of = (path: string): readonly AtRest[] => samplesOf(samples, path);
    const us = (path: string): Compared => ({ name: path, shows: "a widget", samples: of(path) });
    const others = peers.map(({ peer, version, reason }): Compared => {
      const told = reason === undefined ? {} : { reason };
      return { name: `${peer.package} ${version}`, shows: peer.shows, samples: of(pathOf(peer)), ...told };
    });
    line(
      `\n${ROUNDS} interleaved rounds, processor 4 times slower; medians (quartiles), and the ratio of ours to theirs`,
    );
    line(comparison([us(OURS), us(OURS_INLINE), ...others]));
    const { own, rows } = limits(us(OURS), others);
    line(`\n${figures(own)}\n\n${table(rows)}`);
    return own.every(keeps) && rows.every(passes);
  } finally {
    await browser.close();
    await server.close();
  }
}

if (!PEERS_PATH) throw new Error("PEERS_PATH is not set: run the bench with npm run bench -- peers.");
process.exitCode = (await bench(PEERS_PATH)) ? 0 : 1;

/** `npm run bench -- memory`: a thread of 50,000 messages, and a search among 20,000 vectors, in a page. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { createSqliteThreadStore } from "../../src/server/sqlite/index.js";
import { type Figure, figures, keeps } from "./limits.js";
import { type MemoryBrowser, type Provider, startMemoryBrowser } from "./memory-page.js";
import { passes, type Row, table } from "./report.js";
import { summarize } from "./statistics.js";

const ROUNDS = Number(process.env.ROUNDS ?? 10);
const LENGTHS = [100, 10_000, 50_000] as const;
/** `localStorage` has room for five million characters. */
const SHORTER_LENGTHS = [100, 2000, 10_000] as const;
const VECTORS = 20_000;
const DIMENSIONS = 384;
const WARM_UP = 10;
const OLDER = 2000;
/** What the session reads at once. */
const PAGE = 200;
/** About 7000 pixels a second. */
const PIXELS = 120;
/** What one length may cost more than another, for noise: appends to a copied or searched list cost hundreds of times more. */
const APPEND_RATIO = 1.5;

const say = (text: string) => process.stdout.write(`${text}\n`);
const sayLoad = (what: string) => say(`bench: ${what}; load ${loadavg()[0]?.toFixed(1) ?? ""}`);

async function measureLastPage(browser: MemoryBrowser): Promise<Figure[]> {
  const samples = { 50: [] as number[], 200: [] as number[] };
  const reads: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const last of round % 2 === 0 ? ([50, 200] as const) : ([200, 50] as const)) {
      const page = await browser.open();
      const shown = await page.showLast({ last });
      assert.ok(shown.isShown, "the end of the transcript is in sight");
      assert.match(shown.lastText, /^Number 49999\./);
      samples[last].push(shown.ms);
      if (last === 200) reads.push(shown.readMs);
      await page.close();
    }
    sayLoad(`last page, round ${round + 1} of ${ROUNDS}`);
  }
  const figure = { of: "median", unit: "ms", limit: 100 } as const;
  return [
    { what: "50,000 messages: last 50, asked to painted", samples: samples[50], ...figure },
    { what: "the same, last 200", samples: samples[200], ...figure },
    { what: "of that until they were read", samples: reads, of: "median", unit: "ms" },
  ];
}

async function measureScrolling(browser: MemoryBrowser): Promise<{ figures: Figure[]; row: Row }> {
  const page = await browser.open();
  const { elements } = await page.showLast({ last: PAGE });
  const { still, moving, most, held } = await page.scrollUp({ count: OLDER + PAGE, page: PAGE, pixels: PIXELS });
  await page.close();
  assert.ok(held >= OLDER + PAGE, `${held} messages`);
  sayLoad(`${held} messages up, ${still.length + moving.length} frames`);
  const one = (value: number) => summarize([value]);
  return {
    figures: [
      { what: `scrolling ${OLDER} messages up: script of a frame`, samples: still, of: "p95", unit: "ms", limit: 8 },
      { what: "the same, when older ones are rendered", samples: moving, of: "median", unit: "ms", limit: 8 },
    ],
    row: {
      ...{ what: "elements of the transcript: most while scrolling", ours: one(most), other: one(elements) },
      ...{ otherName: "at the end", unit: "", limit: 1.05 },
    },
  };
}

/** @param limit undefined: the figure informs */
function appendRows(
  name: string,
  lengths: readonly number[],
  samples: readonly (readonly number[])[],
  limit: number | undefined,
): Row[] {
  const [shortest = []] = samples;
  return lengths.slice(1).map((length, at) => ({
    what: `append to ${length.toLocaleString("en")}: ${name}`,
    ...{ ours: summarize(samples[at + 1] ?? []), other: summarize(shortest) },
    ...{ otherName: `to ${lengths[0] ?? ""}`, unit: "ms", ...(limit !== undefined && { limit }) },
  }));
}

async function measureAppends(browser: MemoryBrowser): Promise<Row[]> {
  const page = await browser.open();
  const measure = async (provider: Provider, lengths: readonly number[], each: number, limit?: number) => {
    if (provider !== "indexed-db") for (const length of lengths) await page.fill({ provider, length });
    await page.append({ provider, lengths, times: WARM_UP, each });
    const samples = await page.append({ provider, lengths, times: ROUNDS * 20, each });
    sayLoad(`appends, ${provider}`);
    return appendRows(provider, lengths, samples, limit);
  };
  const rows = [
    ...(await measure("indexed-db", LENGTHS, 1, APPEND_RATIO)),
    // It looks at the ids of all that it keeps, which cannot be many.
    ...(await measure("local-storage", SHORTER_LENGTHS, 1)),
    ...(await measure("in-memory", LENGTHS, 500, APPEND_RATIO)),
  ];
  await page.close();
  return [...rows, ...(await measureSqlite())];
}

async function measureSqlite(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "live-avatar-bench-"));
  const database = new Database(join(folder, "threads.sqlite"));
  const store = createSqliteThreadStore(database);
  const message = (id: string) => ({ id, role: "user" as const, content: `This is ${id}.`, createdAt: 1 });
  const append = (length: number, ids: readonly string[]) =>
    store.appendMessages("owner", `thread-${length}`, ids.map(message), { at: 1, maxMessages: 100_000 });
  try {
    for (const length of LENGTHS) {
      await store.saveThread("owner", { id: `thread-${length}`, createdAt: 1, updatedAt: 1 }, { maxThreads: 10 });
      await append(
        length,
        Array.from({ length }, (_, index) => `message-${index}`),
      );
    }
    const samples = LENGTHS.map(() => [] as number[]);
    for (let time = -WARM_UP; time < ROUNDS * 20; time += 1) {
      for (const [at, length] of LENGTHS.entries()) {
        const start = performance.now();
        await append(length, [`newer-${time}`]);
        if (time >= 0) samples[at]?.push(performance.now() - start);
      }
    }
    sayLoad("appends, sqlite");
    return appendRows("sqlite", LENGTHS, samples, APPEND_RATIO);
  } finally {
    database.close();
    await rm(folder, { recursive: true });
  }
}

async function measureRecall(browser: MemoryBrowser): Promise<Figure[]> {
  const page = await browser.open();
  const before = await page.memory();
  await page.fillVectors({ count: VECTORS, dimensions: DIMENSIONS });
  const share = ((await page.memory()) - before) / (VECTORS * DIMENSIONS * Float32Array.BYTES_PER_ELEMENT);
  await page.search({ times: WARM_UP, dimensions: DIMENSIONS });
  const { totals, tasks, idle } = await page.search({ times: ROUNDS * 10, dimensions: DIMENSIONS });
  await page.close();
  sayLoad("recall");
  const figure = { of: "p95", unit: "ms" } as const;
  return [
    { what: `search in ${VECTORS} × ${DIMENSIONS}: longest task`, samples: tasks, ...figure, limit: 10 },
    { what: "the same, nothing being searched", samples: idle, ...figure },
    { what: "all its tasks, with what is between them", samples: totals, ...figure },
    { what: "memory, of the raw vectors", samples: [100 * share], of: "only", unit: "%", limit: 130 },
  ];
}

async function bench(): Promise<boolean> {
  const browser = await startMemoryBrowser();
  try {
    const recall = await measureRecall(browser);
    const page = await browser.open();
    for (const length of LENGTHS) await page.fill({ provider: "indexed-db", length });
    await page.close();
    sayLoad("threads are filled");
    const lastPage = await measureLastPage(browser);
    const scrolling = await measureScrolling(browser);
    const rows = [scrolling.row, ...(await measureAppends(browser))];
    const all = [...lastPage, ...scrolling.figures, ...recall];
    say(`\nmedian (quartiles); load ${loadavg()[0]?.toFixed(1) ?? ""}\n${table(rows)}\n\n${figures(all)}`);
    return rows.every(passes) && all.every(keeps);
  } finally {
    await browser.close();
  }
}

process.exitCode = (await bench()) ? 0 : 1;

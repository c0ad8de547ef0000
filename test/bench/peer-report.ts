/** What `npm run bench -- peers` prints, and the limits that it holds us to. */
import type { AtRest } from "./at-rest.js";
import type { Figure } from "./limits.js";
import type { Peer } from "./peers.js";
import { aligned, figure, type Row } from "./report.js";
import { type Summary, summarize } from "./statistics.js";

/** Somebody's page with its visits. The first of a list is ours as the README pastes it. */
export interface Compared {
  readonly name: string;
  readonly shows: Peer["shows"];
  readonly samples: readonly AtRest[];
  /** Why there is no page, and so no sample. */
  readonly reason?: string;
}

const BYTES_LIMIT_KB = 20;
const SCRIPT_LIMIT = 0.1;

const of = ({ samples }: Compared, one: (visit: AtRest) => number): Summary => summarize(samples.map(one));
const kilobytes = ({ bytes }: AtRest) => bytes / 1000;
const script = ({ scriptMs }: AtRest) => scriptMs;
const heap = ({ heapBytes }: AtRest) => heapBytes / 1000;

const counted = (names: readonly string[]): string =>
  [...new Set(names)].map((name) => `${name} ${names.filter((other) => other === name).length}×`).join(", ");

/** One line each, ours first, and below them what did not work, in the page's or the bundler's own words. */
export function comparison(all: readonly Compared[]): string {
  const [ours] = all;
  if (!ours) throw new RangeError("nobody is compared");
  const ratio = (one: Compared, what: (visit: AtRest) => number) =>
    one === ours ? "" : (of(ours, what).median / of(one, what).median).toFixed(2);
  const measured = all.filter(({ reason }) => reason === undefined);
  const lines = measured.map((one) => {
    const [last] = one.samples.slice(-1);
    return [
      one.name,
      one.shows,
      `${of(one, kilobytes).median.toFixed(1)} kB`,
      ratio(one, kilobytes),
      String(last?.requests ?? ""),
      counted(last?.otherSites ?? []) || "none",
      figure(of(one, script), "ms"),
      ratio(one, script),
      `${of(one, heap).median.toFixed(0)} kB`,
      ratio(one, heap),
    ];
  });
  const head = ["", "at rest", "bytes", "", "requests", "other sites", "script", "", "heap", ""];
  const failed = all.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name} has no page: ${reason}`]));
  const complaints = measured.flatMap(({ name, samples }) => {
    const errors = [...new Set(samples.flatMap(({ errors }) => errors))];
    return errors.length === 0 ? [] : [`${name} said: ${errors.join(" | ")}`];
  });
  return [aligned([head, ...lines]), ...failed, ...complaints].join("\n");
}

/** The peer whose scripts take the least time, of those that `isAsked` lets in. */
function best(peers: readonly Compared[], isAsked: (one: Compared) => boolean): Compared {
  const [first] = peers
    .filter((one) => one.samples.length > 0 && isAsked(one))
    .sort((a, b) => of(a, script).median - of(b, script).median);
  if (!first) throw new RangeError("no peer was measured");
  return first;
}

/** @param ours the page as the README pastes it @param peers who else was measured */
export function limits(ours: Compared, peers: readonly Compared[]): { readonly own: Figure[]; readonly rows: Row[] } {
  const row = (what: string, peer: Compared): Row => ({
    ...{ what, ours: of(ours, script), other: of(peer, script), otherName: peer.name },
    ...{ unit: "ms", limit: SCRIPT_LIMIT },
  });
  return {
    own: [
      {
        ...{ what: "bytes before intent, gzip", samples: ours.samples.map(kilobytes), of: "worst" },
        ...{ unit: "kB", limit: BYTES_LIMIT_KB },
      },
      {
        ...{ what: "requests to other sites", samples: ours.samples.map(({ otherSites }) => otherSites.length) },
        ...{ of: "worst", unit: "", limit: 0 },
      },
    ],
    rows: [
      row(
        "script time, the best that shows itself",
        best(peers, ({ shows }) => shows !== "a button of the page's"),
      ),
      row(
        "script time, the best of all",
        best(peers, () => true),
      ),
    ],
  };
}

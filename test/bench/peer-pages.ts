/** The pages of the comparison before intent: ours as the README pastes it, the peers' as {@link PEERS} says. */
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { build } from "esbuild";
import type { BenchPage } from "./bench-server.js";
import { type Bundle, type BundleFile, shippedBundle } from "./bundles.js";
import { type Peer, PEERS } from "./peers.js";

const MODULE = '<script type="module" src="main.js"></script>';

/** A peer with its page, or with the reason why there is none. */
export interface PeerPage {
  readonly peer: Peer;
  readonly version: string;
  readonly page?: BenchPage;
  readonly reason?: string;
}

/** The path of our page as the README pastes it. */
export const OURS = "live-avatar";
/** The path of the same without a layout, in the flow of the page. */
export const OURS_INLINE = "live-avatar-inline";

/** Ours, with the element as it ships for script tags. */
export async function ourPages(): Promise<ReadonlyMap<string, BenchPage>> {
  const bundle = await shippedBundle();
  const tag = (attributes: string): BenchPage => ({
    bundle,
    head: MODULE,
    body: () => `<body><live-avatar token-endpoint="/api/live-avatar/token"${attributes}></live-avatar></body>`,
  });
  return new Map([
    [OURS, tag(' layout="floating"')],
    [OURS_INLINE, tag("")],
  ]);
}

/** As a site's production build makes it: minified, split where the peer itself imports on demand. */
async function bundled(entry: string, resolveDir: string): Promise<[string, BundleFile][]> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir, sourcefile: "main.js" },
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    outdir: resolveDir,
    entryNames: "main",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    conditions: ["production"],
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  return outputFiles.map(({ path, text }) => [basename(path), { code: text, early: true }]);
}

/** The bundler's own words, without the place of this machine. */
export function reasonOf(error: unknown): string {
  const [, words = ""] = /ERROR: ([^\n]*)/.exec(error instanceof Error ? error.message : String(error)) ?? [];
  return words.replace(/\S*[\\/]node_modules[\\/]/g, "") || String(error);
}

async function bundleOf({ entry, files = {} }: Peer, folder: string): Promise<Bundle> {
  const published = Object.entries(files).map(async ([name, path]): Promise<[string, BundleFile]> => {
    return [name, { code: await readFile(resolve(folder, "node_modules", path), "utf8"), early: true }];
  });
  const own = entry === undefined ? [] : await bundled(entry, folder);
  return new Map([...own, ...(await Promise.all(published))]);
}

/** @param folder has the peers' `node_modules`; `PEERS_PATH` */
export async function peerPages(folder: string): Promise<readonly PeerPage[]> {
  const versionOf = async (name: string) => {
    const manifest = await readFile(resolve(folder, "node_modules", name, "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
  };
  return Promise.all(
    PEERS.map(async (peer): Promise<PeerPage> => {
      const version = await versionOf(peer.package);
      try {
        const bundle = await bundleOf(peer, folder);
        const { head = MODULE, body } = peer;
        return { peer, version, page: { bundle, head, body: () => `<body>${body}</body>` } };
      } catch (error) {
        return { peer, version, reason: reasonOf(error) };
      }
    }),
  );
}

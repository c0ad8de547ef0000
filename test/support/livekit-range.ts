/**
 * The versions of livekit-client that the package's range allows, each where it is installed: the one of the lock, and the one
 * that LiveAvatar's own SDK brings.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["node_modules/@heygen/liveavatar-web-sdk/node_modules/livekit-client", "node_modules/livekit-client"];

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(new URL(`${folder}/package.json`, ROOT), "utf8")) as Manifest;

/** The range of livekit-client in package.json. */
export const LIVEKIT_RANGE = manifestOf(".").dependencies["livekit-client"] ?? "";

/** The oldest first. */
export const LIVEKIT_CLIENTS: readonly { readonly version: string; readonly folder: string }[] = FOLDERS.map(
  (folder) => ({ version: manifestOf(folder).version, folder: fileURLToPath(new URL(folder, ROOT)) }),
);

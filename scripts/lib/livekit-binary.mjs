/**
 * Finds the LiveKit server, or builds it once into the user's cache, where every clone finds it.
 * Order: LIVEKIT_SERVER_PATH, `livekit-server` on the PATH, the cache, `go install` of the pinned version.
 */
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { buildInCache, cacheFolder } from "./cache.mjs";
import { findProgram, isExecutable } from "./find-program.mjs";
import { SetupError, step } from "./progress.mjs";
import { run } from "./run.mjs";

const LIVEKIT_VERSION = "v1.13.5";
const PACKAGE = `github.com/livekit/livekit-server/cmd/server@${LIVEKIT_VERSION}`;
/** From here on Go downloads the newer toolchain that the server asks for by itself. */
const MIN_GO = [1, 21];

const WAYS = [
  "  Homebrew:          brew install livekit",
  `  release archive:   github.com/livekit/livekit/releases (${LIVEKIT_VERSION}), then LIVEKIT_SERVER_PATH=/path/to/livekit-server`,
  "  Go 1.21 or newer:  install Go and run this command again; the server is then built once, in about three minutes",
  "  Docker:            docker run --network host livekit/livekit-server --dev, then the emulator's --livekit-url",
].join("\n");

const cachedServer = () =>
  join(
    cacheFolder(),
    `livekit-server-${LIVEKIT_VERSION}-${process.platform}-${process.arch}${process.platform === "win32" ? ".exe" : ""}`,
  );

/**
 * @returns {Promise<string>} the server's path
 * @throws SetupError that names the ways to get one
 */
export async function ensureLiveKitServer() {
  const given = process.env.LIVEKIT_SERVER_PATH;
  if (given) {
    if (isExecutable(given)) return given;
    throw new SetupError(`LIVEKIT_SERVER_PATH names ${given}, which is not a program.`);
  }
  const found = findProgram("livekit-server");
  if (found) return found;
  const cached = cachedServer();
  if (existsSync(cached)) return cached;
  const problem = await whyGoCannot();
  if (problem) throw new SetupError(`There is no LiveKit server, and ${problem}. Ways to get one:\n${WAYS}`);
  return build(cached);
}

async function whyGoCannot() {
  const { code, output } = await run("go", ["version"]);
  const version = /go(\d+)\.(\d+)/.exec(output);
  if (code !== 0 || !version) return "Go is not installed to build it";
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const isOld = major < MIN_GO[0] || (major === MIN_GO[0] && minor < MIN_GO[1]);
  return isOld ? `Go ${major}.${minor} is too old to build it` : undefined;
}

function build(target) {
  return buildInCache(async (work) => {
    const env = {
      ...process.env,
      GOBIN: join(work, "bin"),
      GOPATH: join(work, "path"),
      GOCACHE: join(work, "cache"),
      // Read-only module folders could not be removed again.
      GOFLAGS: `${process.env.GOFLAGS ?? ""} -modcacherw`.trim(),
    };
    const { code, output } = await step(
      `Building the LiveKit server ${LIVEKIT_VERSION} (once, about three minutes)`,
      () => run("go", ["install", PACKAGE], { env, cwd: work }),
    );
    if (code !== 0)
      throw new SetupError(`${output}\nThe LiveKit server could not be built. Other ways to get one:\n${WAYS}`);
    await rename(join(work, "bin", process.platform === "win32" ? "server.exe" : "server"), target);
    return target;
  });
}

/** The range of livekit-client: it holds only versions that the room tests run with. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run } from "./run.mjs";

const ANSWER_MS = 10_000;
/** Where the tested versions are installed; test/support/livekit-range.ts runs them. */
const FOLDERS = ["node_modules/@heygen/liveavatar-web-sdk/node_modules/livekit-client", "node_modules/livekit-client"];

const manifestOf = (folder) => JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));

/**
 * Fails where the range names a version that is not tested. A newer one in the registry is a notice, and so is a registry that
 * does not answer.
 * @returns {Promise<{ code: number, output: string, ms: number, notice?: string }>}
 */
export async function livekitRange() {
  const range = manifestOf(".").dependencies["livekit-client"];
  const tested = FOLDERS.map((folder) => manifestOf(folder).version);
  const { code, output, ms } = await run("npm", ["view", "livekit-client", "version"], { deadlineMs: ANSWER_MS });
  const newest = /^\d+\.\d+\.\d+$/m.exec(output)?.[0];
  const isKnown = code === 0 && newest !== undefined;
  const isOld = isKnown && newest.localeCompare(tested.at(-1), "en", { numeric: true }) > 0;
  const right = tested.join(" || ");
  return {
    code: range === right ? 0 : 1,
    output: `package.json allows livekit-client ${range}; the room tests run with ${right}\n`,
    ms,
    ...(isOld && { notice: `livekit-client ${newest} is there; the tests run with ${right} (decision 12)` }),
    ...(!isKnown && { notice: "the registry did not say whether there is a newer livekit-client" }),
  };
}

/** The command as a process: what it says when it cannot work, that no session ends it, and that it ends when it is told to. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { mint, post } from "../support/emulator-client.js";
import { type FakeLiveKit, startFakeLiveKit } from "../support/fake-livekit.js";

/** A module loader to which a package is not installed. */
const without = (name: string): string => {
  const hooks = `export const resolve = (name, context, next) => {
    if (name === ${JSON.stringify(name)}) throw Object.assign(new Error("not installed"), { code: "ERR_MODULE_NOT_FOUND" });
    return next(name, context);
  };`;
  const code = `import { register } from "node:module"; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
};

interface Command {
  readonly child: ChildProcess;
  readonly said: string[];
  /** Resolves with the URL, or undefined where it ended. */
  readonly ready: Promise<string | undefined>;
  readonly exit: Promise<number | null>;
}

let livekit: FakeLiveKit;
before(async () => {
  livekit = await startFakeLiveKit();
});
after(() => livekit.close());

function run(args: readonly string[] = [], missing?: string): Command {
  const access = ["--livekit-url", livekit.url, "--livekit-key", livekit.apiKey, "--livekit-secret", livekit.apiSecret];
  const imports = ["--import", "tsx", ...(missing === undefined ? [] : ["--import", without(missing)])];
  const child = spawn(process.execPath, [...imports, "src/emulator/bin.ts", "--port", "0", ...access, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  const exit = once(child, "exit").then(([code]) => code as number | null);
  const lines = createInterface({ input: child.stdout });
  createInterface({ input: child.stderr }).on("line", (line) => said.push(line));
  const listening = once(lines, "line").then(([line]) => String(line).replace("emulator listening on ", ""));
  return { child, said, ready: Promise.race([listening, exit.then(() => undefined)]), exit };
}

describe("live-avatar-emulator", () => {
  for (const name of ["espeak-ng", "@livekit/rtc-node", "livekit-server-sdk"]) {
    it(`says at its start that ${name} is missing, and how to have it`, async () => {
      const command = run([], name);
      assert.equal(await command.ready, undefined);
      assert.equal(await command.exit, 1);
      assert.match(command.said.join("\n"), new RegExp(`needs? the package ${name}: npm install`));
    });
  }

  it("does not listen with keys that the server refuses", async () => {
    const command = run(["--livekit-secret", "another-secret-of-32-characters-"]);
    assert.equal(await command.ready, undefined);
    assert.equal(await command.exit, 1);
    assert.match(command.said.join("\n"), /refuses the key/);
  });

  it(
    "outlives sessions that cannot be, and ends under a server that has fallen silent",
    { timeout: 20_000 },
    async () => {
      const command = run();
      const url = await command.ready;
      assert.ok(url, command.said.join("\n"));
      const refused = await post(`${url}/v1/sessions/token`, {
        mode: "FULL",
        avatar_id: crypto.randomUUID(),
        avatar_persona: {},
        dynamic_variables: { opening_text: 7 },
      });
      assert.equal(refused.status, 422);
      for (const scenario of ["default", "decoy", "both-late"]) {
        const { session_token: token } = await mint(url, { dynamic_variables: { scenario } });
        const headers = { Authorization: `Bearer ${token}` };
        assert.equal((await post(`${url}/v1/sessions/start`, undefined, headers)).status, 201);
      }
      livekit.fallSilent();
      command.child.kill("SIGTERM");
      // Its own limit is 5 s; without one it takes ten under this server, and a minute under one with rooms.
      const tooLong = setTimeout(() => command.child.kill("SIGKILL"), 8000);
      const code = await command.exit;
      clearTimeout(tooLong);
      assert.equal(code, 0, "it ended by itself");
    },
  );
});

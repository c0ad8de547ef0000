/** The renderer up to the room's door and back: what is asked of the service, and that nothing is left of a start that failed. */
import { expect } from "chai";
import { isAbortError } from "../../src/core/abort.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { RendererReport } from "../../src/core/ports/avatar-renderer.js";
import { LiveAvatarRenderer } from "../../src/room/index.js";
import type { LiveAvatarRendererOptions } from "../../src/room/index.js";

const API = "https://api.example";
/** Nothing listens there: the join fails at once. */
const NOWHERE = "ws://127.0.0.1:1";

const jwt = (payload: object): string => `e30.${btoa(JSON.stringify(payload))}.x`;
const TOKEN = jwt({ start_session_data: { mode: "FULL" } });
const STARTED = { session_id: "s-1", livekit_url: NOWHERE, livekit_client_token: jwt({}), max_session_duration: 90 };
const envelope = (data: unknown): object => ({ code: 1000, data, message: null });

interface Call {
  readonly path: string;
  readonly init: RequestInit;
}

/** A renderer whose service answers by path; a path that is not given answers 500. */
function make(
  answers: Readonly<Record<string, () => Response | Promise<Response>>>,
  options: Partial<LiveAvatarRendererOptions> = {},
) {
  const calls: Call[] = [];
  const reports: RendererReport[] = [];
  const renderer = new LiveAvatarRenderer({
    token: () => Promise.resolve({ session_token: TOKEN }),
    apiUrl: API,
    fetch: async (input, init = {}) => {
      const path = new URL(input instanceof Request ? input.url : input.toString(), location.href).pathname;
      calls.push({ path, init });
      return (answers[path] ?? (() => new Response(null, { status: 500 })))();
    },
    ...options,
  });
  renderer.subscribe((report) => reports.push(report));
  return { renderer, calls, reports, paths: () => calls.map(({ path }) => path) };
}

const START = "/v1/sessions/start";
const STOP = "/v1/sessions/stop";
const ok =
  (data: unknown, status = 200) =>
  () =>
    Response.json(envelope(data), { status });

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (LiveAvatarError.is(error)) return error.code;
    throw error;
  }
  return "no failure";
}

describe("LiveAvatarRenderer at the room's door", () => {
  it("starts the session, fails to join, and has the service stop it", async () => {
    const { renderer, paths } = make({ [START]: ok(STARTED, 201), [STOP]: ok(null) });
    expect(await codeOf(renderer.mount(undefined))).to.equal("room-join-failed");
    await renderer.unmount();
    expect(paths()).to.deep.equal([START, STOP]);
  }).timeout(20_000);

  it("can be mounted again after a failure", async () => {
    const { renderer, paths } = make({ [START]: () => new Response(null, { status: 403 }) });
    expect(await codeOf(renderer.mount(undefined))).to.equal("start-refused");
    expect(await codeOf(renderer.mount(undefined))).to.equal("start-refused");
    expect(paths()).to.deep.equal([START, START]);
  });

  it("refuses a second mount while the first is under way, which goes on", async () => {
    let answer: (response: Response) => void = () => undefined;
    const { renderer } = make({ [START]: () => new Promise((resolve) => (answer = resolve)) });
    const first = codeOf(renderer.mount(undefined));
    expect(await codeOf(renderer.mount(undefined))).to.equal("wrong-state");
    await new Promise((resolve) => requestAnimationFrame(resolve));
    answer(new Response(null, { status: 429, headers: { "Retry-After": "3" } }));
    expect(await first).to.equal("start-rate-limited");
  });

  it("gives up at the caller's word and stops a session that starts all the same", async () => {
    let answer: (response: Response) => void = () => undefined;
    const { renderer, paths } = make({ [START]: () => new Promise((resolve) => (answer = resolve)), [STOP]: ok(null) });
    const controller = new AbortController();
    const mounting = renderer.mount(undefined, { signal: controller.signal });
    const outcome = mounting.then(
      () => "mounted",
      (error: unknown) => (isAbortError(error) ? "aborted" : "failed"),
    );
    while (paths().length === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    controller.abort();
    expect(await outcome).to.equal("aborted");
    const gone = renderer.unmount();
    answer(Response.json(envelope(STARTED), { status: 201 }));
    await gone;
    expect(paths()).to.deep.equal([START, STOP]);
  });

  it("asks nothing of anybody when it is aborted before it begins", async () => {
    const { renderer, calls } = make({});
    const error = await renderer.mount(undefined, { signal: AbortSignal.abort() }).catch((cause: unknown) => cause);
    expect(isAbortError(error)).to.equal(true);
    expect(calls).to.deep.equal([]);
  });

  it("stops at the site's own endpoint a session that the site has started", async () => {
    const token = { ...STARTED, stop_endpoint: "/site/stop", keep_alive_endpoint: "/site/alive" };
    const { renderer, calls } = make(
      { "/site/stop": () => new Response(null, { status: 204 }) },
      { token: () => Promise.resolve(token), fetchOptions: () => ({ headers: { "X-Site": "yes" } }) },
    );
    expect(await codeOf(renderer.mount(undefined))).to.equal("room-join-failed");
    await renderer.unmount();
    expect(calls.map(({ path }) => path)).to.deep.equal(["/site/stop"]);
    expect(new Headers(calls[0]?.init.headers).get("X-Site")).to.equal("yes");
  }).timeout(20_000);

  it("names what is wrong with a token before it asks the service", async () => {
    const lite = jwt({ start_session_data: { mode: "LITE" } });
    const wrong: readonly (readonly [answer: unknown, code: string])[] = [
      [{ session_token: lite }, "token-wrong-mode"],
      [{}, "token-invalid"],
      ["text", "token-invalid"],
      [STARTED, "token-invalid"],
    ];
    for (const [answer, code] of wrong) {
      const { renderer, calls } = make({}, { token: () => Promise.resolve(answer) });
      expect(await codeOf(renderer.mount(undefined)), JSON.stringify(answer)).to.equal(code);
      expect(calls).to.deep.equal([]);
    }
  });

  it("takes a token source that throws for one that cannot be reached", async () => {
    const { renderer } = make({}, { token: () => Promise.reject(new TypeError("no")) });
    expect(await codeOf(renderer.mount(undefined))).to.equal("token-unreachable");
  });

  it("refuses commands without a conversation, and is quiet about wishes that need none", async () => {
    const { renderer, calls } = make({});
    expect(await codeOf(renderer.respond("hello"))).to.equal("wrong-state");
    expect(await codeOf(renderer.speakText("hello"))).to.equal("wrong-state");
    expect(await codeOf(renderer.speak())).to.equal("wrong-state");
    renderer.interrupt();
    renderer.keepAlive();
    renderer.update();
    renderer.relocate(document.createElement("div"));
    renderer.voice.setMuted(true);
    renderer.voice.stop();
    renderer.sound.setMuted(true);
    renderer.sound.setVolume(0.5);
    await renderer.unmount();
    expect(renderer.maxDurationSeconds).to.equal(undefined);
    expect(calls).to.deep.equal([]);
  });
});

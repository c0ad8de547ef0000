/** A room that accepts the connection and then says nothing, and a renderer that is taken down in the middle of it. */
import { expect } from "chai";
import { isAbortError } from "../../src/core/abort.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { LiveAvatarRenderer } from "../../src/room/index.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const envelope = (data: unknown) => Response.json({ code: 1000, data, message: null });
const SESSION = { session_id: "s-1", livekit_url: "wss://silent.example", livekit_client_token: "e30.e30.x" };

describe("joining a room that stays silent", () => {
  const RealSocket = globalThis.WebSocket;
  let sockets: EventTarget[];
  let open: Set<EventTarget>;
  let paths: string[];
  let clock: FakeClock;

  /** Opens, takes everything, and never answers. */
  class SilentSocket extends EventTarget {
    static readonly OPEN = 1;
    readyState = 1;
    binaryType = "arraybuffer";
    onopen: ((event: Event) => void) | null = null;
    onclose: ((event: CloseEvent) => void) | null = null;
    onmessage: unknown = null;
    onerror: unknown = null;

    constructor() {
      super();
      sockets.push(this);
      open.add(this);
      void Promise.resolve().then(() => this.onopen?.(new Event("open")));
    }

    send(): void {}

    close(): void {
      this.readyState = 3;
      open.delete(this);
      this.onclose?.(new CloseEvent("close", { code: 1000 }));
    }
  }

  const make = () =>
    new LiveAvatarRenderer({
      token: () => Promise.resolve({ session_token: `e30.${btoa("{}")}.x` }),
      apiUrl: "https://api.example",
      clock,
      fetch: async (input) => {
        const { pathname } = new URL(input instanceof Request ? input.url : input.toString());
        paths.push(pathname.replace("/v1/sessions/", ""));
        return envelope(pathname.endsWith("start") ? SESSION : null);
      },
    });
  const joining = async () => {
    while (sockets.length === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
  };

  beforeEach(() => {
    [sockets, open, paths, clock] = [[], new Set(), [], new FakeClock()];
    globalThis.WebSocket = SilentSocket as unknown as typeof WebSocket;
  });
  afterEach(() => {
    globalThis.WebSocket = RealSocket;
  });

  it("is given up after 20 s, with everything released and the service told", async () => {
    const renderer = make();
    const mounting = renderer.mount(undefined).catch((error: unknown) => error);
    await joining();
    await clock.advance(19_999);
    expect(paths).to.deep.equal(["start"]);
    await clock.advance(1);
    const error = await mounting;
    expect(LiveAvatarError.is(error) && error.code).to.equal("room-join-failed");
    await clock.advance(5_000);
    await renderer.unmount();
    expect([paths, open.size]).to.deep.equal([["start", "stop"], 0]);
  });

  it("is left at once by an unmount, after which it can be mounted again", async () => {
    const renderer = make();
    const mounting = renderer.mount(undefined).catch((error: unknown) => error);
    await joining();
    const gone = renderer.unmount();
    expect(isAbortError(await mounting)).to.equal(true);
    await clock.advance(5_000);
    await gone;
    expect([paths, open.size]).to.deep.equal([["start", "stop"], 0]);
    const again = renderer.mount(undefined).catch((error: unknown) => error);
    expect(LiveAvatarError.is(await renderer.mount(undefined).catch((error: unknown) => error))).to.equal(true);
    void renderer.unmount();
    expect(isAbortError(await again)).to.equal(true);
  });

  it("a press waits for no room", async () => {
    const renderer = make();
    const mounting = renderer.mount(undefined).catch((error: unknown) => error);
    await joining();
    const press = await renderer.voice.startPushToTalk().catch((error: unknown) => error);
    expect(LiveAvatarError.is(press) && press.code).to.equal("wrong-state");
    const microphone = renderer.voice.start();
    void renderer.unmount();
    await Promise.all([mounting, microphone]);
  });
});

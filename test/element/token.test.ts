/** From the press to the site's backend: what is asked, how often, and what is undone when the visitor has gone. */
import { expect } from "chai";
import { assemble, prefetchToken } from "../../src/element/assembly/assemble.js";
import { consoleLogger } from "../../src/element/console-logger.js";
import { type Settings, settingsOf } from "../../src/element/settings.js";
import { clear, event, place } from "./support.js";

const ENDPOINT = "/site/token";
const original = window.fetch.bind(window);

interface Asked {
  readonly url: string;
  readonly body: unknown;
}

/** Answers for the site; returns what it was asked. */
function site(answers: Readonly<Record<string, () => Response | Promise<Response>>>): Asked[] {
  const asked: Asked[] = [];
  window.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input.toString(), location.href).pathname;
    const answer = answers[url];
    if (!answer) return original(input, init);
    asked.push({ url, body: typeof init?.body === "string" ? (JSON.parse(init.body) as unknown) : undefined });
    return answer();
  };
  return asked;
}

const settings = (changes: Partial<Settings> = {}): Settings => ({
  ...settingsOf(document.createElement("live-avatar"), "en", consoleLogger),
  ...{ tokenEndpoint: ENDPOINT, apiUrl: location.origin, microphone: "off" },
  ...changes,
});

const live = (): AbortSignal => new AbortController().signal;

describe("the token", () => {
  afterEach(async () => {
    window.fetch = original;
    await clear();
  });

  it("is asked for once by one press, with the page's words as hints, and its refusal is shown", async () => {
    const asked = site({ [ENDPOINT]: () => new Response(null, { status: 403 }) });
    const element = await place({ "token-endpoint": ENDPOINT, lang: "de", "thread-id": "t-1" });
    const failed = event(element, "avatar-error");
    const started = element.start().catch((error: unknown) => error);
    expect(element.start()).to.be.instanceOf(Promise);
    await failed;
    await started;
    expect(asked).to.have.length(1);
    expect(asked[0]?.body).to.deep.equal({ language: "de", interaction: "conversational", thread_id: "t-1" });
    expect(element.getAttribute("state")).to.equal("error");
    expect(element.getAttribute("error-code")).to.equal("token-refused");
  });

  it("that was minted on intent is the one that the press uses", async () => {
    const asked = site({ [ENDPOINT]: () => Response.json({ session_token: "not a token of ours" }) });
    prefetchToken(settings());
    const { session } = await assemble(settings(), live());
    await session.start().catch(() => undefined);
    expect(asked.filter(({ url }) => url === ENDPOINT)).to.have.length(1);
  });

  it("comes from the page's own function where there is one", async () => {
    const asked = site({ [ENDPOINT]: () => Response.json({}) });
    let calls = 0;
    const tokenProvider = () => {
      calls += 1;
      return Promise.resolve({});
    };
    const { session } = await assemble(settings({ tokenProvider }), live());
    await session.start().catch(() => undefined);
    expect([calls, asked.length]).to.deep.equal([1, 0]);
  });

  it("of a visitor who has gone is taken back: a session that the site has started is stopped", async () => {
    let answer: (response: Response) => void = () => undefined;
    let heard: () => void = () => undefined;
    let hung: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (heard = resolve));
    const stopped = new Promise<void>((resolve) => (hung = resolve));
    site({
      [ENDPOINT]: () => {
        heard();
        return new Promise((ready) => (answer = ready));
      },
      "/site/stop": () => {
        hung();
        return new Response(null, { status: 204 });
      },
    });
    const controller = new AbortController();
    const assembling = assemble(settings(), controller.signal);
    // The site is busy starting a session when the visitor gives up; its answer comes after that.
    await asked;
    controller.abort();
    expect(await assembling.catch((error: unknown) => (error as Error).name)).to.equal("AbortError");
    const started = { session_id: "s", livekit_url: "wss://room.example", livekit_client_token: "t" };
    answer(Response.json({ ...started, stop_endpoint: "/site/stop", keep_alive_endpoint: "/site/alive" }));
    await stopped;
  });

  it("is not asked for at an address that is neither the site's nor secure", async () => {
    const codes = await Promise.all(
      [
        settings({ tokenEndpoint: "http://elsewhere.example/token" }),
        settings({ apiUrl: "ftp://x" }),
        settings({ tokenEndpoint: undefined }),
      ].map((one) =>
        assemble(one, live()).then(
          () => "made",
          (error: unknown) => (error as { code: string }).code,
        ),
      ),
    );
    expect(codes).to.deep.equal(["config-invalid", "config-invalid", "config-missing"]);
  });
});

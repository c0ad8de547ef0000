/** The addresses that a page or its backend names: of the site, encrypted, without credentials, and never repeated. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { LiveAvatarApi } from "../../src/backend/live-avatar-api.js";
import { checkAddresses, originsOf } from "../../src/backend/site-address.js";
import { readTokenAnswer } from "../../src/backend/token-answer.js";
import { endpointTokenSource } from "../../src/backend/token-source.js";

const SECRET = "pa55word";
const STARTED = { session_id: "s", livekit_url: "wss://room.example", livekit_client_token: "t" };
const NAMES = ["tokenEndpoint", "apiUrl", "llmBaseUrl", "ttsBaseUrl", "characterCard", "relayEndpoint"] as const;

/** The error of what is refused, with everything that a console would show of it. */
async function refusal(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (!LiveAvatarError.is(error)) throw error;
    return `${error.code} ${error.message} ${error.help} ${String(error.cause)}`;
  }
  return "none";
}

const signal = new AbortController().signal;
const sources: Readonly<Record<string, (address: string) => unknown>> = {
  ...Object.fromEntries(NAMES.map((name) => [name, (address: string) => checkAddresses({ [name]: address })])),
  "the token source": (url) => endpointTokenSource({ url, fetch: async () => Response.json({}) })({ signal }),
  "the token source with a URL": (url) =>
    endpointTokenSource({ url: new URL(url, location.href), fetch: async () => Response.json({}) })({ signal }),
  "the API": (apiUrl) => new LiveAvatarApi({ apiUrl, token: "t" }),
  stop_endpoint: (url) => readTokenAnswer({ ...STARTED, stop_endpoint: url, keep_alive_endpoint: "/k" }, [url]),
  keep_alive_endpoint: (url) => readTokenAnswer({ ...STARTED, stop_endpoint: "/s", keep_alive_endpoint: url }, [url]),
  livekit_url: (url) =>
    readTokenAnswer({
      ...STARTED,
      session_token: "t",
      livekit_url: url.replace(/^https/, "wss").replace(/^\//, "wss:/"),
    }),
};

describe("addresses", () => {
  for (const [name, use] of Object.entries(sources)) {
    for (const address of [
      `https://user:${SECRET}@site.example/path?key=${SECRET}`,
      `https://${SECRET}@site.example/`,
      `https://:${SECRET}@site.example/`,
      `https://us%65r:${SECRET}@localhost/`,
      `//user:${SECRET}@${location.host}/path`,
    ]) {
      it(`${name}: ${address.replaceAll(SECRET, "…")} is refused and not repeated`, async () => {
        const error = await refusal(() => use(address));
        expect(error).to.match(/^(config|token)-invalid .*a user name or a password/);
        expect(error).not.to.include(SECRET);
      });
    }
    it(`${name}: what is not encrypted is refused and not repeated`, async () => {
      for (const scheme of ["http", "ftp", "ws", "javascript", "data", "file"]) {
        const error = await refusal(() => use(`${scheme}://site.example/?key=${SECRET}`));
        expect(error).to.match(/^(config|token)-invalid /);
        expect(error).not.to.include(SECRET);
      }
    });
  }

  it("of this site, of this machine, and encrypted ones are good", () => {
    for (const address of [
      "/token",
      "token?x=1",
      `${location.origin}/token`,
      "https://site.example:444/token",
      "http://localhost:1/",
      "http://127.0.0.1:1/",
      "http://[::1]:1/",
      "http://a.localhost/",
    ]) {
      for (const name of NAMES) checkAddresses({ [name]: address });
    }
    checkAddresses({ characterCard: `blob:${location.origin}/00000000-0000-0000-0000-000000000000` });
    checkAddresses(Object.fromEntries(NAMES.map((name) => [name, null])));
  });

  it("of the page's endpoints name origins to which the site's headers may go, and api-url none", () => {
    const origins = originsOf({
      ...{ tokenEndpoint: "https://a.example/token", apiUrl: "https://api.example" },
      ...{ llmBaseUrl: "https://b.example/v1", ttsBaseUrl: "/tts", characterCard: "https://c.example/card.png" },
    });
    expect(origins).to.deep.equal(["https://a.example", "https://b.example", location.origin]);
    expect(endpointTokenSource({ url: "https://a.example/token" }).origin).to.equal("https://a.example");
    expect(endpointTokenSource({ url: "https://" }).origin).to.equal(undefined);
  });

  it("of the site's endpoints are of a named origin, whatever its spelling", async () => {
    const read = (url: string, origins: readonly string[]) =>
      refusal(() => readTokenAnswer({ ...STARTED, stop_endpoint: url, keep_alive_endpoint: "/k" }, origins));
    for (const origin of ["https://a.example", "https://A.example:443/path/"])
      expect(await read("https://a.example/stop", [origin])).to.equal("none");
    for (const origins of [[], ["https://b.example"], ["http://a.example"], ["*"], ["a.example"], ["null"], [""]])
      expect(await read("https://a.example/stop", origins)).to.match(/stop_endpoint .*siteOrigins/);
    expect(await read("http://a.example/stop", ["http://a.example"]), "not encrypted").to.include("https");
    expect(await read("http://localhost:1/stop", []), "this machine is not this site").to.include("siteOrigins");
    expect(await read("http://localhost:1/stop", ["http://localhost:1"])).to.equal("none");
  });

  it("relative ones do not inherit the password with which the page was opened", async () => {
    const base = document.head.appendChild(document.createElement("base"));
    base.href = `${location.protocol}//user:${SECRET}@${location.host}/`;
    try {
      let asked = "";
      const fetch = (async (url: string) => {
        asked = url;
        return Response.json({ session_token: "t" });
      }) as typeof globalThis.fetch;
      await endpointTokenSource({ url: "/token", fetch })({ signal });
      expect(asked).to.equal(`${location.origin}/token`);
    } finally {
      base.remove();
    }
  });
});

import { expect } from "chai";
import { DIAGNOSIS_CODES } from "../../src/element/diagnosis/checks.js";
import type { DiagnoseOptions, Diagnosis, DiagnosisCheck } from "../../src/element/diagnosis/diagnosis.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { clear, place, until } from "./support.js";

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
}

let asked: Asked[];

/** A network that answers by the beginning of an address; what is not named cannot be reached. */
const network =
  (answers: Readonly<Record<string, number>>): typeof fetch =>
  (input, init = {}) => {
    const url = input instanceof Request ? input.url : input.toString();
    asked.push({ url, method: init.method ?? "GET", headers: new Headers(init.headers) });
    const found = Object.entries(answers).find(([start]) => url.startsWith(new URL(start, location.href).href));
    return found ? Promise.resolve(new Response(null, { status: found[1] })) : Promise.reject(new TypeError("no way"));
  };

const checkOf = ({ checks }: Diagnosis, code: string): DiagnosisCheck => checks.find((one) => one.code === code)!;

async function examine(
  attributes: Readonly<Record<string, string>>,
  answers: Readonly<Record<string, number>> = {},
  options: DiagnoseOptions = {},
) {
  const element = await place({ lang: "en", ...attributes });
  return element.diagnose({ fetch: network(answers), ...options });
}

describe("a diagnosis", () => {
  beforeEach(() => {
    asked = [];
  });
  afterEach(clear);

  it("has every code once, each with a sentence", async () => {
    const { checks } = await examine({ "token-endpoint": "/token" });
    expect(checks.map(({ code }) => code)).to.deep.equal([...DIAGNOSIS_CODES]);
    for (const { sentence } of checks) expect(sentence).to.match(/^[A-Z].{10,}\.$/);
  });

  it("mints and starts nothing", async () => {
    const diagnosis = await examine(
      { "token-endpoint": "/token?user=7", "api-url": "https://api.example" },
      { "/token": 204, "https://api.example/": 403 },
    );
    expect(asked.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).to.have.members([
      "OPTIONS /token",
      "POST /v1/sessions/keep-alive",
    ]);
    expect([checkOf(diagnosis, "token-endpoint"), checkOf(diagnosis, "api")].map(({ status }) => status)).to.deep.equal(
      ["pass", "pass"],
    );
  });

  it("asks a token endpoint of another site for nothing at all", async () => {
    const diagnosis = await examine(
      { "token-endpoint": "https://other.example/mint?key=1", "api-url": "https://api.example" },
      { "https://other.example/": 200, "https://api.example/": 403 },
    );
    expect(asked.map(({ url, method }) => `${method} ${url}`)).to.include("HEAD https://other.example/");
    expect(asked.some(({ url }) => url.includes("mint"))).to.equal(false);
    expect(checkOf(diagnosis, "token-endpoint").status).to.equal("pass");
  });

  for (const [status, said] of [
    [200, "pass"],
    [405, "pass"],
    [404, "warn"],
    [401, "warn"],
    [500, "fail"],
  ] as const) {
    it(`says what ${status} of a token endpoint means`, async () => {
      const diagnosis = await examine({ "token-endpoint": "/token" }, { "/token": status });
      const { status: found, detail } = checkOf(diagnosis, "token-endpoint");
      expect([found, detail]).to.deep.equal([said, String(status)]);
    });
  }

  it("tells a service that cannot be reached from one that lets this page not ask", async () => {
    const tag = { "token-endpoint": "/token", "api-url": "https://api.example" };
    expect(checkOf(await examine(tag), "api")).to.include({ status: "fail", detail: "TypeError" });
    const strict: typeof fetch = (_input, init) =>
      init?.mode === "no-cors" ? Promise.resolve(new Response()) : Promise.reject(new TypeError("CORS"));
    expect(checkOf(await examine(tag, {}, { fetch: strict }), "api")).to.include({ status: "fail", detail: "CORS" });
  });

  it("looks at the models of a portrait, with the page's headers, and at no room", async () => {
    const element = await place({ "llm-base-url": "/models-here", "llm-model": "m", "tts-base-url": "/voices" });
    element.fetchOptions = (kind) => ({ headers: { "X-Kind": kind } });
    const diagnosis = await element.diagnose({ fetch: network({ "/models-here": 404, "/voices": 503 }) });
    expect(asked.map(({ url, headers }) => [new URL(url).pathname, headers.get("X-Kind")])).to.deep.equal([
      ["/models-here/models", "llm"],
      ["/voices/models", "tts"],
    ]);
    expect(checkOf(diagnosis, "llm").status).to.equal("pass");
    expect(checkOf(diagnosis, "tts").status).to.equal("fail");
    for (const code of ["webrtc", "room", "token-endpoint", "api"])
      expect(checkOf(diagnosis, code).status, code).to.equal("skipped");
  });

  it("asks nobody for a permission", async () => {
    const { mediaDevices } = navigator;
    const before = mediaDevices.getUserMedia.bind(mediaDevices);
    let times = 0;
    mediaDevices.getUserMedia = (constraints) => {
      times += 1;
      return before(constraints);
    };
    try {
      const diagnosis = await examine({ "token-endpoint": "/token" });
      expect(checkOf(diagnosis, "microphone").status).to.be.oneOf(["pass", "warn"]);
      expect(times).to.equal(0);
    } finally {
      Reflect.deleteProperty(mediaDevices, "getUserMedia");
    }
  });

  it("names no secret, no id and no address beyond its origin", async () => {
    const element = await place({
      "token-endpoint": "/token?secret=abc",
      "api-url": "https://api.example/base?secret=abc",
      "thread-id": "thread-abc",
      "user-id": "user-abc",
      "system-prompt": "abc",
    });
    const { text, checks } = await element.diagnose({ fetch: network({ "/token": 500 }) });
    expect(text).to.contain("FAIL token-endpoint (500): ");
    expect(text).to.contain(`live-avatar `);
    expect(text + JSON.stringify(checks)).to.not.contain("abc");
    // The test runner's own address has an id in its query.
    expect(location.search).to.match(/^\?.{8}/);
    expect(text).to.not.contain(location.search);
  });

  it("ends at its time limit, and when it is aborted", async () => {
    const clock = new FakeClock();
    const hanging: typeof fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => {
          reject(new DOMException("", "AbortError"));
        });
      });
    const controller = new AbortController();
    const element = await place({ "token-endpoint": "/token" });
    const begun = element.diagnose({ fetch: hanging, clock, timeoutMs: 500 });
    await until(() => clock.pending > 0);
    await clock.advance(500);
    expect(checkOf(await begun, "token-endpoint")).to.include({ status: "fail", detail: "TimeoutError" });
    const aborted = element.diagnose({ fetch: hanging, signal: controller.signal });
    controller.abort();
    expect(checkOf(await aborted, "token-endpoint").status).to.equal("skipped");
    expect((await element.diagnose({ signal: controller.signal })).status).to.not.equal("fail");
  });

  it("finds what the page's policy blocks", async () => {
    const element: LiveAvatarElement = await place({ "token-endpoint": "/token", "api-url": "https://api.example" });
    const blocked: typeof fetch = (input) => {
      const blockedURI = input instanceof Request ? input.url : input.toString();
      document.dispatchEvent(
        new SecurityPolicyViolationEvent("securitypolicyviolation", {
          ...{ blockedURI, effectiveDirective: "connect-src", violatedDirective: "connect-src" },
          ...{ documentURI: location.href, originalPolicy: "", disposition: "enforce", statusCode: 200 },
        }),
      );
      return Promise.reject(new TypeError("blocked"));
    };
    const found = checkOf(await element.diagnose({ fetch: blocked }), "content-security-policy");
    expect(found.status).to.equal("fail");
    expect(found.detail).to.contain("connect-src https://api.example");
    expect(found.detail).to.not.contain("/v1/");
  });

  it("proves that video calls work at all, where the browser has WebRTC", async () => {
    if (!("RTCRtpReceiver" in window)) return;
    const diagnosis = await examine({ "token-endpoint": "/token" });
    expect(checkOf(diagnosis, "webrtc").status).to.equal("pass");
    expect(checkOf(diagnosis, "codec-audio").detail).to.equal("OPUS");
  });
});

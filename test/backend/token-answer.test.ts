import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { readTokenAnswer, relayTokenOf } from "../../src/backend/token-answer.js";
import { readSessionToken } from "../../src/backend/token-payload.js";

const jwt = (data: unknown) =>
  `e30.${btoa(JSON.stringify({ start_session_data: data }))
    .replaceAll("+", "-")
    .replaceAll("/", "_")}.x`;
const code = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (LiveAvatarError.is(error)) return error.code;
    throw error;
  }
  return "none";
};
const STARTED = { session_id: "s", livekit_url: "wss://room.example", livekit_client_token: "t" };

describe("session token", () => {
  it("is FULL unless it says otherwise", () => {
    expect(readSessionToken(jwt({ mode: "FULL", agent_type: "liveavatar_agent" }))).to.equal(undefined);
    for (const token of ["", "opaque", "a.%%%.c", `e30.${btoa("[]")}.x`, `e30.${btoa("{}")}.x`])
      expect(readSessionToken(token)).to.equal(undefined);
  });
  it("says how turns are taken", () => {
    expect(readSessionToken(jwt({ mode: "FULL", interactivity_type: "PUSH_TO_TALK" }))).to.equal("push-to-talk");
    expect(readSessionToken(jwt({ mode: "full", interactivity_type: "CONVERSATIONAL" }))).to.equal("conversational");
  });
  for (const data of [
    { mode: "LITE" },
    { mode: "CUSTOM" },
    { mode: "FULL", agent_type: "elevenlabs_agent" },
    { mode: "FULL", agent_type: "OPENAI_REALTIME" },
    { mode: "FULL", gemini_realtime_config: {} },
    { elevenlabs_agent_config: { secret_id: "x" } },
  ]) {
    it(`is refused with ${JSON.stringify(data)}`, () => {
      expect(code(() => readSessionToken(jwt(data)))).to.equal("token-wrong-mode");
    });
  }
  it("may carry configurations that are empty", () => {
    expect(readSessionToken(jwt({ mode: "FULL", elevenlabs_agent_config: null }))).to.equal(undefined);
  });
});

describe("token answer", () => {
  it("is taken bare or in the service's envelope", () => {
    const bare = readTokenAnswer({ session_token: "t" });
    expect(bare).to.deep.include({ sessionToken: "t", started: undefined });
    expect(readTokenAnswer({ code: 1000, data: { session_token: "t", session_id: "s" }, message: null })).to.deep.equal(
      bare,
    );
  });
  it("may bring a session that runs", () => {
    const { started } = readTokenAnswer({ ...STARTED, session_token: "t", max_session_duration: 60 });
    expect(started).to.deep.equal({
      sessionId: "s",
      livekitUrl: "wss://room.example",
      livekitToken: "t",
      maxDurationSeconds: 60,
    });
    expect(
      readTokenAnswer({ ...STARTED, session_token: "t", max_session_duration: null }).started?.maxDurationSeconds,
    ).to.equal(undefined);
  });
  it("needs both of the site's endpoints when the token stays on the backend", () => {
    const answer = readTokenAnswer(
      {
        ...STARTED,
        stop_endpoint: "/stop",
        keep_alive_endpoint: "https://site.example/keep",
      },
      ["https://site.example/"],
    );
    expect(answer.stopEndpoint).to.equal(new URL("/stop", location.href).href);
    expect(answer.keepAliveEndpoint).to.equal("https://site.example/keep");
    expect(code(() => readTokenAnswer({ ...STARTED, stop_endpoint: "/stop" }))).to.equal("token-invalid");
  });
  for (const url of [
    "ws://localhost:7880",
    "ws://127.0.0.1:1",
    "http://[::1]:1",
    "https://room.example",
    "ws://a.localhost",
  ]) {
    it(`takes a room at ${url}`, () => {
      expect(readTokenAnswer({ ...STARTED, livekit_url: url, session_token: "t" }).started?.livekitUrl).to.equal(url);
    });
  }
  const wrong: Readonly<Record<string, unknown>> = {
    "no object": "token",
    nothing: null,
    "an array": [],
    "an empty object": {},
    "an empty token": { session_token: "" },
    "a token that is no text": { session_token: 5 },
    "a failed envelope": { code: 4000, data: null, message: "no" },
    "an envelope without data": { code: 1000, data: null },
    "a room without encryption": { ...STARTED, session_token: "t", livekit_url: "ws://room.example" },
    "a room at no address": { ...STARTED, session_token: "t", livekit_url: "room" },
    "a room without token": { ...STARTED, session_token: "t", livekit_client_token: undefined },
    "a room without session": { ...STARTED, session_token: "t", session_id: "" },
    "an endpoint over http": { ...STARTED, stop_endpoint: "http://site.example/", keep_alive_endpoint: "/k" },
    "an endpoint of an origin that nobody named": {
      ...{ ...STARTED, stop_endpoint: "https://other.example/stop", keep_alive_endpoint: "/k" },
    },
    "an endpoint of another port": { ...STARTED, stop_endpoint: "https://localhost:1/stop", keep_alive_endpoint: "/k" },
    "an endpoint of another origin in disguise": {
      ...STARTED,
      stop_endpoint: "\\\\other.example/stop",
      keep_alive_endpoint: "/k",
    },
    "an endpoint without a host": { ...STARTED, stop_endpoint: "data:text/plain,", keep_alive_endpoint: "/k" },
    "an endpoint of this page that is none": {
      ...STARTED,
      stop_endpoint: `blob:${location.origin}/x`,
      keep_alive_endpoint: "/k",
    },
    "an endpoint that is a script": { ...STARTED, stop_endpoint: "javascript:0", keep_alive_endpoint: "/k" },
    "an endpoint with a password": {
      ...{ ...STARTED, stop_endpoint: `//user:pa55@${location.host}/stop`, keep_alive_endpoint: "/k" },
    },
    "a room with a password": { ...STARTED, session_token: "t", livekit_url: "wss://user:pa55@room.example" },
    "a room with a user": { ...STARTED, session_token: "t", livekit_url: "wss://pa55@room.example" },
    "an endpoint that is none": { ...STARTED, stop_endpoint: "https://", keep_alive_endpoint: "/k" },
  };
  for (const [name, answer] of Object.entries(wrong)) {
    it(`is invalid with ${name}`, () => {
      expect(code(() => readTokenAnswer(answer))).to.equal("token-invalid");
    });
  }
});

describe("the relay_token of a token answer", () => {
  it("is taken bare or in the service's envelope, from any kind of answer", () => {
    expect(relayTokenOf({ ...STARTED, relay_token: "a.b-c" })).to.equal("a.b-c");
    expect(relayTokenOf({ code: 1000, data: { session_token: "t", relay_token: "a" }, message: null })).to.equal("a");
    expect(relayTokenOf({ relay_token: "x".repeat(4096) })).to.have.length(4096);
  });
  it("is none where no header could carry it", () => {
    for (const token of ["", "two words", "line\r\nCookie: x", "ä", "x".repeat(4097), 7, null, { a: 1 }]) {
      expect(relayTokenOf({ relay_token: token })).to.equal(undefined);
    }
    for (const answer of [undefined, null, "relay_token", [], { data: "a" }]) {
      expect(relayTokenOf(answer)).to.equal(undefined);
    }
  });
});

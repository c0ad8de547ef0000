import { expect } from "chai";
import { ConnectionStatus } from "../../src/room/connection-status.js";
import { toEndReason } from "../../src/room/end-reason.js";
import { isTrustedSender } from "../../src/room/event-senders.js";
import { micFailure, micInterruption, micObstacle } from "../../src/media/microphone-access.js";
import { SERVICE_END_REASONS } from "../../src/backend/rest-protocol.js";
import { warmUpMediaEngine } from "../../src/room/warm-up.js";

describe("end reasons", () => {
  it("has a word for each of the service's, and for strangers", () => {
    expect(SERVICE_END_REASONS.map(toEndReason)).to.deep.equal([
      "unknown",
      "server-ended",
      "server-ended",
      "idle-timeout",
      "no-credits",
      "stopped",
      "server-ended",
      "max-duration",
      "server-ended",
      "agent-hang-up",
    ]);
    expect([toEndReason("idle_timeout"), toEndReason("toString"), toEndReason(undefined)]).to.deep.equal([
      "idle-timeout",
      "unknown",
      "server-ended",
    ]);
  });
});

describe("event senders", () => {
  const AGENT = "liveavatar-agent-s";
  it("are the agent and the avatar, and nobody unknown", () => {
    const trusted = [AGENT, "heygen", undefined, "somebody", "agent", "server", "liveavatar-agent-t"].map((identity) =>
      isTrustedSender(identity, AGENT),
    );
    expect(trusted).to.deep.equal([true, true, false, false, false, false, false]);
  });
  it("can be others", () => {
    const senders = ["agent", "relay"];
    const trusted = [AGENT, "heygen", undefined, "relay", "agent"].map((identity) =>
      isTrustedSender(identity, AGENT, senders),
    );
    expect(trusted).to.deep.equal([true, false, false, true, false]);
    expect(isTrustedSender(undefined, AGENT, ["server"])).to.equal(true);
  });
});

describe("connection status", () => {
  it("says one word, when it changes, from the join on", () => {
    const said: string[] = [];
    const status = new ConnectionStatus((connection) => said.push(connection));
    status.update({ poor: true });
    status.update({ joined: true });
    status.update({ stalled: true });
    status.update({ poor: false });
    status.update({ reconnecting: true });
    status.update({ incomplete: true });
    status.update({ reconnecting: false });
    status.update({ incomplete: false, stalled: false });
    status.handleLost();
    expect(said).to.deep.equal(["poor", "reconnecting", "good", "lost"]);
  });
});

describe("microphone failures", () => {
  const page = { secure: true, supported: true, allowedByPolicy: undefined };
  it("are known before asking", () => {
    expect(micObstacle(page)).to.equal(undefined);
    expect(micObstacle({ ...page, secure: false, supported: false })?.error.code).to.equal("mic-insecure");
    expect(micObstacle({ ...page, supported: false })?.mic).to.equal("unsupported");
    expect(micObstacle({ ...page, allowedByPolicy: false })?.error.code).to.equal("mic-policy");
  });
  for (const [name, mic, code] of [
    ["NotAllowedError", "blocked", "mic-denied"],
    ["SecurityError", "policy", "mic-policy"],
    ["NotFoundError", "missing", "mic-missing"],
    ["OverconstrainedError", "missing", "mic-missing"],
    ["NotReadableError", "busy", "mic-busy"],
    ["AbortError", "busy", "mic-busy"],
    ["NotSupportedError", "unsupported", "mic-unsupported"],
  ] as const) {
    it(`names ${name} ${code}`, () => {
      const failure = micFailure(new DOMException("", name));
      expect([failure.mic, failure.error.code]).to.deep.equal([mic, code]);
    });
  }
  it("names the rest, too", () => {
    expect(micFailure(new TypeError("x")).error.code).to.equal("mic-unsupported");
    expect(micFailure("x").error.code).to.equal("mic-busy");
    expect(micInterruption()).to.have.property("mic", "interrupted");
  });
});

describe("warm-up", () => {
  it("leaves no connection open", async () => {
    const Original = RTCPeerConnection;
    const made: RTCPeerConnection[] = [];
    window.RTCPeerConnection = class extends Original {
      constructor() {
        super();
        made.push(this);
      }
    };
    try {
      await warmUpMediaEngine(new AbortController().signal);
    } finally {
      window.RTCPeerConnection = Original;
    }
    expect(made.map(({ signalingState }) => signalingState)).to.deep.equal(["closed"]);
  });
});

/** The recogniser in real time with the platform's own WebSocket. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { OpenAIRealtimeSTT } from "../../src/providers/openai/index.js";

const callbacks = { onTranscript: () => undefined, onError: () => undefined };
/** Nobody listens there. */
const NOBODY = "http://127.0.0.1:9/v1";

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It should have failed.");
}

describe("OpenAIRealtimeSTT in a page", () => {
  it("tells a server that is not there", async () => {
    const stt = new OpenAIRealtimeSTT({ model: "x", baseURL: NOBODY, token: () => "ek_1" });
    const error = await failure(stt.connect(callbacks));
    if (!LiveAvatarError.is(error)) throw error;
    expect(error.code).to.equal("stt-failed");
    expect(error.retryable).to.equal(true);
  });

  it("takes an address of the page's own site", async () => {
    let url = "";
    class Recorder extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(NOBODY.replace("http", "ws"), protocols);
        url = address;
      }
    }
    const stt = new OpenAIRealtimeSTT({
      model: "x",
      baseURL: "/api/speech?x=1",
      token: () => "ek_1",
      webSocket: Recorder,
    });
    await failure(stt.connect(callbacks));
    expect(url).to.equal(`${location.origin.replace("http", "ws")}/api/speech/realtime?x=1&intent=transcription`);
  });

  it("can be aborted", async () => {
    const stt = new OpenAIRealtimeSTT({ model: "x", baseURL: NOBODY, token: () => "ek_1" });
    const controller = new AbortController();
    const connecting = failure(stt.connect(callbacks, { signal: controller.signal }));
    controller.abort();
    expect(await connecting).to.have.property("name", "AbortError");
  });
});

/** The process of the models, played by a program that does what it is told. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { SpeechRequestError } from "../../speech/models.js";
import { type SpeechWorker, startSpeechWorker } from "../../speech/worker.js";

const program = fileURLToPath(new URL("fake-worker.mjs", import.meta.url));
const start = () => startSpeechWorker({ python: process.execPath, program });

describe("the speech worker", () => {
  let worker: SpeechWorker;
  before(async () => {
    worker = await start();
  });
  after(() => worker.stop());

  it("gives each request its own answer, in whatever order they come", async () => {
    const [first, second] = await Promise.all([worker.speak("later", 1), worker.speak("now", 1)]);
    assert.deepEqual([first.samples.length, [...second.samples], second.sampleRate], [0, [1, -1], 8000]);
  });

  it("tells the request's fault from its own", async () => {
    await assert.rejects(worker.speak("refuse", 1), SpeechRequestError);
    await assert.rejects(worker.speak("fail", 1), (error) => !(error instanceof SpeechRequestError));
    await worker.speak("goes on", 1);
  });

  it("fails what waits when it dies, and what comes afterwards", async () => {
    const dying = await start();
    const waiting = assert.rejects(dying.speak("later", 1), /has ended/);
    await assert.rejects(dying.speak("die", 1), /has ended/);
    await waiting;
    await dying.exited;
    await assert.rejects(dying.hear(new Uint8Array(4)), /has ended/);
  });

  it("says why it could not start", async () => {
    process.env["FAKE_WORKER"] = "broken";
    try {
      await assert.rejects(start(), /No module named 'faster_whisper'/);
    } finally {
      delete process.env["FAKE_WORKER"];
    }
    await assert.rejects(startSpeechWorker({ python: "/nowhere/python", program }), /ENOENT/);
  });

  it("ends when it is told to", async () => {
    const other = await start();
    await other.stop();
    assert.throws(() => process.kill(other.pid, 0), /ESRCH/);
  });
});

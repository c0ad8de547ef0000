/** The speech service with its real models: what it hears, what it takes for no speech, and how a page reaches it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Demo, startDemo } from "../../demo/server/main.js";
import { encodeWav } from "../../src/core/wav.js";
import { SpeechClient } from "../../src/emulator/speech-client.js";
import { atRate, spoken, SPEECH_SERVICE_URL, WITHOUT_RECOGNISER, words } from "../support/spoken-wav.js";
import { NOISES } from "./noises.js";
import { RealtimeClient } from "./realtime-client.js";

const SENTENCES = [
  "What is your name?",
  "Tell me about the ocean.",
  "Please send the invoice to my office in Boston.",
  "Can I bring my dog to the hotel?",
  "The library is closed on Sunday.",
  "I would like to book a table for four people tonight.",
];

const serviceUrl = SPEECH_SERVICE_URL ?? "";

describe("the speech service", { skip: WITHOUT_RECOGNISER }, () => {
  const service = () => new SpeechClient({ url: serviceUrl });

  for (const sentence of SENTENCES)
    it(`hear word for word: ${sentence}`, async () => {
      const { samples, sampleRate } = await spoken([0.2, sentence, 0.3]);
      assert.equal(words(await service().hear(samples, sampleRate)), words(sentence));
    });

  for (const [name, samples] of Object.entries(NOISES))
    it(`hear no word in ${name}`, async () => {
      assert.equal(await service().hear(samples, 16_000), "");
    });
});

describe("the demo with a speech service", { skip: WITHOUT_RECOGNISER }, () => {
  let demo: Demo;
  before(async () => {
    demo = await startDemo({ port: 0, livekit: undefined, missing: "There is no LiveKit server.", env: {} });
  });
  after(() => demo.close());

  const transcribe = async () => {
    const { samples, sampleRate } = await spoken(["The library is closed on Sunday."]);
    const body = new FormData();
    body.set("file", new Blob([encodeWav(samples, sampleRate)]), "speech.wav");
    return fetch(`${demo.url}/api/model/audio/transcriptions`, { method: "POST", body });
  };
  const token = (Origin: string) =>
    fetch(`${demo.url}/api/model/realtime-token`, {
      method: "POST",
      headers: { Origin, "Content-Type": "application/json" },
      body: "{}",
    });

  it("has none before they come, and hears and speaks afterwards", async () => {
    assert.equal((await transcribe()).status, 404);
    assert.equal((await token(demo.url)).status, 404);
    demo.setSpeech(serviceUrl);
    const { text } = (await (await transcribe()).json()) as { text: string };
    assert.equal(words(text), "the library is closed on sunday");
    const speech = await fetch(`${demo.url}/api/model/audio/speech`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      // As the page's adapter asks: the service itself has no MP3.
      body: JSON.stringify({ model: "demo-voice", voice: "demo-ada", input: "Hello there.", response_format: "mp3" }),
    });
    assert.equal(speech.headers.get("content-type"), "audio/wav");
    const wav = new Uint8Array(await speech.arrayBuffer());
    const { samples } = await new SpeechClient({ url: serviceUrl }).speak("Hello there.");
    assert.ok(
      Math.abs(wav.length / 2 - samples.length) < samples.length / 5,
      "it is the service's voice, not espeak-ng's",
    );
  });

  it("transcribes in real time for its own pages, over the same port", async () => {
    demo.setSpeech(serviceUrl);
    const url = `${demo.url}/api/model`;
    assert.equal((await token("https://evil.example")).status, 403);
    const { client_secret, model } = (await (await token(demo.url)).json()) as {
      client_secret: { value: string };
      model: string;
    };
    assert.equal(model, "whisper-tiny.en");
    const { value: key } = client_secret;
    assert.equal(await RealtimeClient.connect({ url, key, origin: "https://evil.example" }), 403);
    assert.equal(await RealtimeClient.connect({ url, key }), 403, "a page tells its origin");
    assert.equal(await RealtimeClient.connect({ url, key: "ek_none", origin: demo.url }), 401);
    const client = await RealtimeClient.open({ url, key, origin: demo.url });
    const name = "conversation.item.input_audio_transcription";
    const sound = await spoken([0.5, "Can I bring my dog to the hotel?", 1.2, "Where did you buy those shoes?", 1.2]);
    client.say(atRate(sound, 24_000));
    await client.event(`${name}.completed`, 2);
    const completed = client.events.filter(({ type }) => type === `${name}.completed`);
    assert.deepEqual(
      completed.map(({ transcript }) => words(transcript ?? "")),
      ["can i bring my dog to the hotel", "where did you buy those shoes"],
    );
    const [one, two] = client.events.filter(({ type }) => type === "input_audio_buffer.committed");
    assert.deepEqual(
      [one?.item_id, two?.item_id],
      completed.map(({ item_id: item }) => item),
    );
    assert.equal(two?.previous_item_id, one?.item_id);
    client.close();
  });

  it("hears nothing again when it has gone", async () => {
    demo.setSpeech(undefined);
    assert.equal((await transcribe()).status, 404);
  });
});

/** What reaches a recogniser while the avatar speaks, and how loud the avatar is meanwhile. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { loadListening, sound, standing } from "./support.js";

/** 100 ms at 16,000 a second. */
const FRAME = 1600;
const LOUD = 0.5;
const ECHO = 0.05;
const ANSWER = "The weather is nice today.";

before(loadListening);

/** The avatar speaks for 2 s, and the microphone has brought its voice back for one of them. */
async function speaking(voice = {}) {
  const scene = await standing({ voice });
  const volumes: number[] = [];
  Object.assign(scene.face, {
    sound: {
      setMuted: () => undefined,
      setVolume: (volume: number) => volumes.push(volume),
      loudest: () => 0.2,
      unlock: () => Promise.resolve(),
    },
  });
  await scene.listen();
  // The room, before anybody says anything.
  for (let count = 0; count < 10; count += 1) await hear(0.0005);
  await scene.speak(ANSWER);
  async function hear(level: number): Promise<number> {
    const from = scene.heard().frames.length;
    // Both signs: a constant is no sound.
    scene.source.push(sound(FRAME, level).map((value, index) => (index % 2 === 0 ? value : -value)));
    await scene.settle();
    return Math.max(
      0,
      ...scene
        .heard()
        .frames.slice(from)
        .flatMap((frame) => [...frame]),
    );
  }
  for (let count = 0; count < 12; count += 1) await hear(ECHO);
  return { ...scene, volumes, hear };
}

describe("while the avatar speaks", () => {
  it("its echo does not reach the recogniser, and what is louder does, from a quarter of a second before on", async () => {
    const { hear, heard } = await speaking();
    const before = heard().frames.length;
    assert.equal(await hear(ECHO), 0);
    assert.equal(heard().frames.length, before + 1, "silence comes in its place");
    const loudest = await hear(LOUD);
    assert.equal(loudest, LOUD);
    const late = heard().frames.slice(before + 1);
    assert.ok(late.length >= 3 && late.length <= 4, `${late.length} frames`);
    assert.ok(late.slice(0, -1).every((frame) => Math.max(...frame) === Math.fround(ECHO)));
  });

  it("it speaks softly as long as somebody talks over it, and then as before", async () => {
    const { hear, volumes, session } = await speaking();
    session.setSound({ volume: 0.5 });
    volumes.length = 0;
    await hear(LOUD);
    assert.deepEqual(volumes, [0.1]);
    await hear(LOUD);
    for (let count = 0; count < 10; count += 1) await hear(ECHO / 5);
    assert.deepEqual(volumes, [0.1], "somebody may go on");
    for (let count = 0; count < 10; count += 1) await hear(ECHO);
    assert.deepEqual(volumes, [0.1, 0.5]);
  });

  it("a gap between two words is silence, and what was said in it comes with the next word", async () => {
    const { hear, heard } = await speaking();
    await hear(LOUD);
    for (let count = 0; count < 3; count += 1) await hear(0.01);
    assert.equal(await hear(0.02), 0);
    const before = heard().frames.length;
    await hear(LOUD);
    const late = heard()
      .frames.slice(before)
      .map((frame) => Math.max(...frame));
    assert.deepEqual(late.at(-1), LOUD);
    assert.ok(late.includes(Math.fround(0.02)), late.join());
  });

  it("who cannot interrupt it hears it as loud as ever", async () => {
    const { hear, volumes } = await speaking({ bargeIn: false });
    assert.equal(await hear(LOUD), LOUD);
    assert.deepEqual(volumes, []);
  });

  it("everything reaches the recogniser where the echo is not to be dropped", async () => {
    const { hear, volumes } = await speaking({ dropEcho: false });
    assert.equal(await hear(ECHO), Math.fround(ECHO));
    await hear(LOUD);
    assert.deepEqual(volumes, []);
  });

  it("everything reaches it while the button to talk is held, and the avatar is soft", async () => {
    const { hear, session, volumes } = await speaking();
    session.setMicMuted(true);
    await session.startPushToTalk();
    assert.equal(await hear(ECHO), Math.fround(ECHO));
    assert.deepEqual(volumes, [0.2]);
    await session.stopPushToTalk();
    assert.deepEqual(volumes, [0.2, 1]);
  });

  it("nobody who is muted makes it softer", async () => {
    const { hear, session, volumes } = await speaking();
    session.setMicMuted(true);
    assert.equal(await hear(LOUD), 0);
    assert.deepEqual(volumes, []);
  });

  it("who is muted while talking over it leaves it as loud as before", async () => {
    const { hear, session, volumes } = await speaking();
    await hear(LOUD);
    session.setMicMuted(true);
    assert.deepEqual(volumes, [0.2, 1]);
  });

  it("its next answer is as loud as before where the microphone tells no more", async () => {
    const { hear, session, volumes } = await speaking();
    await hear(LOUD);
    session.interrupt();
    assert.deepEqual(volumes, [0.2, 1]);
  });

  it("it is as loud as before once nobody listens any more", async () => {
    for (const drain of [false, true]) {
      const { hear, session, volumes, settle } = await speaking();
      await hear(LOUD);
      void session.stopListening({ drain });
      await settle();
      assert.deepEqual(volumes, [0.2, 1], `drain: ${drain}`);
    }
  });

  it("an echo that has become louder is learned from its words", async () => {
    const { hear, heard } = await speaking();
    await hear(2 * ECHO);
    assert.equal(await hear(2 * ECHO), Math.fround(2 * ECHO));
    heard().final(ANSWER);
    assert.equal(await hear(2 * ECHO), 0);
  });
});

describe("after the avatar", () => {
  it("everything reaches the recogniser, and its next answer is as loud as ever", async () => {
    const { hear, settle, volumes, session } = await speaking();
    await hear(LOUD);
    session.interrupt();
    await settle(600);
    assert.equal(await hear(ECHO), Math.fround(ECHO));
    assert.deepEqual(volumes, [0.2, 1]);
  });

  it("who was talking when it began is heard on", async () => {
    const scene = await standing();
    await scene.listen();
    scene.source.push(sound(FRAME));
    scene.heard().speechStart();
    await scene.speak(ANSWER);
    const before = scene.heard().frames.length;
    scene.source.push(sound(FRAME));
    await scene.settle();
    assert.equal(Math.max(...(scene.heard().frames[before] ?? [])), LOUD);
  });
});

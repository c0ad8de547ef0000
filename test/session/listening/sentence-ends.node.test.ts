/** An echo without a pause: what is said over it is recognised at the end of each sentence of the avatar. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { loadListening, sound, standing } from "./support.js";

const ANSWER = "The weather is nice today. We could go out for lunch together.";

before(loadListening);

/** The avatar speaks its two sentences, 2 s each, and somebody is heard from the beginning on. */
async function speaking() {
  const scene = await standing();
  await scene.listen();
  await scene.speak(ANSWER);
  scene.heard().speechStart();
  scene.fresh();
  scene.source.push(sound(1600));
  /** Its first sentence ends, and there is a pause. */
  const endOfSentence = async (): Promise<void> => {
    await scene.settle(2100);
    scene.source.push(1600);
    await scene.settle();
  };
  return { ...scene, endOfSentence };
}

describe("the end of a sentence of the avatar", () => {
  it("ends what is heard meanwhile, and nothing where nobody is heard", async () => {
    const { heard, settle, listen, speak, source, session } = await standing();
    await listen();
    await speak(ANSWER);
    await settle(2100);
    source.push(1600);
    await settle();
    assert.deepEqual([session.state, heard().finalized], ["speaking", 0], "nobody is heard");
    heard().speechStart();
    heard().speechEnd();
    await settle(2000);
    source.push(1600);
    await settle();
    assert.equal(heard().finalized, 0, "nobody is heard any more");
  });

  it("cuts nobody's word in two: it waits for a pause, for 3 s at most", async () => {
    const { heard, settle, source } = await speaking();
    await settle(2100);
    source.push(sound(1600));
    await settle();
    source.push(sound(1600, 0.06));
    await settle();
    assert.equal(heard().finalized, 0, "a soft sound is a sound");
    source.push(sound(960, 0.01));
    await settle();
    assert.equal(heard().finalized, 1);
    const other = await speaking();
    await other.settle(4900);
    other.source.push(sound(1600));
    await other.settle();
    assert.equal(other.heard().finalized, 0);
    await other.settle(2200);
    other.source.push(sound(1600));
    await other.settle();
    assert.equal(other.heard().finalized, 1);
  });

  it("makes a barge-in of the words in the echo, which wait until the next words have told that they were all", async () => {
    const { heard, settle, session, face, asked, fresh, endOfSentence } = await speaking();
    await endOfSentence();
    assert.equal(heard().finalized, 1);
    heard().speechEnd();
    heard().speechStart();
    heard().final("The weather is nice what is your name?");
    assert.deepEqual([session.state, face.interrupts], ["ready", 1], "it is silent at once");
    await settle(1500);
    assert.equal(session.state, "ready", "there may be more");
    heard().speechEnd();
    heard().final("We could go.");
    assert.equal(session.state, "thinking");
    await settle(10);
    assert.match(asked().at(-1) as string, /\n\nwhat is your name\?$/);
    assert.ok(!fresh().join().includes("We could"));
  });

  it("in the middle of what is said: the rest joins it", async () => {
    const { heard, kept, endOfSentence } = await speaking();
    await endOfSentence();
    heard().speechEnd();
    heard().speechStart();
    heard().final("The weather is nice today tell me");
    heard().speechEnd();
    heard().final("a joke.");
    assert.equal(kept().at(-1), "user: tell me a joke.");
  });

  it("is waited for no longer than 3 s after the rest ended without words", async () => {
    const { heard, settle, session, kept, endOfSentence } = await speaking();
    await endOfSentence();
    heard().speechEnd();
    heard().speechStart();
    heard().final("The weather is nice what is your name?");
    heard().speechEnd();
    await settle(2999);
    assert.equal(session.state, "ready");
    await settle(1);
    assert.equal(session.state, "thinking");
    assert.equal(kept().at(-1), "user: what is your name?");
  });

  it("asks at once where nobody has begun to speak since", async () => {
    const { heard, session, endOfSentence } = await speaking();
    await endOfSentence();
    heard().speechEnd();
    heard().final("The weather is nice what is your name?");
    assert.equal(session.state, "thinking");
  });
});

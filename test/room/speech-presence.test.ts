/** Whether the avatar speaks, when events are lost, late or of an interrupted speech. */
import { expect } from "chai";
import { EVENT_LOST_MS, SOUND_BEGINS_MS, SOUND_ENDS_MS, SpeechPresence } from "../../src/room/speech-presence.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

describe("the presence of speech", () => {
  let clock: FakeClock;
  let told: string[];
  let speech: SpeechPresence;

  beforeEach(() => {
    [clock, told] = [new FakeClock(), []];
    speech = new SpeechPresence({
      clock,
      handleStart: () => told.push(`start ${clock.now()}`),
      handleEnd: () => told.push(`end ${clock.now()}`),
      handleLostEvent: (edge) => told.push(`lost ${edge}`),
    });
  });

  it("is what the events say where they come, whatever the sound does", async () => {
    speech.handleSound(true);
    await clock.advance(100);
    expect(speech.handleStarted()).to.equal(true);
    expect(speech.handleStarted()).to.equal(false);
    await clock.advance(5000);
    speech.handleEnded();
    speech.handleEnded();
    await clock.advance(5000);
    speech.handleSound(false);
    await clock.advance(60_000);
    expect([told, clock.pending]).to.deep.equal([["start 100", "end 5100"], 0]);
  });

  it("begins with the sound where its event was lost, and ends with the sound", async () => {
    speech.handleSound(true);
    await clock.advance(3000);
    speech.handleSound(false);
    await clock.advance(SOUND_ENDS_MS);
    const begun = SOUND_BEGINS_MS;
    const ended = 3000 + SOUND_ENDS_MS;
    expect(told).to.deep.equal(["lost start", `start ${begun}`, "lost end", `end ${ended}`]);
    expect(clock.pending).to.equal(0);
  });

  it("does not end in a pause between two sentences", async () => {
    speech.handleSound(true);
    await clock.advance(2000);
    for (let sentence = 0; sentence < 5; sentence += 1) {
      speech.handleSound(false);
      await clock.advance(SOUND_ENDS_MS - 1);
      speech.handleSound(true);
      await clock.advance(2000);
    }
    expect(told.filter((line) => line.startsWith("end"))).to.deep.equal([]);
  });

  it("ends with the sound where the event of its end was lost, later", async () => {
    speech.handleStarted();
    speech.handleSound(true);
    await clock.advance(2000);
    speech.handleSound(false);
    await clock.advance(EVENT_LOST_MS - 1);
    expect(told).to.deep.equal(["start 0"]);
    await clock.advance(1);
    expect(told.slice(1)).to.deep.equal(["lost end", `end ${2000 + EVENT_LOST_MS}`]);
  });

  it("does not end by a silence where no sound was ever heard: the server may tell none", async () => {
    speech.handleStarted();
    speech.handleSound(false);
    await clock.advance(600_000);
    expect(told).to.deep.equal(["start 0"]);
  });

  it("goes on when its event comes after its sound, and counts once", async () => {
    speech.handleSound(true);
    await clock.advance(2000);
    expect(speech.handleStarted()).to.equal(false);
    await clock.advance(2000);
    speech.handleEnded();
    speech.handleSound(false);
    await clock.advance(60_000);
    expect(told).to.deep.equal(["lost start", `start ${SOUND_BEGINS_MS}`, "end 4000"]);
  });

  it("a cough of the avatar's track is no speech", async () => {
    for (let cough = 0; cough < 5; cough += 1) {
      speech.handleSound(true);
      await clock.advance(SOUND_BEGINS_MS - 1);
      speech.handleSound(false);
      await clock.advance(500);
    }
    expect([told, clock.pending]).to.deep.equal([[], 0]);
  });

  describe("after an interrupt", () => {
    beforeEach(async () => {
      speech.handleStarted();
      speech.handleSound(true);
      await clock.advance(1000);
      speech.interrupt();
      told.length = 0;
    });

    it("the old sound begins nothing, however long it goes on and pauses", async () => {
      for (let sentence = 0; sentence < 5; sentence += 1) {
        await clock.advance(5000);
        speech.handleSound(false);
        await clock.advance(600);
        speech.handleSound(true);
      }
      await clock.advance(60_000);
      expect([told, clock.pending]).to.deep.equal([[], 0]);
    });

    it("nor does it while words of the next reply come; the next sound does", async () => {
      speech.handleSign();
      speech.handleSign();
      await clock.advance(5000);
      expect(told).to.deep.equal([]);
      speech.handleSound(false);
      await clock.advance(500);
      speech.handleSound(true);
      await clock.advance(SOUND_BEGINS_MS);
      expect(told.length).to.equal(2);
    });

    it("the sound of the next reply counts though its words came after it began", async () => {
      speech.handleSound(false);
      await clock.advance(500);
      speech.handleSound(true);
      await clock.advance(SOUND_BEGINS_MS);
      expect(told).to.deep.equal([]);
      speech.handleSign();
      // Each word is a sign, and none begins the wait anew.
      for (let word = 0; word < 10; word += 1) {
        await clock.advance(SOUND_BEGINS_MS / 5);
        speech.handleSign();
      }
      expect(told[0]).to.equal("lost start");
    });

    it("an event counts at once", () => {
      expect(speech.handleStarted()).to.equal(true);
    });
  });

  describe("when the room is joined anew", () => {
    it("goes on while it sounds, and its event ends it", async () => {
      speech.handleStarted();
      speech.handleRejoined();
      await clock.advance(400);
      speech.handleSound(true);
      await clock.advance(20_000);
      expect(told).to.deep.equal(["start 0"]);
      speech.handleEnded();
      expect(told).to.deep.equal(["start 0", "end 20400"]);
    });

    it("ends where it is not heard any more", async () => {
      speech.handleStarted();
      speech.handleSound(true);
      speech.handleRejoined();
      await clock.advance(EVENT_LOST_MS);
      expect(told).to.deep.equal(["start 0", "lost end", `end ${EVENT_LOST_MS}`]);
    });

    it("begins nothing where nothing was said", async () => {
      speech.handleRejoined();
      await clock.advance(60_000);
      expect(told).to.deep.equal([]);
    });
  });

  it("is nothing any more when it is disposed", async () => {
    speech.handleSound(true);
    speech.dispose();
    await clock.advance(60_000);
    speech.handleSound(false);
    speech.handleSound(true);
    await clock.advance(60_000);
    expect([told, clock.pending]).to.deep.equal([[], 0]);
  });
});

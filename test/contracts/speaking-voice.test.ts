/** The browser's voice and the fake one keep the contract of their port. */
import { BrowserVoice } from "../../src/browser/index.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { FakeVoice } from "../../src/testing/index.js";
import { FakeSynthesis } from "../support/fake-synthesis.js";
import { describeSpeakingVoice, type SpeakingVoiceSubject } from "./speaking-voice.js";

function faked(): SpeakingVoiceSubject {
  const voice = new FakeVoice();
  return {
    voice,
    saying() {
      const saying = voice.sayings.at(-1);
      if (saying?.state !== "waiting" && saying?.state !== "speaking") return undefined;
      return { text: saying.text, volume: saying.volume };
    },
    begin: () => {
      voice.begin();
    },
    reach: (place) => {
      voice.reach(place);
    },
    end: () => {
      voice.end();
    },
    fail: () => {
      voice.fail(new LiveAvatarError("tts-failed", "The fake was told to fail."));
    },
    close: () => undefined,
  };
}

function synthesised(): SpeakingVoiceSubject {
  const synthesis = new FakeSynthesis();
  const restore = synthesis.install();
  return {
    voice: new BrowserVoice({ synthesis: synthesis.asPlatform }),
    saying: () => synthesis.current && { text: synthesis.current.text, volume: synthesis.current.volume },
    begin: () => {
      synthesis.begin();
    },
    reach: ({ charIndex, charLength }) => {
      synthesis.word(charIndex, charLength);
    },
    end: () => {
      synthesis.end();
    },
    fail: () => {
      synthesis.fail("synthesis-failed");
    },
    close: restore,
  };
}

describeSpeakingVoice("FakeVoice", faked, { describe, it });
describeSpeakingVoice("BrowserVoice", synthesised, { describe, it });

/** The browser's own recogniser keeps the contract of its port, behind a stand-in that begins and ends as the real one does. */
import { SpeechRecognitionSTT } from "../../src/browser/index.js";
import { type FakeRecogniser, fakeRecognition } from "../support/fake-speech-recognition.js";
import { describeRealtimeSTT } from "./realtime-stt.js";

describeRealtimeSTT(
  "SpeechRecognitionSTT",
  () => {
    const browser = fakeRecognition();
    let isRefused = false;
    let isOpen = false;
    class Recogniser extends (browser.Recogniser as unknown as typeof FakeRecogniser) {
      override start(): void {
        super.start();
        const refuses = isRefused;
        isRefused = false;
        queueMicrotask(() => {
          if (!refuses) this.begin();
          else {
            this.fail("not-allowed");
            this.end();
          }
        });
      }
      override stop(): void {
        super.stop();
        queueMicrotask(() => this.isRunning && this.end());
      }
    }
    const hear = async (text: string, isFinal: boolean): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve));
      const { last } = browser;
      last.hear([[text, isFinal]], isOpen ? last.heard - 1 : last.heard);
      isOpen = !isFinal;
    };
    // No `hangNext`: while the visitor is asked for the microphone, it tells that it asks.
    return Promise.resolve({
      stt: new SpeechRecognitionSTT({ recogniser: Recogniser as unknown as typeof browser.Recogniser }),
      partial: (text) => hear(text, false),
      final: (text) => hear(text, true),
      tellsNothing: true,
      drop: () => browser.last.fail("language-not-supported"),
      refuseNext: () => {
        isRefused = true;
      },
      open: () => browser.running.length,
      close: () => Promise.resolve(),
    });
  },
  { describe, it },
);

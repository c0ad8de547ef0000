import type { Clock } from "../../core/clock.js";
import type { SessionEventMap, SessionEventName } from "../../core/session-events.js";
import type { EchoFilter } from "./echo-filter.js";

export interface SpokenLogContext {
  readonly clock: Clock;
  readonly on: <K extends SessionEventName>(name: K, fn: (...args: SessionEventMap[K]) => void) => unknown;
  /** Whether each sentence is told as a `segment`; else only the text of the whole reply is known. */
  readonly hasSegments: boolean;
  /** The running reply as far as it is known, and whether it sounds. */
  readonly reply: () => string;
  readonly isSpeaking: () => boolean;
  /** A sentence has been spoken, as far as segments tell. */
  readonly handleSentenceEnd: () => void;
}

/** Tells a filter what the avatar says, and when. It leaves with the session's listeners. */
export function followSpeech(echo: EchoFilter, context: SpokenLogContext): void {
  const { clock, on, hasSegments, reply, isSpeaking, handleSentenceEnd } = context;
  let turnId = "";
  const end = (): void => {
    echo.end(clock.now());
  };
  on("speech-end", end);
  // Somebody began to listen in mid-speech.
  if (isSpeaking()) echo.begin(reply(), clock.now());
  if (hasSegments) {
    on("segment", ({ text, phase }) => {
      if (phase === "start") echo.begin(text, clock.now());
      else {
        end();
        handleSentenceEnd();
      }
    });
    return;
  }
  on("speech-start", (id) => {
    turnId = id;
    echo.begin(reply(), clock.now());
  });
  on("chunk", (_text, accumulated, id) => {
    if (id === turnId) echo.rewrite(accumulated);
  });
  // The text may trail behind the voice.
  on("message", ({ id, content }) => {
    if (id === `${turnId}-reply` && typeof content === "string") echo.rewrite(content);
  });
}

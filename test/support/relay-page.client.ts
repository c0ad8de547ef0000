/** A page whose session says as much as a test wants, and relays it. */
import { EventRelay } from "../../src/browser/index.js";
import { systemClock } from "../../src/core/clock.js";
import { SpokenSession } from "./relayed.js";

export interface RelayPage {
  /** How many events there were. */
  readonly count: number;
  readonly errors: readonly string[];
  say(count: number, text?: string): void;
  /** Says this many a second, evenly, for so long. */
  flood(perSecond: number, seconds: number): Promise<void>;
  flush(): Promise<void>;
}

const TICK_MS = 10;
const session = new SpokenSession();
const errors: string[] = [];
const relay = new EventRelay(session, {
  endpoint: "/api/relay",
  token: () => new URLSearchParams(location.search).get("owner") ?? undefined,
  onError: ({ message }) => void errors.push(message),
});
let count = 0;
const say = (wanted: number, text = "words of a visitor"): void => {
  for (let left = wanted; left > 0; left -= 1) session.say(text);
  count += wanted;
};

Object.defineProperty(window, "relayPage", {
  value: {
    get count() {
      return count;
    },
    errors,
    say,
    async flood(perSecond, seconds) {
      const begun = performance.now();
      let said = 0;
      while (said < perSecond * seconds) {
        await systemClock.sleep(TICK_MS);
        const due = Math.min(perSecond * seconds, Math.floor(((performance.now() - begun) / 1000) * perSecond));
        say(due - said);
        said = due;
      }
    },
    flush: () => relay.flush(),
  } satisfies RelayPage,
});

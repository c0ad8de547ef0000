import type { Clock } from "../core/clock.js";
import { attempt } from "../core/wait.js";

/** Milliseconds for which an answer of the browser counts. */
const FRESH_MS = 250;

/** How loud a track is that comes from the room, or goes there. Nothing runs unless somebody wants to know: each reading asks for the next answer. */
export class TrackLevel {
  readonly #receiver: Pick<RTCRtpReceiver | RTCRtpSender, "getStats">;
  readonly #clock: Pick<Clock, "now">;
  #newest: { readonly level: number; readonly at: number } | undefined;
  #isAsking = false;

  constructor(receiver: Pick<RTCRtpReceiver | RTCRtpSender, "getStats">, clock: Pick<Clock, "now">) {
    this.#receiver = receiver;
    this.#clock = clock;
  }

  /** 0…1, a moment ago; undefined before the first answer of the browser's statistics, and where those do not tell. */
  get level(): number | undefined {
    const newest = this.#newest;
    if (!this.#isAsking) void this.#ask();
    return newest && this.#clock.now() - newest.at <= FRESH_MS ? newest.level : undefined;
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    // A connection that is closed has no statistics any more.
    const stats = await attempt(() => this.#receiver.getStats()).catch(() => undefined);
    this.#isAsking = false;
    for (const report of stats?.values() ?? []) {
      const { type, audioLevel: level } = report as Partial<RTCInboundRtpStreamStats>;
      // Not the audio level of a packet (`getSynchronizationSources`): LiveKit's server does not pass it on.
      if ((type === "inbound-rtp" || (type as string) === "media-source") && level !== undefined)
        this.#newest = { level, at: this.#clock.now() };
    }
  }
}

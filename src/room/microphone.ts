import type { LocalAudioTrack } from "livekit-client";
import { systemClock, type Clock } from "../core/clock.js";
import { Microphone, type MicrophoneOptions } from "../media/microphone.js";
import { MicrophoneTrack } from "./microphone-track.js";
import { TrackLevel } from "./track-level.js";

export interface RoomMicrophoneOptions extends Omit<
  MicrophoneOptions<MicrophoneTrack>,
  "makeTrack" | "publish" | "unpublish" | "isSuspended" | "clock"
> {
  /** Default: the platform's. */
  readonly clock?: Clock | undefined;
  /** Publishes the track in the room, as soon as the room is joined. */
  readonly publish: (track: LocalAudioTrack) => Promise<unknown>;
  /** Takes the track out of the room. */
  readonly unpublish: (track: LocalAudioTrack) => Promise<unknown>;
}

/** The visitor's microphone in the room. */
export class RoomMicrophone extends Microphone<MicrophoneTrack> {
  readonly #levels = new WeakMap<RTCRtpSender, TrackLevel>();
  readonly #clock: Clock;
  #sent: MicrophoneTrack | undefined;

  constructor(options: RoomMicrophoneOptions) {
    super({
      ...options,
      makeTrack: (media, constraints) => new MicrophoneTrack(media, constraints),
      publish: async (track) => {
        this.#sent = track;
        const wasMuted = track.isMuted;
        await options.publish(track);
        if (track.isMuted !== wasMuted) track.tellAgain();
      },
    });
    this.#clock = options.clock ?? systemClock;
  }

  /** How loud it is, 0…1; undefined while it is closed, and where the browser does not tell. */
  get level(): number | undefined {
    const sender = this.open ? this.#sent?.sender : undefined;
    if (!sender) return undefined;
    const level = this.#levels.get(sender) ?? new TrackLevel(sender, this.#clock);
    this.#levels.set(sender, level);
    return level.level;
  }
}

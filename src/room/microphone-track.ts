import { LocalAudioTrack, Track, TrackEvent } from "livekit-client";
import { LIVEKIT_LOGGER } from "./livekit-logger.js";

/**
 * The microphone's track in the room. `setAudible` alone decides whether it sends sound, in the task of the call.
 *
 * A work-around for livekit-client 2.17.3 (https://github.com/livekit/client-sdk-js): its `mute()` and `unmute()` wait for
 * a lock before they write `enabled`, so that an old request could open the microphone after a newer one has muted it; the
 * server's request to unmute would open it, too. The class can go when `mute()` writes `enabled` in the task of the call
 * and the server's request can be refused.
 */
export class MicrophoneTrack extends LocalAudioTrack {
  #isAudible = false;

  constructor(media: MediaStreamTrack, constraints: MediaTrackConstraints) {
    // "User provided": otherwise LiveKit reopens a microphone that has ended, even one that is no longer wanted.
    super(media, constraints, true, undefined, { loggerName: LIVEKIT_LOGGER });
    this.source = Track.Source.Microphone;
    this.isMuted = true;
  }

  /** Sends sound or silence, at once, and has the room told. */
  setAudible(audible: boolean): void {
    this.#isAudible = audible;
    this.setTrackMuted(!audible);
  }

  /** Tells the room again whether the track is muted: a change that was made during publishing did not reach it. */
  tellAgain(): void {
    this.emit(this.isMuted ? TrackEvent.Muted : TrackEvent.Unmuted, this);
  }

  /** Keeps a track that must not be heard muted, also when LiveKit asks for the opposite. */
  protected override setTrackMuted(wished: boolean): void {
    const muted = wished || !this.#isAudible;
    this.mediaStreamTrack.enabled = !muted;
    if (this.isMuted === muted) return;
    this.isMuted = muted;
    this.tellAgain();
  }
}

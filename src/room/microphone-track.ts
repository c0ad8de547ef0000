import { LocalAudioTrack, Track, TrackEvent } from "livekit-client";

/**
 * The microphone's track in the room. Whether it sounds is decided in `setAudible` alone, in the task of the call.
 * LiveKit's own `mute()` and `unmute()` wait for a lock before they write `enabled`, so that an old wish could open the
 * microphone after a newer one has shut it (livekit-client 2.17.3); the server's wish to unmute would open it, too.
 */
export class MicrophoneTrack extends LocalAudioTrack {
  #isAudible = false;

  constructor(media: MediaStreamTrack, constraints: MediaTrackConstraints) {
    // "User provided", for otherwise LiveKit reopens a microphone that has ended, also one that nobody wants any more.
    super(media, constraints, true);
    this.source = Track.Source.Microphone;
    this.isMuted = true;
  }

  /** Lets sound or silence through, at once, and has the room told. */
  setAudible(audible: boolean): void {
    this.#isAudible = audible;
    this.setTrackMuted(!audible);
  }

  /** Tells the room again: a change made while the track was on its way into the room did not reach it. */
  tellAgain(): void {
    this.emit(this.isMuted ? TrackEvent.Muted : TrackEvent.Unmuted, this);
  }

  /** LiveKit calls it, too: for it, what must not be heard stays muted. */
  protected override setTrackMuted(wished: boolean): void {
    const muted = wished || !this.#isAudible;
    this.mediaStreamTrack.enabled = !muted;
    if (this.isMuted === muted) return;
    this.isMuted = muted;
    this.tellAgain();
  }
}

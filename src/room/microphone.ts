import type { LocalAudioTrack } from "livekit-client";
import { Microphone, type MicrophoneOptions } from "../media/microphone.js";
import { MicrophoneTrack } from "./microphone-track.js";

export interface RoomMicrophoneOptions extends Omit<
  MicrophoneOptions<MicrophoneTrack>,
  "makeTrack" | "publish" | "unpublish" | "isSuspended"
> {
  /** Publishes the track in the room, as soon as the room is joined. */
  readonly publish: (track: LocalAudioTrack) => Promise<unknown>;
  /** Takes the track out of the room. */
  readonly unpublish: (track: LocalAudioTrack) => Promise<unknown>;
}

/** The visitor's microphone in the room. */
export class RoomMicrophone extends Microphone<MicrophoneTrack> {
  constructor(options: RoomMicrophoneOptions) {
    super({
      ...options,
      makeTrack: (media, constraints) => new MicrophoneTrack(media, constraints),
      publish: async (track) => {
        const wasMuted = track.isMuted;
        await options.publish(track);
        if (track.isMuted !== wasMuted) track.tellAgain();
      },
    });
  }
}

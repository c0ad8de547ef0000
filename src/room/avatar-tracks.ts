/** The avatar's LiveKit tracks: each is given to the media output, in whatever order they arrive, and a stalled picture is noticed. */
import { RemoteVideoTrack } from "livekit-client";
import type { RemoteTrack, RemoteTrackPublication } from "livekit-client";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import type { AudioState } from "../core/vocabulary.js";
import { MediaOutput } from "../media/output.js";
import { PictureWatch } from "../media/picture-watch.js";
import { TrackLevel } from "./track-level.js";

export interface AvatarTracksOptions {
  readonly container: HTMLElement | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly muted: boolean;
  readonly volume: number;
  readonly handleAudio: (audio: AudioState) => void;
  readonly handleProblem: (error: LiveAvatarError) => void;
  readonly handleStall: (stalled: boolean, error?: LiveAvatarError) => void;
}

export class AvatarTracks {
  readonly output: MediaOutput;
  readonly #options: AvatarTracksOptions;
  #picture: { readonly track: RemoteVideoTrack; readonly publication: RemoteTrackPublication } | undefined;
  #voice: RemoteTrack | undefined;
  #voiceLevel: TrackLevel | undefined;
  #watch: PictureWatch | undefined;

  constructor(options: AvatarTracksOptions) {
    this.#options = options;
    this.output = new MediaOutput({
      container: options.container,
      muted: options.muted,
      volume: options.volume,
      logger: options.logger,
      report: options.handleAudio,
      handleProblem: options.handleProblem,
      handleElementChange: () => this.#watchPicture(),
    });
  }

  /** How loud the voice is, 0…1; undefined without one, and where the browser does not tell. */
  get level(): number | undefined {
    return this.#voiceLevel?.level;
  }

  add(track: RemoteTrack, publication: RemoteTrackPublication): void {
    if (isVideo(track)) {
      this.#picture = { track, publication };
      this.output.setPicture(track);
      this.#watchPicture();
    } else {
      this.#voice = track;
      this.#voiceLevel = track.receiver && new TrackLevel(track.receiver, this.#options.clock);
      this.output.setSound(track.mediaStreamTrack);
    }
  }

  remove(track: RemoteTrack): void {
    if (track === this.#picture?.track) {
      this.#picture = undefined;
      this.output.setPicture(undefined);
      this.#watchPicture();
    }
    if (track === this.#voice) {
      this.#voice = this.#voiceLevel = undefined;
      this.output.setSound(undefined);
    }
  }

  dispose(): void {
    this.#picture = this.#voice = this.#voiceLevel = undefined;
    this.#watch?.dispose();
    this.output.setPicture(undefined);
    this.output.setSound(undefined);
    this.output.dispose();
  }

  #watchPicture(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#options.handleStall(false);
    const picture = this.#picture;
    if (picture === undefined) return;
    this.#watch = new PictureWatch({
      clock: this.#options.clock,
      video: this.output.element,
      isSending: () => !picture.publication.isMuted,
      handleStall: () => {
        this.#options.handleStall(true, new LiveAvatarError("video-stalled", "No new picture has come for 1.5 s."));
      },
      handleRecover: () => this.#options.handleStall(false),
    });
  }
}

const isVideo = (track: RemoteTrack): track is RemoteVideoTrack => track instanceof RemoteVideoTrack;

/** The avatar's tracks on their way to the stage, whatever order they come in, and an eye on the picture. */
import { RemoteVideoTrack } from "livekit-client";
import type { RemoteTrack, RemoteTrackPublication } from "livekit-client";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import type { AudioState } from "../core/vocabulary.js";
import { StageMedia } from "../media/output.js";
import { VideoWatch } from "../media/picture-watch.js";

export interface StageOptions {
  readonly container: HTMLElement | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly muted: boolean;
  readonly volume: number;
  readonly onAudio: (audio: AudioState) => void;
  readonly onStall: (stalled: boolean, error?: LiveAvatarError) => void;
}

export class Stage {
  readonly media: StageMedia;
  readonly #options: StageOptions;
  #picture: { readonly track: RemoteVideoTrack; readonly publication: RemoteTrackPublication } | undefined;
  #voice: RemoteTrack | undefined;
  #watch: VideoWatch | undefined;

  constructor(options: StageOptions) {
    this.#options = options;
    this.media = new StageMedia({
      container: options.container,
      muted: options.muted,
      volume: options.volume,
      logger: options.logger,
      report: options.onAudio,
      onElement: () => this.#watchPicture(),
    });
  }

  add(track: RemoteTrack, publication: RemoteTrackPublication): void {
    if (isVideo(track)) {
      this.#picture = { track, publication };
      this.media.setVideo(track);
      this.#watchPicture();
    } else {
      this.#voice = track;
      this.media.setAudio(track.mediaStreamTrack);
    }
  }

  remove(track: RemoteTrack): void {
    if (track === this.#picture?.track) {
      this.#picture = undefined;
      this.media.setVideo(undefined);
      this.#watchPicture();
    }
    if (track === this.#voice) {
      this.#voice = undefined;
      this.media.setAudio(undefined);
    }
  }

  dispose(): void {
    this.#picture = undefined;
    this.#watch?.dispose();
    this.media.setVideo(undefined);
    this.media.setAudio(undefined);
    this.media.dispose();
  }

  #watchPicture(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#options.onStall(false);
    const picture = this.#picture;
    if (picture === undefined) return;
    this.#watch = new VideoWatch({
      clock: this.#options.clock,
      video: this.media.element,
      isSending: () => !picture.publication.isMuted,
      onStall: () => {
        this.#options.onStall(true, new LiveAvatarError("video-stalled", "No new picture has come for 1.5 s."));
      },
      onRecover: () => this.#options.onStall(false),
    });
  }
}

const isVideo = (track: RemoteTrack): track is RemoteVideoTrack => track instanceof RemoteVideoTrack;

/** The avatar's tracks on their way to the output, whatever order they come in, and the watch over the picture. */
import { RemoteVideoTrack } from "livekit-client";
import type { RemoteTrack, RemoteTrackPublication } from "livekit-client";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import type { AudioState } from "../core/vocabulary.js";
import { MediaOutput } from "../media/output.js";
import { PictureWatch } from "../media/picture-watch.js";

export interface AvatarTracksOptions {
  readonly container: HTMLElement | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly muted: boolean;
  readonly volume: number;
  readonly onAudio: (audio: AudioState) => void;
  readonly onStall: (stalled: boolean, error?: LiveAvatarError) => void;
}

export class AvatarTracks {
  readonly output: MediaOutput;
  readonly #options: AvatarTracksOptions;
  #picture: { readonly track: RemoteVideoTrack; readonly publication: RemoteTrackPublication } | undefined;
  #voice: RemoteTrack | undefined;
  #watch: PictureWatch | undefined;

  constructor(options: AvatarTracksOptions) {
    this.#options = options;
    this.output = new MediaOutput({
      container: options.container,
      muted: options.muted,
      volume: options.volume,
      logger: options.logger,
      report: options.onAudio,
      handleElementChange: () => this.#watchPicture(),
    });
  }

  add(track: RemoteTrack, publication: RemoteTrackPublication): void {
    if (isVideo(track)) {
      this.#picture = { track, publication };
      this.output.setPicture(track);
      this.#watchPicture();
    } else {
      this.#voice = track;
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
      this.#voice = undefined;
      this.output.setSound(undefined);
    }
  }

  dispose(): void {
    this.#picture = undefined;
    this.#watch?.dispose();
    this.output.setPicture(undefined);
    this.output.setSound(undefined);
    this.output.dispose();
  }

  #watchPicture(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#options.onStall(false);
    const picture = this.#picture;
    if (picture === undefined) return;
    this.#watch = new PictureWatch({
      clock: this.#options.clock,
      video: this.output.element,
      isSending: () => !picture.publication.isMuted,
      onStall: () => {
        this.#options.onStall(true, new LiveAvatarError("video-stalled", "No new picture has come for 1.5 s."));
      },
      onRecover: () => this.#options.onStall(false),
    });
  }
}

const isVideo = (track: RemoteTrack): track is RemoteVideoTrack => track instanceof RemoteVideoTrack;

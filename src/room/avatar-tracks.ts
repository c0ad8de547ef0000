/** The avatar's LiveKit tracks: each is given to the media output, in whatever order they arrive, and a stalled picture is noticed. */
import { RemoteVideoTrack, TrackEvent } from "livekit-client";
import type { RemoteTrack, RemoteTrackPublication } from "livekit-client";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import type { AudioState, PictureState } from "../core/vocabulary.js";
import { MediaOutput } from "../media/output.js";
import { PictureWatch } from "../media/picture-watch.js";
import { TrackLevel } from "./track-level.js";

export interface AvatarTracksOptions {
  readonly container: HTMLElement | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly muted: boolean;
  readonly volume: number;
  /** Whether the picture is left away, to begin with. */
  readonly isOff: boolean;
  readonly handlePicture: (picture: PictureState) => void;
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
  /** The publication of the picture that is left away. */
  #left: RemoteTrackPublication | undefined;
  #isOff: boolean;
  #reported: PictureState = "unknown";

  constructor(options: AvatarTracksOptions) {
    this.#options = options;
    this.#isOff = options.isOff;
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

  /** Reports that there is no picture, until one has come. To be called once in the room: a picture may have come before. */
  begin(): void {
    if (this.#reported === "unknown") this.#report(this.#isOff ? "off" : "missing");
  }

  add(track: RemoteTrack, publication: RemoteTrackPublication): void {
    if (isVideo(track)) {
      if (this.#isOff) {
        this.#leave(publication);
        return;
      }
      this.#picture = { track, publication };
      publication.on(TrackEvent.Muted, this.#handleMute).on(TrackEvent.Unmuted, this.#watchPicture);
      this.output.setPicture(track);
      this.#watchPicture();
    } else {
      this.#voice = track;
      this.#voiceLevel = track.receiver && new TrackLevel(track.receiver, this.#options.clock);
      this.output.setSound(track.mediaStreamTrack);
    }
  }

  remove(track: RemoteTrack): void {
    if (track === this.#picture?.track) this.#dropPicture();
    if (track === this.#voice) {
      this.#voice = this.#voiceLevel = undefined;
      this.output.setSound(undefined);
    }
  }

  /** Leaves the picture away, or asks for it again. */
  setOff(isOff: boolean): void {
    this.#isOff = isOff;
    const { publication } = this.#picture ?? {};
    const left = this.#left;
    this.#left = undefined;
    if (!isOff) {
      this.#report("missing");
      left?.setSubscribed(true);
    } else if (publication) this.#leave(publication);
    else this.#report("off");
  }

  dispose(): void {
    this.#listenNoMore();
    this.#picture = this.#voice = this.#voiceLevel = undefined;
    this.#watch?.dispose();
    this.output.setPicture(undefined);
    this.output.setSound(undefined);
    this.output.dispose();
  }

  #leave(publication: RemoteTrackPublication): void {
    this.#left = publication;
    publication.setSubscribed(false);
    this.#dropPicture();
  }

  #dropPicture(): void {
    this.#listenNoMore();
    this.#picture = undefined;
    this.output.setPicture(undefined);
    this.#watchPicture();
  }

  #listenNoMore(): void {
    this.#picture?.publication.off(TrackEvent.Muted, this.#handleMute).off(TrackEvent.Unmuted, this.#watchPicture);
  }

  readonly #handleMute = (): void => this.#report("missing");

  #report(picture: PictureState): void {
    if (picture === this.#reported) return;
    this.#reported = picture;
    this.#options.handlePicture(picture);
  }

  readonly #watchPicture = (): void => {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#options.handleStall(false);
    const picture = this.#picture;
    if (picture === undefined) {
      this.#report(this.#isOff ? "off" : "missing");
      return;
    }
    this.#watch = new PictureWatch({
      clock: this.#options.clock,
      video: this.output.element,
      isSending: () => !picture.publication.isMuted,
      handleFrame: () => {
        if (!picture.publication.isMuted) this.#report("live");
      },
      handleLongStall: () => this.#report("missing"),
      handleStall: () => {
        this.#options.handleStall(true, new LiveAvatarError("video-stalled", "No new picture has come for 1.5 s."));
      },
      handleRecover: () => this.#options.handleStall(false),
    });
  };
}

const isVideo = (track: RemoteTrack): track is RemoteVideoTrack => track instanceof RemoteVideoTrack;

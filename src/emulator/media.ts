/** The only file that names @livekit/rtc-node: rooms, tracks and frames for the bots, loaded when they are needed. */
import type {
  AudioFrame,
  AudioSource,
  LocalTrack,
  RemoteParticipant,
  RemoteTrack,
  RemoteTrackPublication,
  Room,
  RtcConfiguration,
  TrackPublishOptions,
  VideoFrame,
  VideoSource,
} from "@livekit/rtc-node";
import { systemClock } from "../core/clock.js";
import { isLoopbackHost } from "../core/hosts.js";
import { EmulatorError } from "./emulator-error.js";
import { RoomEvents } from "./room-events.js";

type Rtc = typeof import("@livekit/rtc-node");

export class Media {
  readonly #rtc: Rtc;
  readonly #events = new RoomEvents();

  /** Use {@link Media.load}. */
  constructor(rtc: Rtc) {
    this.#rtc = rtc;
  }

  static async load(): Promise<Media> {
    try {
      return new Media(await import("@livekit/rtc-node"));
    } catch (cause) {
      throw new EmulatorError(
        "The emulator's bots need the package @livekit/rtc-node: npm install --save-dev @livekit/rtc-node",
        { cause },
      );
    }
  }

  /** Joins a room and receives nobody's tracks: one that nobody asked for would be decoded all the same. */
  async join(url: string, token: string): Promise<Room> {
    const room = new this.#rtc.Room();
    const { hostname } = new URL(url);
    const isLocal = isLoopbackHost(hostname);
    await room.connect(url, token, {
      ...{ autoSubscribe: false, dynacast: false },
      ...(isLocal && { rtcConfig: this.#withoutStun(hostname) }),
    });
    this.#events.add(room);
    return room;
  }

  /**
   * A server of this machine needs no STUN. A work-around: without a list the native part takes the servers of the internet that
   * LiveKit names by default, and looks their names up again and again, each time in a thread of its own, which stays for as long
   * as the look-up lasts. It can go when an empty list means none.
   */
  #withoutStun(hostname: string): RtcConfiguration {
    const { IceServer, IceTransportType, ContinualGatheringPolicy } = this.#rtc;
    return {
      iceTransportType: IceTransportType.TRANSPORT_ALL,
      continualGatheringPolicy: ContinualGatheringPolicy.GATHER_CONTINUALLY,
      iceServers: [new IceServer({ urls: [`stun:${hostname}:9`] })],
    };
  }

  async leave(room: Room): Promise<void> {
    await room.disconnect();
    this.#events.remove(room);
  }

  /** Receives the sound of those whom `isWanted` names, those who are there and those who come. */
  receiveSound(room: Room, isWanted: (identity: string) => boolean): void {
    const subscribe = (publication: RemoteTrackPublication, { identity }: RemoteParticipant): void => {
      if (publication.kind === this.#rtc.TrackKind.KIND_AUDIO && isWanted(identity)) publication.setSubscribed(true);
    };
    room.on(this.#rtc.RoomEvent.TrackPublished, subscribe);
    for (const participant of room.remoteParticipants.values()) {
      for (const publication of participant.trackPublications.values()) subscribe(publication, participant);
    }
  }

  get events(): Rtc["RoomEvent"] {
    return this.#rtc.RoomEvent;
  }

  videoSource(width: number, height: number): VideoSource {
    return new this.#rtc.VideoSource(width, height);
  }

  videoTrack(source: VideoSource): LocalTrack {
    return this.#rtc.LocalVideoTrack.createVideoTrack("avatar-video", source);
  }

  videoFrame(i420: Uint8Array, width: number, height: number): VideoFrame {
    return new this.#rtc.VideoFrame(i420, width, height, this.#rtc.VideoBufferType.I420);
  }

  audioSource(sampleRate: number, queueMs: number): AudioSource {
    return new this.#rtc.AudioSource(sampleRate, 1, queueMs);
  }

  audioTrack(source: AudioSource): LocalTrack {
    return this.#rtc.LocalAudioTrack.createAudioTrack("avatar-audio", source);
  }

  audioFrame(samples: Int16Array, sampleRate: number): AudioFrame {
    return new this.#rtc.AudioFrame(samples, sampleRate, 1, samples.length);
  }

  publishOptions(source: "camera" | "microphone"): TrackPublishOptions {
    const options = new this.#rtc.TrackPublishOptions();
    options.source =
      source === "camera" ? this.#rtc.TrackSource.SOURCE_CAMERA : this.#rtc.TrackSource.SOURCE_MICROPHONE;
    options.simulcast = false;
    return options;
  }

  /** The visitor's microphone at 16 kHz, until the track ends or `signal` is aborted. */
  async *listen(track: RemoteTrack, signal: AbortSignal): AsyncGenerator<Int16Array> {
    const reader = new this.#rtc.AudioStream(track, 16_000, 1).getReader();
    const cancel = (): void => {
      void reader.cancel();
    };
    signal.addEventListener("abort", cancel, { once: true });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || signal.aborted) return;
        yield value.data;
      }
    } finally {
      signal.removeEventListener("abort", cancel);
      cancel();
    }
  }

  /** Resolves after `ms`, or at once when `signal` is aborted. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > 0) await systemClock.sleep(ms, signal).catch(() => undefined); // an abort ends it, like time
  }
}

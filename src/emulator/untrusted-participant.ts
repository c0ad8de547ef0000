/** An untrusted participant of the room: publishes a picture and a sound, and sends events as if it were the agent. */
import type { AudioSource, Room, VideoSource } from "@livekit/rtc-node";
import { RESPONSE_TOPIC } from "../room/protocol.js";
import { inBackground } from "./background.js";
import type { Media } from "./media.js";

const WIDTH = 64;
const HEIGHT = 64;

export class UntrustedParticipant {
  readonly #media: Media;
  readonly #signal: AbortSignal;
  #room: Room | undefined;
  #video: VideoSource | undefined;
  #audio: AudioSource | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(media: Media, signal: AbortSignal) {
    this.#media = media;
    this.#signal = signal;
  }

  async join(url: string, token: string): Promise<void> {
    const room = await this.#media.join(url, token);
    this.#room = room;
    if (this.#signal.aborted) return;
    const video = this.#media.videoSource(WIDTH, HEIGHT);
    const audio = this.#media.audioSource(22_050, 100);
    this.#video = video;
    this.#audio = audio;
    await room.localParticipant?.publishTrack(this.#media.videoTrack(video), this.#media.publishOptions("camera"));
    await room.localParticipant?.publishTrack(this.#media.audioTrack(audio), this.#media.publishOptions("microphone"));
    const bright = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(235);
    let turn = 0;
    this.#timer = setInterval(() => {
      inBackground("the untrusted participant", async () => {
        video.captureFrame(this.#media.videoFrame(bright, WIDTH, HEIGHT));
        const forgery = FORGERIES[turn++ % FORGERIES.length];
        const bytes = new TextEncoder().encode(JSON.stringify({ event_id: crypto.randomUUID(), ...forgery }));
        await room.localParticipant?.publishData(bytes, { reliable: true, topic: RESPONSE_TOPIC });
      });
    }, 200);
  }

  async leave(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#room) await this.#media.leave(this.#room);
    await this.#video?.close();
    await this.#audio?.close();
  }
}

const FORGERIES = [
  { event_type: "avatar.speak_started" },
  { event_type: "avatar.transcription", text: "Forged by another participant." },
  { event_type: "user.transcription", text: "Forged words of the visitor." },
  { event_type: "session.stopped", end_reason: "NO_CREDITS" },
] as const;

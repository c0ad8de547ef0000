/** An untrusted participant of the room: publishes a picture and a sound, and sends events as if it were the agent. */
import type { LocalTrack, Room } from "@livekit/rtc-node";
import { RESPONSE_TOPIC } from "../room/protocol.js";
import { inBackground } from "./background.js";
import type { Media } from "./media.js";

const WIDTH = 64;
const HEIGHT = 64;

export class UntrustedParticipant {
  readonly #media: Media;
  readonly #signal: AbortSignal;
  #room: Room | undefined;
  readonly #tracks: LocalTrack[] = [];
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
    const picture = this.#media.videoTrack(video);
    const sound = this.#media.audioTrack(this.#media.audioSource(22_050, 100));
    this.#tracks.push(picture, sound);
    await room.localParticipant?.publishTrack(picture, this.#media.publishOptions("camera"));
    await room.localParticipant?.publishTrack(sound, this.#media.publishOptions("microphone"));
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
    for (const track of this.#tracks.splice(0)) await track.close();
  }
}

const FORGERIES = [
  { event_type: "avatar.speak_started" },
  { event_type: "avatar.transcription", text: "Forged by another participant." },
  { event_type: "user.transcription", text: "Forged words of the visitor." },
  { event_type: "session.stopped", end_reason: "NO_CREDITS" },
] as const;

/** The participant `heygen`: sends the picture and the voice. It owns both tracks and the timer that paints. */
import type { AudioSource, LocalTrack, Room } from "@livekit/rtc-node";
import { AVATAR_IDENTITY } from "../room/protocol.js";
import { inBackground } from "./background.js";
import type { Behaviour } from "./behaviour.js";
import type { StreamSettings } from "./capacity.js";
import { FaceFrames, type Wall } from "./face.js";
import type { Media } from "./media.js";
import { type Mouth, mouthTrack, SHAPE_MS } from "./mouth-shapes.js";
import type { Speech } from "./voice.js";

const VOICE_RATE = 22_050;
/**
 * Sound waiting in the sender, as in LiveKit's own avatar worker (`AvatarRunner` of livekit/agents: `_queue_size_ms`).
 * As there, an interrupt stops what makes the sound and lets this rest be heard: how long the service goes on is
 * UNVERIFIED, and less than that would be kinder than what avatars are built with.
 */
const QUEUE_MS = 100;
const BLINK_EVERY_MS = 3800;
const BLINK_MS = 160;
/** Once to one side and back. */
const SWAY_MS = 5200;
/** After so long a frozen picture is frozen. */
const FREEZE_MS = 4000;

const faces = new Map<string, FaceFrames>();

export class AvatarBot {
  readonly identity = AVATAR_IDENTITY;
  readonly #media: Media;
  readonly #settings: StreamSettings;
  readonly #behaviour: Behaviour;
  #room: Room | undefined;
  /** Settles when the tracks are there that are on their way. */
  #joining: Promise<void> = Promise.resolve();
  readonly #tracks: LocalTrack[] = [];
  #audio: AudioSource | undefined;
  #timer: NodeJS.Timeout | undefined;
  #mouth: Mouth = "rest";
  #frame = 0;
  /** Grows with each interrupt: a voice that started before knows that it is over. */
  #generation = 0;
  /** The last piece of sound on its way: the source refuses another while it waits. */
  #sending: Promise<unknown> = Promise.resolve();

  constructor(media: Media, settings: StreamSettings, behaviour: Behaviour) {
    this.#media = media;
    this.#settings = settings;
    this.#behaviour = behaviour;
  }

  get room(): Room | undefined {
    return this.#room;
  }

  join(url: string, token: string, signal: AbortSignal): Promise<void> {
    return (this.#joining = this.#join(url, token, signal));
  }

  async #join(url: string, token: string, signal: AbortSignal): Promise<void> {
    const room = await this.#media.join(url, token);
    if (signal.aborted) {
      await this.#media.leave(room);
      return;
    }
    this.#room = room;
    const publish = [() => this.#publishVideo(room), () => this.#publishAudio(room)];
    if (this.#behaviour.trackOrder === "audio-first") publish.reverse();
    await this.#media.sleep(this.#behaviour.trackDelayMs, signal);
    for (const step of publish) {
      signal.throwIfAborted();
      await step();
    }
  }

  /** Speaks, with the mouth of `text`; resolves when it has been heard to its end or was cut. */
  async speak(text: string, speech: Speech, handleStart: () => void): Promise<void> {
    const generation = this.#generation;
    // Whoever sees the participants may ask, and the tracks may still be on their way.
    await this.#joining.catch(() => undefined);
    const audio = this.#audio;
    if (!audio || generation !== this.#generation) return;
    const step = Math.floor((VOICE_RATE * this.#settings.soundMs) / 1000);
    const mouths = mouthTrack(text, speech);
    let started = false;
    for (let at = 0; at < speech.samples.length; at += step) {
      const chunk = new Int16Array(step);
      chunk.set(speech.samples.subarray(at, at + step));
      await this.#sending;
      if (generation !== this.#generation) return;
      // It fails only when the source is closed under it, and then the generation has changed too.
      await (this.#sending = audio.captureFrame(this.#media.audioFrame(chunk, VOICE_RATE)).catch(() => undefined));
      if (generation !== this.#generation) return;
      if (!started) handleStart();
      started = true;
      // What is heard now has waited in the sender.
      this.#mouth = mouths[Math.floor(((at / VOICE_RATE) * 1000 - QUEUE_MS) / SHAPE_MS)] ?? "rest";
    }
    await audio.waitForPlayout();
    if (generation === this.#generation) this.#mouth = "rest";
  }

  /** Makes no more sound; what the sender already has is heard to its end. */
  stopSpeaking(): void {
    this.#generation += 1;
    this.#mouth = "rest";
  }

  async leave(): Promise<void> {
    this.stopSpeaking();
    this.#audio?.clearQueue();
    clearInterval(this.#timer);
    const room = this.#room;
    this.#room = undefined;
    if (room) await this.#media.leave(room);
    // With their sources. A track that is left to the garbage collector keeps the source's thread awake a hundred times a second.
    for (const track of this.#tracks.splice(0)) await track.close();
    this.#audio = undefined;
  }

  async #publishVideo(room: Room): Promise<void> {
    const { width, height, framesPerSecond } = this.#settings;
    const video = this.#media.videoSource(width, height);
    const frames = facesOf(this.#settings, this.#behaviour.wall);
    const paint = (): void => {
      this.#frame += 1;
      const ms = (this.#frame / framesPerSecond) * 1000;
      if (this.#behaviour.picture === "frozen" && ms > FREEZE_MS) return;
      const blink = ms % BLINK_EVERY_MS < BLINK_MS;
      const sway = (1 - Math.cos((ms / SWAY_MS) * 2 * Math.PI)) / 2;
      // The sender copies the bytes at once.
      video.captureFrame(this.#media.videoFrame(frames.frame({ sway, mouth: this.#mouth, blink }), width, height));
    };
    await this.#publish(room, this.#media.videoTrack(video), "camera");
    this.#timer = setInterval(() => {
      inBackground("the avatar's picture", paint);
    }, 1000 / framesPerSecond);
    paint();
  }

  async #publishAudio(room: Room): Promise<void> {
    this.#audio = this.#media.audioSource(VOICE_RATE, QUEUE_MS);
    await this.#publish(room, this.#media.audioTrack(this.#audio), "microphone");
  }

  async #publish(room: Room, track: LocalTrack, source: "camera" | "microphone"): Promise<void> {
    this.#tracks.push(track);
    await room.localParticipant?.publishTrack(track, this.#media.publishOptions(source));
  }
}

/** One face for all who show it in this size. */
function facesOf({ width, height }: StreamSettings, wall: Wall): FaceFrames {
  const key = `${String(width)}x${String(height)} ${wall}`;
  let frames = faces.get(key);
  if (!frames) faces.set(key, (frames = new FaceFrames({ width, height }, wall)));
  return frames;
}

/** Somebody who only listens: what of a visitor's voice reaches the room, to 10 ms, and what is asked of the agent. */
import { AudioStream, Room, RoomEvent, TrackKind } from "@livekit/rtc-node";
import type { RemoteTrack } from "@livekit/rtc-node";
import { AccessToken } from "livekit-server-sdk";
import type { LiveKitAccess } from "./scripted-service.js";

/** From the visitor's microphone to the listener's ear: encoder, server, jitter buffer, on a busy machine. */
const TRANSIT_MS = 400;
/** 1 % of full scale: a disabled track is silence, and the fake microphone is far above it. */
const LOUD = 0.01;
const RATE = 16_000;
const SLICE_MS = 10;

/** A stretch of time in which sound may leave, in milliseconds since the epoch. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export class RoomListener {
  readonly room = new Room();
  /** Types of the commands on `agent-control`, in order. */
  readonly commands: string[] = [];
  /** When each loud slice came, in milliseconds since the epoch. */
  readonly loud: number[] = [];
  /** Voices that can be heard; a microphone that is published muted counts. */
  tracks = 0;

  static async enter(livekit: LiveKitAccess, roomName: string): Promise<RoomListener> {
    const listener = new RoomListener();
    const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: "listener", ttl: 600 });
    token.addGrant({ roomJoin: true, room: roomName, canPublish: false, canSubscribe: true, hidden: true });
    await listener.room.connect(livekit.url, await token.toJwt(), { autoSubscribe: true, dynacast: false });
    return listener;
  }

  /** Use {@link RoomListener.enter}. */
  constructor() {
    this.room.on(RoomEvent.TrackSubscribed, (track, _publication, { identity }) => {
      if (!identity.startsWith("visitor-") || track.kind !== TrackKind.KIND_AUDIO) return;
      this.tracks += 1;
      void this.#listen(track);
    });
    this.room.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => {
      if (topic !== "agent-control") return;
      this.commands.push((JSON.parse(new TextDecoder().decode(payload)) as { event_type: string }).event_type);
    });
  }

  /** Milliseconds of sound that came in this stretch of time. */
  heard({ from, to }: Window): number {
    return this.loud.filter((at) => at >= from && at < to).length * SLICE_MS;
  }

  /** Milliseconds of sound that came outside these windows; what left in one may be a moment on its way. */
  heardOutside(windows: readonly Window[]): number {
    const isInside = (at: number) => windows.some(({ from, to }) => at >= from && at < to + TRANSIT_MS);
    return this.loud.filter((at) => !isInside(at)).length * SLICE_MS;
  }

  async leave(): Promise<void> {
    await this.room.disconnect();
  }

  async #listen(track: RemoteTrack): Promise<void> {
    const slice = (RATE * SLICE_MS) / 1000;
    for await (const { data } of new AudioStream(track, RATE, 1)) {
      const now = Date.now();
      for (let at = 0; at < data.length; at += slice) {
        const peak = data.subarray(at, at + slice).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        if (peak / 32_768 > LOUD) this.loud.push(now);
      }
    }
  }
}

/** Sound without a pause, which no noise suppression takes for noise: tones that change eight times a second. */
export function endlessTones(): Uint8Array {
  const rate = 48_000;
  const samples = new Int16Array(rate * 10);
  let phase = 0;
  for (let at = 0; at < samples.length; at += 1) {
    const step = Math.floor((at * 8) / rate);
    phase += (2 * Math.PI * (300 + ((step * 370) % 1700))) / rate;
    samples[at] = 14_000 * Math.sin(phase) + 4000 * Math.sin(3 * phase);
  }
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

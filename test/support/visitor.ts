/** A visitor of an emulated session without a browser: joins the room, sends commands, speaks, and writes down what comes. */
import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from "@livekit/rtc-node";
import type { RemoteTrack } from "@livekit/rtc-node";
import type { Envelope, FullSessionConfig, SessionStartData } from "../../src/backend/rest-protocol.js";
import type { CommandType } from "../../src/room/protocol.js";
import { mint, post } from "./emulator-client.js";

export interface ReceivedEvent {
  readonly event_id: string;
  readonly event_type: string;
  readonly session_id: string;
  readonly source_event_id: string | null;
  readonly text?: string;
  readonly end_reason?: string;
  readonly stop_reason?: string;
  /** Identity of the sender; `undefined` when the server's API sent it. */
  readonly from: string | undefined;
}

const WAIT_MS = 20_000;

export class Visitor {
  readonly id: string;
  readonly token: string;
  readonly maxSessionDuration: number | null;
  readonly events: ReceivedEvent[] = [];
  /** Packets on the topic that are no JSON object. */
  readonly garbage: string[] = [];
  /** Loudest sample of each 10 ms of the avatar's voice, 0…1, newest last. */
  readonly loudness: number[] = [];
  readonly room = new Room();
  readonly #apiUrl: string;
  #changed: (() => void)[] = [];
  #microphone: AudioSource | undefined;

  /** Use {@link Visitor.enter}. */
  constructor(apiUrl: string, token: string, start: SessionStartData) {
    this.#apiUrl = apiUrl;
    this.token = token;
    this.id = start.session_id;
    this.maxSessionDuration = start.max_session_duration ?? null;
    this.room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
      if (topic === "agent-response") this.#note(new TextDecoder().decode(payload), participant?.identity);
    });
    this.room.on(RoomEvent.TrackSubscribed, (track, _publication, { identity }) => {
      if (identity === "heygen" && track.kind === TrackKind.KIND_AUDIO) void this.#listen(track);
      this.#wake();
    });
    for (const event of [RoomEvent.ParticipantConnected, RoomEvent.ParticipantDisconnected, RoomEvent.Disconnected]) {
      this.room.on(event as RoomEvent.Disconnected, () => {
        this.#wake();
      });
    }
  }

  /** Mints, starts and joins. */
  static async enter(apiUrl: string, config: Partial<FullSessionConfig> = {}): Promise<Visitor> {
    const { session_token: token } = await mint(apiUrl, { video_settings: { quality: "low" }, ...config });
    const response = await post(`${apiUrl}/v1/sessions/start`, undefined, { Authorization: `Bearer ${token}` });
    const { data, message } = (await response.json()) as Envelope<SessionStartData>;
    if (!data) throw new Error(`not started: ${String(response.status)} ${String(message)}`);
    const visitor = new Visitor(apiUrl, token, data);
    await visitor.room.connect(data.livekit_url, data.livekit_client_token, { autoSubscribe: true, dynacast: false });
    return visitor;
  }

  /** Enters and waits for both bots and their voice. */
  static async converse(apiUrl: string, config: Partial<FullSessionConfig> = {}): Promise<Visitor> {
    const visitor = await Visitor.enter(apiUrl, config);
    await visitor.until(() => visitor.present.length === 2 && visitor.tracks.length === 2);
    return visitor;
  }

  /** Identities in the room, sorted. */
  get present(): string[] {
    return [...this.room.remoteParticipants.values()].map(({ identity }) => identity).sort();
  }

  /** Subscribed tracks as `identity kind`; the agent's silent one, which only makes it seen, is left out. */
  get tracks(): string[] {
    return [...this.room.remoteParticipants.values()].flatMap(({ identity, trackPublications }) =>
      [...trackPublications.values()].flatMap(({ track }) =>
        track && !identity.startsWith("liveavatar-agent-")
          ? [`${identity} ${track.kind === TrackKind.KIND_AUDIO ? "audio" : "video"}`]
          : [],
      ),
    );
  }

  get types(): string[] {
    return this.events.map(({ event_type: type }) => type);
  }

  texts(type: string): string[] {
    return this.events.flatMap((event) => (event.event_type === type ? [event.text ?? ""] : []));
  }

  /** Sends a command; returns its id. */
  async command(type: CommandType, text?: string): Promise<string> {
    const command = { event_id: crypto.randomUUID(), event_type: type, ...(text === undefined ? {} : { text }) };
    const bytes = new TextEncoder().encode(JSON.stringify(command));
    await this.room.localParticipant?.publishData(bytes, { reliable: true, topic: "agent-control" });
    return command.event_id;
  }

  /** Says samples into a microphone that stays open; resolves when they have been said. */
  async say({ samples, sampleRate }: { readonly samples: Int16Array; readonly sampleRate: number }): Promise<void> {
    if (!this.#microphone) {
      this.#microphone = new AudioSource(sampleRate, 1);
      const options = Object.assign(new TrackPublishOptions(), { source: TrackSource.SOURCE_MICROPHONE });
      const track = LocalAudioTrack.createAudioTrack("microphone", this.#microphone);
      await this.room.localParticipant?.publishTrack(track, options);
    }
    const step = sampleRate / 50;
    for (let at = 0; at < samples.length; at += step) {
      const piece = new Int16Array(step);
      piece.set(samples.subarray(at, at + step));
      await this.#microphone.captureFrame(new AudioFrame(piece, sampleRate, 1, step));
    }
    await this.#microphone.waitForPlayout();
  }

  /** Resolves when `count` events of the type have come, with the last of them. */
  async event(type: string, count = 1): Promise<ReceivedEvent> {
    const matching = (): ReceivedEvent[] => this.events.filter((event) => event.event_type === type);
    await this.until(() => matching().length >= count);
    return matching()[count - 1]!;
  }

  async until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + WAIT_MS;
    while (!condition()) {
      if (Date.now() > deadline)
        throw new Error(`waited in vain; came: ${this.types.join(", ")}; there: ${this.present.join(", ")}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.#changed.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Leaves the room and has the service stop the session. */
  async leave(): Promise<void> {
    await post(`${this.#apiUrl}/v1/sessions/stop`, undefined, { Authorization: `Bearer ${this.token}` });
    await this.room.disconnect();
    await this.#microphone?.close();
  }

  #note(text: string, from: string | undefined): void {
    try {
      const event: unknown = JSON.parse(text);
      if (typeof event !== "object" || event === null || Array.isArray(event)) throw new Error("no event");
      this.events.push({ ...(event as ReceivedEvent), from });
    } catch {
      this.garbage.push(text);
    }
    this.#wake();
  }

  async #listen(track: RemoteTrack): Promise<void> {
    for await (const { data } of new AudioStream(track, 16_000, 1)) {
      for (let at = 0; at < data.length; at += 160) {
        this.loudness.push(
          data.subarray(at, at + 160).reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 32_768,
        );
      }
      this.#wake();
    }
  }

  #wake(): void {
    for (const wake of this.#changed.splice(0)) wake();
  }
}

/** One conversation of the load: a visitor without a browser, who starts, asks, listens, looks and ends. */
import { AudioStream, type RemoteTrack, Room, RoomEvent, TrackKind, VideoStream } from "@livekit/rtc-node";
import { systemClock } from "../../../src/core/clock.js";
import { deferred } from "../../../src/core/wait.js";
import type { Envelope, SessionStartData } from "../../../src/backend/rest-protocol.js";
import { RoomEvents } from "../../../src/emulator/room-events.js";
import { AGENT_IDENTITY_PREFIX, AVATAR_IDENTITY, CONTROL_TOPIC, RESPONSE_TOPIC } from "../../../src/room/protocol.js";
import { mint, post } from "../../support/emulator-client.js";

export interface ConversationOptions {
  readonly apiUrl: string;
  readonly quality: "low" | "medium" | "high";
  readonly questions: readonly string[];
  /** How long it may take until avatar, agent and picture are there once the start was granted, and how long an answer may. */
  readonly patienceMs: number;
  /** How long the visitor comes again when the emulator says that it is busy. Default: not at all. */
  readonly queueMs?: number;
}

/** What became of a conversation. */
export interface Outcome {
  /** Undefined: it was complete. */
  readonly failure?: string;
  /** The start was refused to the end because the emulator is busy, which the visitor is told. */
  readonly isRefused: boolean;
  /** How often the visitor was told to come again. */
  readonly refusals: number;
  /** From the request for the token to the answer that grants the start. */
  readonly waitMs?: number;
  /** From that answer to avatar, agent and picture. */
  readonly startMs?: number;
  /** From each question to the avatar's voice. */
  readonly answerMs: readonly number[];
  /** Pictures a second, from the first to the last. */
  readonly framesPerSecond?: number;
  /** Milliseconds of sound that were louder than silence. */
  readonly heardMs: number;
}

const LOUD = 300;
/** Less sound than this is no answer. */
const AUDIBLE_MS = 1000;
/** What a visitor costs is not to grow with their number, as the emulator's rooms do not. */
const roomEvents = new RoomEvents();

/** Holds a conversation, and tells how it went; never rejects. */
export async function converse(options: ConversationOptions): Promise<Outcome> {
  const visitor = new LoadVisitor(options);
  try {
    await visitor.start();
    for (const question of options.questions) await visitor.ask(question);
    return visitor.outcome(visitor.missed());
  } catch (error) {
    return visitor.outcome(error instanceof Error ? error.message : String(error));
  } finally {
    await visitor.leave().catch(() => undefined);
  }
}

class LoadVisitor {
  readonly #options: ConversationOptions;
  readonly #room = new Room();
  readonly #answerMs: number[] = [];
  readonly #waiting = new Map<string, () => void>();
  #token = "";
  #isRefused = false;
  #refusals = 0;
  #waitMs: number | undefined;
  #seen: (() => void) | undefined;
  #startMs: number | undefined;
  #frames = 0;
  #firstFrame = 0;
  #lastFrame = 0;
  #heardMs = 0;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#room.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => {
      if (topic !== RESPONSE_TOPIC) return;
      const { event_type: type } = JSON.parse(new TextDecoder().decode(payload)) as { event_type: string };
      this.#waiting.get(type)?.();
    });
    this.#room.on(RoomEvent.TrackPublished, (publication, { identity }) => {
      if (identity === AVATAR_IDENTITY) publication.setSubscribed(true);
    });
    this.#room.on(RoomEvent.TrackSubscribed, (track, _publication, { identity }) => {
      if (identity === AVATAR_IDENTITY) void this.#receive(track).catch(() => undefined);
    });
  }

  async start(): Promise<void> {
    const begun = performance.now();
    const { apiUrl, quality } = this.#options;
    const { session_token: token } = await mint(apiUrl, { video_settings: { quality } });
    this.#token = token;
    const data = await this.#ask(begun);
    this.#waitMs = performance.now() - begun;
    await this.#room.connect(data.livekit_url, data.livekit_client_token, { autoSubscribe: false, dynacast: false });
    roomEvents.add(this.#room);
    for (const { identity, trackPublications } of this.#room.remoteParticipants.values()) {
      if (identity === AVATAR_IDENTITY)
        for (const publication of trackPublications.values()) publication.setSubscribed(true);
    }
    await this.#within("avatar and agent in the room", (resolve) => {
      const look = (): void => {
        const there = [...this.#room.remoteParticipants.values()].map(({ identity }) => identity);
        if (there.includes(AVATAR_IDENTITY) && there.some((id) => id.startsWith(AGENT_IDENTITY_PREFIX))) resolve();
      };
      this.#room.on(RoomEvent.ParticipantConnected, look);
      look();
    });
    await this.#within("picture", (resolve) => {
      this.#seen = resolve;
      if (this.#frames > 0) resolve();
    });
    this.#startMs = performance.now() - begun - this.#waitMs;
  }

  /** Asks for the start, and again when it is told to. */
  async #ask(begun: number): Promise<SessionStartData> {
    const { apiUrl, queueMs = 0 } = this.#options;
    for (;;) {
      const response = await post(`${apiUrl}/v1/sessions/start`, undefined, { Authorization: `Bearer ${this.#token}` });
      const { data, message } = (await response.json()) as Envelope<SessionStartData>;
      if (data) return data;
      const pauseMs = Number(response.headers.get("Retry-After")) * 1000;
      const isBusy = response.status === 429;
      if (isBusy) this.#refusals += 1;
      if (!isBusy || performance.now() - begun + pauseMs > queueMs) {
        this.#isRefused = isBusy;
        throw new Error(`The start was answered with ${String(response.status)}: ${String(message)}`);
      }
      await systemClock.sleep(pauseMs);
    }
  }

  async ask(text: string): Promise<void> {
    const asked = performance.now();
    const command = { event_id: crypto.randomUUID(), event_type: "avatar.speak_response", text };
    const started = this.#event("avatar.speak_started");
    const ended = this.#event("avatar.speak_ended");
    ended.catch(() => undefined); // told below
    const payload = new TextEncoder().encode(JSON.stringify(command));
    await this.#room.localParticipant?.publishData(payload, { reliable: true, topic: CONTROL_TOPIC });
    await started;
    this.#answerMs.push(performance.now() - asked);
    await ended;
  }

  async leave(): Promise<void> {
    if (this.#token) {
      await post(`${this.#options.apiUrl}/v1/sessions/stop`, undefined, { Authorization: `Bearer ${this.#token}` });
    }
    await this.#room.disconnect();
    roomEvents.remove(this.#room);
  }

  /** What was not to be heard in answers that began and ended. */
  missed(): string | undefined {
    return this.#heardMs < AUDIBLE_MS ? `Only ${this.#heardMs.toFixed(0)} ms of the answers were heard.` : undefined;
  }

  outcome(failure?: string): Outcome {
    const seconds = (this.#lastFrame - this.#firstFrame) / 1000;
    return {
      ...(failure !== undefined && { failure }),
      isRefused: this.#isRefused,
      refusals: this.#refusals,
      ...(this.#waitMs !== undefined && { waitMs: this.#waitMs }),
      ...(this.#startMs !== undefined && { startMs: this.#startMs }),
      answerMs: this.#answerMs,
      ...(seconds > 0 && { framesPerSecond: (this.#frames - 1) / seconds }),
      heardMs: this.#heardMs,
    };
  }

  #event(type: string): Promise<void> {
    return this.#within(type, (resolve) => this.#waiting.set(type, resolve));
  }

  #within(what: string, wait: (resolve: () => void) => void): Promise<void> {
    const { patienceMs: ms } = this.#options;
    const waiting = deferred({
      ...{ clock: systemClock, ms },
      timeout: () => new Error(`No ${what} within ${String(ms)} ms.`),
    });
    wait(() => {
      waiting.resolve();
    });
    return waiting.promise;
  }

  async #receive(track: RemoteTrack): Promise<void> {
    if (track.kind === TrackKind.KIND_VIDEO) {
      const pictures = new VideoStream(track).getReader();
      while (!(await pictures.read()).done) {
        this.#lastFrame = performance.now();
        if (this.#frames === 0) this.#firstFrame = this.#lastFrame;
        this.#frames += 1;
        this.#seen?.();
      }
      return;
    }
    for await (const { data, sampleRate } of new AudioStream(track, {
      sampleRate: 8000,
      numChannels: 1,
      frameSizeMs: 100,
    })) {
      if (data.some((sample) => Math.abs(sample) > LOUD)) this.#heardMs += (data.length / sampleRate) * 1000;
    }
  }
}

/**
 * One emulated session: owns its room, its two bots, its timers and its end. After `end` nothing of it runs.
 */
import type { FullSessionConfig, ServiceEndReason } from "../backend/rest-protocol.js";
import { systemClock } from "../core/clock.js";
import { attempt, deferred } from "../core/wait.js";
import { AgentBot } from "./agent-bot.js";
import { AvatarBot } from "./avatar-bot.js";
import { inBackground } from "./background.js";
import type { Behaviour, PresenceBehaviour } from "./behaviour.js";
import { streamSettingsOf } from "./capacity.js";
import { UntrustedParticipant } from "./untrusted-participant.js";
import { EventSender } from "./event-sender.js";
import type { Media } from "./media.js";
import { packetNoise } from "./packet-noise.js";
import type { Recogniser } from "./recogniser.js";
import type { RoomAdmin } from "./room-admin.js";
import { SpeechQueue } from "./speech-queue.js";
import type { Voice } from "./voice.js";

export interface SessionContext {
  readonly media: Media;
  readonly admin: RoomAdmin;
  readonly recogniser: Recogniser;
  readonly voice: Voice;
  readonly livekitUrl: string;
}

export interface TranscriptLine {
  readonly role: "user" | "avatar";
  readonly transcript: string;
  /** Milliseconds (UNVERIFIED unit). */
  readonly absolute_timestamp: number;
  readonly relative_timestamp: number;
}

/** How long one step of a session's end may take under a LiveKit server that has fallen silent. */
const STEP_PATIENCE_MS = 5_000;
/**
 * Milliseconds between the last event and the leaving of its sender, whom a client has to know when it comes (UNVERIFIED: how long
 * the service's participants stay).
 */
const FAREWELL_MS = 250;

export class EmulatedSession {
  readonly id: string;
  readonly config: FullSessionConfig;
  readonly behaviour: Behaviour;
  readonly createdAt = Date.now();
  readonly transcript: TranscriptLine[] = [];
  readonly #context: SessionContext;
  readonly #life = new AbortController();
  readonly #sender: EventSender;
  readonly #queue: SpeechQueue;
  readonly #avatar: AvatarBot;
  readonly #agent: AgentBot;
  readonly #joining: Promise<void>[] = [];
  #joined: Promise<unknown> = Promise.resolve();
  #askedAt: number | undefined;
  #state: "minted" | "running" | "ended" = "minted";
  #endReason: ServiceEndReason | undefined;
  #endedAt: number | undefined;
  #idle: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;
  #untrusted: UntrustedParticipant | undefined;

  constructor(id: string, config: FullSessionConfig, behaviour: Behaviour, context: SessionContext) {
    this.id = id;
    this.config = config;
    this.behaviour = behaviour;
    this.#context = context;
    this.#avatar = new AvatarBot(context.media, streamSettingsOf(config), behaviour);
    this.#sender = new EventSender({
      sessionId: id,
      roomName: id,
      behaviour,
      admin: context.admin,
      agentRoom: () => this.#agent.room,
      avatarRoom: () => this.#avatar.room,
    });
    const { language } = config.avatar_persona ?? {};
    this.#queue = new SpeechQueue(
      this.#avatar,
      behaviour,
      this.#sender,
      context.voice,
      typeof language === "string" && language !== "en" ? language : "en-us",
      (text) => {
        this.#note("avatar", text);
      },
    );
    this.#agent = new AgentBot({
      sessionId: id,
      media: context.media,
      behaviour,
      interaction: config.interactivity_type ?? "CONVERSATIONAL",
      sender: this.#sender,
      queue: this.#queue,
      recogniser: context.recogniser,
      handleActivity: () => {
        this.keepAlive();
      },
      handleUserSpeech: (text) => {
        this.#note("user", text);
      },
    });
  }

  get state(): "minted" | "running" | "ended" {
    return this.#state;
  }

  get endReason(): ServiceEndReason | undefined {
    return this.#endReason;
  }

  /** Milliseconds of life after the start. */
  get durationMs(): number {
    return (this.#endedAt ?? Date.now()) - this.createdAt;
  }

  /** Seconds, as `/start` tells them. */
  get maxDurationSeconds(): number | null {
    const limits = [
      this.config.max_session_duration,
      this.behaviour.maxDurationSeconds,
      this.behaviour.planSeconds,
      this.config.is_sandbox ? this.behaviour.sandboxSeconds : null,
    ].filter((seconds): seconds is number => typeof seconds === "number");
    return limits.length > 0 ? Math.min(...limits) : null;
  }

  /** When its start was first asked for, by the system's clock: this call, or an earlier one. */
  askedAt(): number {
    return (this.#askedAt ??= systemClock.now());
  }

  /** Resolves when the bots that come at once are in the room with their tracks, or the session has ended. */
  get joined(): Promise<unknown> {
    return this.#joined;
  }

  /** Opens the room and lets the bots come; resolves with the visitor's room token. */
  async start(): Promise<string> {
    this.#state = "running";
    const visitorToken = this.#context.admin.token(this.id, `visitor-${this.id.slice(0, 8)}`);
    const presences = [this.behaviour.avatar, this.behaviour.agent];
    const both = [
      this.#comeAndGo(this.#avatar, this.behaviour.avatar),
      this.#comeAndGo(this.#agent, this.behaviour.agent),
    ];
    const atOnce = both.filter((_, index) => presences[index]?.joinAfterMs === 0);
    this.#joined = attempt(() => Promise.allSettled(atOnce), { signal: this.#life.signal }).catch(() => undefined);
    const present = Promise.all(both).catch(() => undefined); // the session ended while one of them was still missing
    inBackground("a session", async () => {
      if ((await present) && !this.#life.signal.aborted) this.#handleBothPresent();
    });
    if (this.behaviour.decoy) {
      const untrusted = new UntrustedParticipant(this.#context.media, this.#life.signal);
      this.#untrusted = untrusted;
      const joining = this.#context.admin
        .token(this.id, "stranger")
        .then((token) => untrusted.join(this.#context.livekitUrl, token));
      this.#joining.push(joining);
      inBackground("the untrusted participant", () => joining);
    }
    const limit = this.maxDurationSeconds;
    if (limit !== null) this.#after(limit * 1000, () => this.end("MAX_DURATION_REACHED"));
    this.keepAlive();
    return visitorToken;
  }

  /** Restarts the idle timer, because the visitor is active. */
  keepAlive(): void {
    clearTimeout(this.#idle);
    if (this.#state !== "running") return;
    this.#idle = setTimeout(() => {
      inBackground("a session", () => this.end("IDLE_TIMEOUT"));
    }, this.behaviour.idleSeconds * 1000);
  }

  /** Ends the session as the service does: the event, then the room. Idempotent. */
  end(reason: ServiceEndReason, event: "both" | "end_reason" | "stop_reason" | "none" = "both"): Promise<void> {
    return (this.#ending ??= this.#end(reason, event));
  }

  async #end(reason: ServiceEndReason, event: "both" | "end_reason" | "stop_reason" | "none"): Promise<void> {
    const wasRunning = this.#state === "running";
    this.#state = "ended";
    this.#endReason = reason;
    this.#endedAt = Date.now();
    clearTimeout(this.#idle);
    if (wasRunning) {
      if (event !== "none") {
        this.#sender.send("session.stopped", null, {
          ...(event === "stop_reason" ? {} : { end_reason: reason }),
          ...(event === "end_reason" ? {} : { stop_reason: reason }),
        });
      }
      await atMost(() => this.#sender.flush());
      if (event !== "none") await systemClock.sleep(FAREWELL_MS);
    }
    this.#life.abort();
    this.#sender.close();
    await atMost(() => Promise.allSettled(this.#joining));
    await atMost(() => Promise.allSettled([this.#avatar.leave(), this.#agent.leave(), this.#untrusted?.leave()]));
    if (wasRunning) await atMost(() => this.#context.admin.closeRoom(this.id));
  }

  /** Resolves when the bot is there for the first time; its leaving and returning go on by themselves. */
  async #comeAndGo(bot: AvatarBot | AgentBot, presence: PresenceBehaviour): Promise<void> {
    const { signal } = this.#life;
    if (presence.joinAfterMs === null) return deferred({ signal }).promise;
    const { media, admin, livekitUrl } = this.#context;
    const join = async (): Promise<void> => {
      const joining = admin.token(this.id, bot.identity).then((token) => bot.join(livekitUrl, token, signal));
      this.#joining.push(joining);
      await joining.catch((error: unknown) => {
        // A LiveKit server that is gone must not end the process: the visitor sees a participant missing.
        if (!signal.aborted) console.error(`emulator: ${bot.identity} cannot join ${livekitUrl}:`, error);
      });
    };
    await media.sleep(presence.joinAfterMs, signal);
    if (signal.aborted) return;
    await join();
    if (presence.leaveAfterMs !== null) {
      const { leaveAfterMs, returnAfterMs } = presence;
      this.#after(leaveAfterMs, () => {
        inBackground(bot.identity, () => bot.leave());
        if (returnAfterMs !== null) this.#after(returnAfterMs, join);
      });
    }
  }

  #handleBothPresent(): void {
    const { behaviour, config } = this;
    for (const packet of packetNoise(behaviour.noise, this.id)) this.#sender.sendRaw(packet);
    const opening = config.dynamic_variables?.opening_text ?? behaviour.opening;
    if (opening) this.#queue.add({ text: opening, sourceId: null, kind: "reply" });
    const { end } = behaviour;
    if (end) this.#after(end.afterMs, () => this.end(end.reason, end.event));
  }

  #after(ms: number, act: () => unknown): void {
    const { signal } = this.#life;
    inBackground("a session", async () => {
      await this.#context.media.sleep(ms, signal);
      if (!signal.aborted) await act();
    });
  }

  #note(role: "user" | "avatar", transcript: string): void {
    const now = Date.now();
    this.transcript.push({ role, transcript, absolute_timestamp: now, relative_timestamp: now - this.createdAt });
  }
}

/** A step that fails or hangs must not keep the others from being taken. */
const atMost = (step: () => Promise<unknown>): Promise<unknown> =>
  attempt(step, { clock: systemClock, ms: STEP_PATIENCE_MS }).catch(() => undefined);

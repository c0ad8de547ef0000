/**
 * The bots of one session and their room: they come and go, hear and speak, and take their leave. After `leave` nothing of them runs.
 */
import { systemClock } from "../core/clock.js";
import { attempt, deferred } from "../core/wait.js";
import { AgentBot } from "./agent-bot.js";
import { AvatarBot } from "./avatar-bot.js";
import { inBackground } from "./background.js";
import type { EndBehaviour, PresenceBehaviour } from "./behaviour.js";
import type { BotsOfSession, Farewell, Role } from "./bots-messages.js";
import { streamSettingsOf } from "./capacity.js";
import { EventSender } from "./event-sender.js";
import type { Media } from "./media.js";
import { packetNoise } from "./packet-noise.js";
import type { Recogniser } from "./recogniser.js";
import type { RoomAdmin } from "./room-admin.js";
import { SpeechQueue } from "./speech-queue.js";
import { UntrustedParticipant } from "./untrusted-participant.js";
import type { Voice } from "./voice.js";

export interface BotsContext {
  readonly media: Media;
  readonly admin: RoomAdmin;
  readonly recogniser: Recogniser;
  readonly voice: Voice;
  readonly livekitUrl: string;
}

export interface BotsHandlers {
  /** The visitor has said something, or sent a command. */
  readonly handleActivity: () => void;
  readonly handleLine: (role: Role, text: string) => void;
  /** The scenario ends the session now. */
  readonly handleEnd: (end: EndBehaviour) => void;
}

/** How long one step of the leave may take under a LiveKit server that has fallen silent. */
const STEP_PATIENCE_MS = 5_000;
/**
 * Milliseconds between the last event and the leaving of its sender, whom a client has to know when it comes (UNVERIFIED: how long
 * the service's participants stay).
 */
const FAREWELL_MS = 250;

export class SessionBots {
  readonly #session: BotsOfSession;
  readonly #context: BotsContext;
  readonly #handlers: BotsHandlers;
  readonly #life = new AbortController();
  readonly #sender: EventSender;
  readonly #queue: SpeechQueue;
  readonly #avatar: AvatarBot;
  readonly #agent: AgentBot;
  readonly #joining: Promise<void>[] = [];
  #untrusted: UntrustedParticipant | undefined;

  constructor(session: BotsOfSession, context: BotsContext, handlers: BotsHandlers) {
    const { id, config, behaviour } = session;
    this.#session = session;
    this.#context = context;
    this.#handlers = handlers;
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
        handlers.handleLine("avatar", text);
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
      handleActivity: handlers.handleActivity,
      handleUserSpeech: (text) => {
        handlers.handleLine("user", text);
      },
    });
  }

  /** Lets the bots come. @returns resolves when those that come at once are in the room with their tracks, or have failed to */
  async join(): Promise<void> {
    const { avatar, agent, decoy } = this.#session.behaviour;
    const both = [this.#comeAndGo(this.#avatar, avatar), this.#comeAndGo(this.#agent, agent)];
    const presences = [avatar, agent];
    const atOnce = both.filter((_, index) => presences[index]?.joinAfterMs === 0);
    const present = Promise.all(both).catch(() => undefined); // the session ended while one of them was still missing
    inBackground("a session", async () => {
      if ((await present) && !this.#life.signal.aborted) this.#handleBothPresent();
    });
    if (decoy) this.#bringStranger();
    await Promise.allSettled(atOnce);
  }

  /** @param farewell the event that is sent first. Undefined: none */
  async leave(farewell: Farewell | undefined): Promise<void> {
    if (farewell) this.#sender.send("session.stopped", null, farewell);
    await atMost(() => this.#sender.flush());
    if (farewell) await systemClock.sleep(FAREWELL_MS);
    this.#life.abort();
    this.#sender.close();
    await atMost(() => Promise.allSettled(this.#joining));
    await atMost(() => Promise.allSettled([this.#avatar.leave(), this.#agent.leave(), this.#untrusted?.leave()]));
  }

  #bringStranger(): void {
    const { media, admin, livekitUrl } = this.#context;
    const untrusted = new UntrustedParticipant(media, this.#life.signal);
    this.#untrusted = untrusted;
    const joining = admin.token(this.#session.id, "stranger").then((token) => untrusted.join(livekitUrl, token));
    this.#joining.push(joining);
    inBackground("the untrusted participant", () => joining);
  }

  /** Resolves when the bot is there for the first time; its leaving and returning go on by themselves. */
  async #comeAndGo(bot: AvatarBot | AgentBot, presence: PresenceBehaviour): Promise<void> {
    const { signal } = this.#life;
    if (presence.joinAfterMs === null) return deferred({ signal }).promise;
    const { media, admin, livekitUrl } = this.#context;
    const join = async (): Promise<void> => {
      const joining = admin.token(this.#session.id, bot.identity).then((token) => bot.join(livekitUrl, token, signal));
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
    const { id, behaviour, config } = this.#session;
    for (const packet of packetNoise(behaviour.noise, id)) this.#sender.sendRaw(packet);
    const opening = config.dynamic_variables?.opening_text ?? behaviour.opening;
    if (opening) this.#queue.add({ text: opening, sourceId: null, kind: "reply" });
    const { end } = behaviour;
    if (end) {
      this.#after(end.afterMs, () => {
        this.#handlers.handleEnd(end);
      });
    }
  }

  #after(ms: number, act: () => unknown): void {
    const { signal } = this.#life;
    inBackground("a session", async () => {
      await this.#context.media.sleep(ms, signal);
      if (!signal.aborted) await act();
    });
  }
}

/** A step that fails or hangs must not keep the others from being taken. */
const atMost = (step: () => Promise<unknown>): Promise<unknown> =>
  attempt(step, { clock: systemClock, ms: STEP_PATIENCE_MS }).catch(() => undefined);

/** One call to the service, from `mount` to `unmount`: owns token, session, room, tracks and microphone. */
import type { Interaction } from "../backend/token-payload.js";
import { isAbortError } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import { linkedController } from "../core/linked-controller.js";
import type { RendererReport } from "../core/ports/avatar-renderer.js";
import type { PictureWish } from "../core/vocabulary.js";
import { attempt, deferred } from "../core/wait.js";
import { AvatarTracks } from "./avatar-tracks.js";
import type { CallOptions } from "./call-options.js";
import { ConnectionStatus } from "./connection-status.js";
import { Conversation } from "./conversation.js";
import { toEndReason } from "./end-reason.js";
import { isTrustedSender } from "./event-senders.js";
import { KeepAlive } from "./keep-alive.js";
import { RoomMicrophone } from "./microphone.js";
import { Participants } from "./participants.js";
import { PictureEconomy, savesData } from "./picture-economy.js";
import { AVATAR_IDENTITY } from "./protocol.js";
import { RoomConnection } from "./room-connection.js";
import type { RoomContext } from "./room-connection.js";
import { SessionOpening } from "./session-opening.js";
import type { OpenedSession } from "./session-opening.js";
import { warmUpMediaEngine } from "./warm-up.js";

/** Milliseconds that leaving a room may take when it does not answer. */
const LEAVE_TIMEOUT_MS = 5_000;

type Ending = Extract<RendererReport, { type: "failed" | "ended" }>;

export class LiveCall {
  readonly tracks: AvatarTracks;
  readonly microphone: RoomMicrophone;
  readonly #options: CallOptions;
  readonly #opening: SessionOpening;
  readonly #status: ConnectionStatus;
  readonly #economy: PictureEconomy;
  readonly #life = new AbortController();
  #conversation: Conversation | undefined;
  #participants: Participants | undefined;
  #room: RoomConnection | undefined;
  #keepAlive: KeepAlive | undefined;
  /** Settles when the room is joined: the microphone may be ready before. */
  readonly #joined = deferred({ signal: this.#life.signal });
  #hasJoined = false;
  #roomUp = true;
  #isPoor = false;
  #opened: OpenedSession | undefined;
  #ready = false;
  #failure: LiveAvatarError | undefined;
  #stoppedByService = false;
  #wasWarned = false;
  #disposed: Promise<void> | undefined;

  constructor(options: CallOptions) {
    this.#options = options;
    const { clock, logger, report } = options;
    this.#opening = new SessionOpening(options);
    this.#status = new ConnectionStatus((connection) => report({ type: "connection", connection }));
    this.#economy = new PictureEconomy({
      clock,
      wish: options.picture,
      savesData: savesData(),
      handleChange: () => this.tracks.setOff(this.#economy.isOff),
    });
    this.tracks = new AvatarTracks({
      ...options,
      isOff: this.#economy.isOff,
      handlePicture: (picture) => report({ type: "picture", picture }),
      handleAudio: (audio) => report({ type: "audio", audio }),
      handleProblem: (error) => report({ type: "problem", error }),
      handleStall: (stalled, error) => {
        this.#status.update({ stalled });
        if (error !== undefined) report({ type: "problem", error });
      },
    });
    this.microphone = new RoomMicrophone({
      logger,
      report: (mic, error) => report({ type: "mic", mic, ...(error !== undefined && { error }) }),
      clock,
      // No sound may be sent until the token has said how turns are taken.
      mode: "push-to-talk",
      publish: async (track) => {
        await this.#joined.promise;
        await this.#room?.publishTrack(track);
      },
      unpublish: async (track) => this.#room?.unpublishTrack(track),
      askWindow: async (edge) => this.conversation.pushToTalk.request(edge),
    });
  }

  /** The conversation with the agent. @throws `wrong-state` before the call is open and after its end */
  get conversation(): Conversation {
    if (this.#conversation === undefined || !this.#ready)
      throw new LiveAvatarError("wrong-state", "The avatar is not ready.");
    return this.#conversation;
  }

  /** The service's id of the session; undefined until it has started. */
  get sessionId(): string | undefined {
    return this.#opened?.session.sessionId;
  }

  get maxDurationSeconds(): number | undefined {
    return this.#opened?.session.maxDurationSeconds;
  }

  get interaction(): Interaction | undefined {
    return this.#opened?.answer.interaction;
  }

  /** Resolves when the room is joined and avatar and agent are in it; everything is released before it rejects. */
  async open(signal: AbortSignal | undefined): Promise<void> {
    const linked = linkedController(signal, this.#life.signal);
    const { controller } = linked;
    try {
      void warmUpMediaEngine(controller.signal, this.#options.clock);
      const opened = (this.#opened = await this.#opening.open(controller.signal));
      const interaction = opened.answer.interaction ?? this.#options.interaction;
      this.microphone.setMode(interaction === "push-to-talk" ? "push-to-talk" : "open");
      this.#keepAlive = new KeepAlive({
        ...{ clock: this.#options.clock, isAutomatic: this.#options.keepAlive },
        send: () => opened.calls.keepAlive(),
        handleWarning: (secondsLeft) => this.#options.report({ type: "idle-warning", secondsLeft }),
      });
      const participants = this.#assemble(opened);
      await this.#join(opened, controller.signal);
      this.#status.update({ joined: true });
      this.tracks.begin();
      await participants.whenComplete(controller.signal);
      this.#ready = true;
    } catch (error) {
      void this.dispose();
      throw isAbortError(error) && this.#failure !== undefined ? this.#failure : error;
    } finally {
      linked.dispose();
    }
  }

  /** Silences the avatar in this task. Does nothing while there is no conversation. */
  interrupt(): void {
    if (!this.#ready) return;
    this.#conversation?.interrupt();
    this.#keepAlive?.handleTalk("speech-end");
  }

  /** Has the avatar take or leave the pose of a listener. Does nothing while there is no conversation. */
  setListening(listening: boolean): void {
    if (this.#ready) this.#conversation?.setListening(listening);
  }

  /**
   * Opens a window of push-to-talk. A refusal is also reported, for callers that do not wait.
   * @throws `wrong-state` before the call is open and after its end; else as `Microphone.press`
   */
  async startPushToTalk(signal: AbortSignal | undefined): Promise<void> {
    if (!this.#ready) throw new LiveAvatarError("wrong-state", "The avatar is not ready.");
    try {
      await this.microphone.press(signal);
    } catch (error) {
      if (LiveAvatarError.is(error) && error.stage === "command") this.#options.report({ type: "problem", error });
      throw error;
    }
  }

  /** Sets whether the picture is wanted, from now on. */
  setPicture(wish: PictureWish): void {
    this.#economy.setWish(wish);
  }

  /** The visitor was active. */
  handleActivity(): void {
    this.#keepAlive?.handleActivity();
  }

  /**
   * Releases everything at once, but for leaving the room; resolves when the service knows of the end.
   * @param leaving whether the page is going away
   */
  dispose(leaving = false): Promise<void> {
    return (this.#disposed ??= this.#release(leaving));
  }

  async #release(leaving: boolean): Promise<void> {
    this.#ready = false;
    const over = this.#failure ?? new LiveAvatarError("wrong-state", "The conversation is over.");
    this.microphone.dispose(over);
    this.#life.abort();
    const told = this.#stoppedByService ? Promise.resolve() : this.#opening.cancel(leaving);
    this.#keepAlive?.dispose();
    this.#participants?.dispose();
    this.#conversation?.dispose(over);
    this.#economy.dispose();
    this.tracks.dispose();
    const { clock, logger } = this.#options;
    const left = attempt(() => this.#room?.dispose(), { clock, ms: LEAVE_TIMEOUT_MS }).catch((error: unknown) =>
      logger.debug("leaving the room failed", error),
    );
    await Promise.all([told, left]);
  }

  async #join({ session }: OpenedSession, signal: AbortSignal): Promise<void> {
    this.#room = new RoomConnection(this.#roomContext());
    await this.#room.join(session.livekitUrl, session.livekitToken, { signal, clock: this.#options.clock });
    this.#hasJoined = true;
    this.#joined.resolve();
  }

  #assemble({ session }: OpenedSession): Participants {
    const { clock, logger, interruptQuietMs, pushToTalkTimeoutMs } = this.#options;
    this.#conversation = new Conversation({
      sessionId: session.sessionId,
      clock,
      logger,
      quietMs: interruptQuietMs,
      pushToTalkTimeoutMs,
      publish: async (packet) => this.#room?.publishData(packet),
      report: (report) => this.#reportConversation(report),
      setSilenced: (silenced) => this.tracks.output.setSilenced(silenced),
      handleWindowChange: (open) => this.microphone.handleWindowChange(open),
      handleStopped: (raw) => {
        this.#stoppedByService = true;
        this.#handleEnd({ type: "ended", reason: toEndReason(raw), ...(raw !== undefined && { raw }) });
      },
    });
    return (this.#participants = new Participants({
      sessionId: session.sessionId,
      clock,
      joinTimeoutMs: this.#options.requiredParticipantTimeoutMs,
      absenceMs: this.#options.absenceTimeoutMs,
      handleGone: (error) => this.#handleEnd({ type: "failed", error }),
      handlePresence: (complete) => {
        this.#status.update({ incomplete: !complete });
        if (!complete) {
          // While the room reconnects, nobody in it can be seen; who is there still may still be speaking.
          if (this.#roomUp) this.#conversation?.handleSpeechLost();
          this.microphone.handleRoomLost();
        }
        this.#holdOrRelease();
      },
    }));
  }

  #roomContext(): RoomContext {
    const { logger, eventSenders } = this.#options;
    return {
      handleJoined: (identity) => this.#participants?.handleJoined(identity),
      handleLeft: (identity) => {
        if (identity === AVATAR_IDENTITY) this.#conversation?.handleSound(false);
        this.#participants?.handleLeft(identity);
      },
      handleTrack: (identity, track, publication) => {
        if (identity === AVATAR_IDENTITY) {
          this.tracks.add(track, publication);
          return;
        }
        logger.debug(`a track of ${identity} is not the avatar's`);
        publication.setSubscribed(false);
      },
      handleTrackRemoved: (identity, track) => {
        if (identity === AVATAR_IDENTITY) this.tracks.remove(track);
      },
      handlePacket: (packet, identity) => {
        const trusted = isTrustedSender(identity, this.#participants?.agentIdentity ?? "", eventSenders);
        if (trusted) this.#conversation?.handlePacket(packet);
        else if (identity === undefined) this.#handleUnknownSender();
        else logger.debug(`event dropped: ${identity} may not send any`);
      },
      handleSpeakers: (identities) => this.#conversation?.handleSound(identities.includes(AVATAR_IDENTITY)),
      handleQuality: (poor) => {
        this.#isPoor = poor;
        this.#status.update({ poor });
        this.#economy.setPoor(this.#roomUp ? poor : undefined);
      },
      handleReconnecting: () => this.#setRoomUp(false),
      handleReconnected: (anew) => {
        if (anew) this.#conversation?.handleRejoined();
        this.#setRoomUp(true);
      },
      handleDisconnected: (orderly, raw) => {
        if (orderly) {
          this.#handleEnd({ type: "ended", reason: "server-ended", raw });
          return;
        }
        // A room that was never joined cannot be lost: the join itself says why it failed.
        if (!this.#hasJoined) return;
        this.#status.handleLost();
        this.#handleEnd({ type: "failed", error: new LiveAvatarError("room-lost", `The room was lost (${raw}).`) });
      },
    };
  }

  /** Said once, and aloud: where the service's own server sends the events, the avatar would have no words. */
  #handleUnknownSender(): void {
    const { logger } = this.#options;
    if (this.#wasWarned) logger.debug("event dropped: its sender is unknown");
    else logger.warn('Events of unknown sender are dropped. If the service sends them, add "server" to eventSenders.');
    this.#wasWarned = true;
  }

  #setRoomUp(up: boolean): void {
    this.#roomUp = up;
    this.#status.update({ reconnecting: !up });
    this.#economy.setPoor(up ? this.#isPoor : undefined);
    if (up) this.#participants?.handleReconnected();
    else {
      this.microphone.handleRoomLost();
      this.#participants?.handleReconnecting();
    }
    this.#holdOrRelease();
  }

  #holdOrRelease(): void {
    if (this.#roomUp && this.#participants?.complete === true) this.#conversation?.commands.release();
    else this.#conversation?.commands.hold();
  }

  /** Handles an end that was not asked for here: while opening, it becomes the reason why `open` rejects. */
  #handleEnd(ending: Ending): void {
    if (this.#disposed !== undefined) return;
    const wasReady = this.#ready;
    if (ending.type === "failed") this.#failure = ending.error;
    else if (!wasReady) {
      this.#failure = new LiveAvatarError(
        "start-refused",
        `The service ended the session while it began: ${ending.raw ?? "no reason given"}`,
      );
    }
    void this.dispose();
    if (wasReady) this.#options.report(ending);
  }

  #reportConversation(report: RendererReport): void {
    if (this.#disposed !== undefined) return;
    if (report.type !== "problem") this.#keepAlive?.handleTalk(report.type);
    this.#options.report(report);
  }
}

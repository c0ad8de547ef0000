/**
 * The connection to a LiveKit room, reduced to what a FULL-mode session needs. Every event of the room is a call of
 * {@link RoomContext}; every listener that LiveKit leaves behind is removed in `dispose`.
 */
import type { OwnBytes } from "../core/own-buffer.js";
import {
  ConnectionQuality,
  DisconnectReason,
  getBrowser,
  RoomEvent,
  supportsAdaptiveStream,
  supportsDynacast,
} from "livekit-client";
import type {
  LocalAudioTrack,
  LocalTrack,
  RemoteParticipant,
  RemoteTrack,
  RemoteTrackPublication,
  Room,
} from "livekit-client";
import { LiveAvatarError } from "../core/errors.js";
import { attempt, type Timers } from "../core/wait.js";
import { LiveKitInternals, makeRoom } from "./livekit-internals.js";
import { LIVEKIT_LOGGER, silenceLiveKit } from "./livekit-logger.js";
import { CONTROL_TOPIC, RESPONSE_TOPIC } from "./protocol.js";

/** A limit of our own: LiveKit waits for minutes when a server accepts the connection and then says nothing. */
const JOIN_TIMEOUT_MS = 20_000;

export interface RoomContext {
  handleJoined(identity: string): void;
  handleLeft(identity: string): void;
  handleTrack(identity: string, track: RemoteTrack, publication: RemoteTrackPublication): void;
  handleTrackRemoved(identity: string, track: RemoteTrack): void;
  /** Called with each packet on `agent-response`; without identity its sender is unknown. */
  handlePacket(packet: Uint8Array, identity: string | undefined): void;
  /** Called with the participants whose sound the server hears, on each change. */
  handleSpeakers(identities: readonly string[]): void;
  handleQuality(poor: boolean): void;
  handleReconnecting(): void;
  /** @param anew whether the room had to be joined again, so that packets may have been lost */
  handleReconnected(anew: boolean): void;
  /** Called at the end of the connection, but not after `dispose`. `orderly`: the server closed the room or removed us. */
  handleDisconnected(orderly: boolean, reason: string): void;
}

/** The reasons with which the server ends a connection; with any other, the connection was lost. */
const ORDERLY: readonly (DisconnectReason | undefined)[] = [
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.ROOM_CLOSED,
  DisconnectReason.PARTICIPANT_REMOVED,
  DisconnectReason.DUPLICATE_IDENTITY,
];

export class RoomConnection {
  readonly #room: Room;
  readonly #context: RoomContext;
  #disposed: Promise<void> | undefined;
  readonly #internals: LiveKitInternals;
  #restarting = false;

  constructor(context: RoomContext) {
    this.#context = context;
    silenceLiveKit();
    // The official SDK's options (0.0.18), but for leaving: a visitor may answer `beforeunload` with "stay", so the session
    // leaves on `pagehide`.
    this.#room = makeRoom({
      adaptiveStream: supportsAdaptiveStream() ? { pauseVideoInBackground: false } : false,
      dynacast: supportsDynacast(),
      disconnectOnPageLeave: false,
      loggerName: LIVEKIT_LOGGER,
      // Work-around: Firefox ESR 153 decodes no picture in a room of one peer connection when the sound came first
      // (ADR 0007). It can go when Firefox receives a picture with one peer connection in the end-to-end tests.
      singlePeerConnection: getBrowser()?.name !== "Firefox",
    });
    this.#internals = new LiveKitInternals(this.#room);
    this.#listen();
  }

  /** Joins the room. @throws `room-join-failed`, also when the time is up; an AbortError when `signal` is aborted */
  async join(
    url: string,
    token: string,
    { signal, clock }: { readonly signal: AbortSignal; readonly clock: Timers },
  ): Promise<void> {
    const timeout = () =>
      new LiveAvatarError("room-join-failed", `The room could not be joined in ${JOIN_TIMEOUT_MS / 1000} s.`);
    try {
      await attempt(() => this.#room.connect(url, token), { signal, clock, ms: JOIN_TIMEOUT_MS, timeout });
    } catch (cause) {
      if (signal.aborted || LiveAvatarError.is(cause)) throw cause;
      const why = cause instanceof Error ? cause.message.replaceAll(token, "…") : "unknown";
      throw new LiveAvatarError("room-join-failed", `The room could not be joined: ${why}`, { cause: why });
    }
  }

  publishData(packet: OwnBytes): Promise<void> {
    return this.#room.localParticipant.publishData(packet, { reliable: true, topic: CONTROL_TOPIC });
  }

  publishTrack(track: LocalAudioTrack): Promise<unknown> {
    return this.#room.localParticipant.publishTrack(track as LocalTrack);
  }

  unpublishTrack(track: LocalAudioTrack): Promise<unknown> {
    return this.#room.localParticipant.unpublishTrack(track as LocalTrack, true);
  }

  /** Leaves the room and removes every listener. Idempotent; also during `join`. */
  dispose(): Promise<void> {
    return (this.#disposed ??= this.#leave());
  }

  async #leave(): Promise<void> {
    const room = this.#room;
    room.removeAllListeners();
    const tracks = [...room.remoteParticipants.values()].flatMap((participant) => [
      ...participant.trackPublications.values(),
    ]);
    try {
      await room.disconnect(true);
    } finally {
      for (const { track } of tracks) track?.stop();
      this.#internals.dispose();
    }
  }

  #listen(): void {
    const context = this.#context;
    const room = this.#room;
    // The participants that were there before us, as soon as the server has listed them: long before media flows.
    const reportPresent = () => {
      for (const identity of room.remoteParticipants.keys()) context.handleJoined(identity);
    };
    room
      .on(RoomEvent.SignalConnected, reportPresent)
      .on(RoomEvent.Connected, reportPresent)
      .on(RoomEvent.ParticipantConnected, ({ identity }) => context.handleJoined(identity))
      .on(RoomEvent.ParticipantDisconnected, ({ identity }) => context.handleLeft(identity))
      .on(RoomEvent.TrackSubscribed, (track, publication, { identity }) =>
        context.handleTrack(identity, track, publication),
      )
      .on(RoomEvent.TrackUnsubscribed, (track, _publication, { identity }) =>
        context.handleTrackRemoved(identity, track),
      )
      .on(RoomEvent.DataReceived, (packet: Uint8Array, from?: RemoteParticipant, _kind?: unknown, topic?: string) => {
        if (topic === RESPONSE_TOPIC) context.handlePacket(packet, from?.identity);
      })
      .on(RoomEvent.ActiveSpeakersChanged, (speakers) =>
        context.handleSpeakers(speakers.map(({ identity }) => identity)),
      )
      .on(RoomEvent.ConnectionQualityChanged, (quality, { isLocal }) => {
        if (!isLocal || quality === ConnectionQuality.Unknown) return;
        context.handleQuality(quality === ConnectionQuality.Poor || quality === ConnectionQuality.Lost);
      })
      .on(RoomEvent.SignalReconnecting, () => context.handleReconnecting())
      .on(RoomEvent.Reconnecting, () => {
        this.#restarting = true;
        context.handleReconnecting();
      })
      .on(RoomEvent.Reconnected, () => {
        const anew = this.#restarting;
        this.#restarting = false;
        reportPresent();
        context.handleReconnected(anew);
      })
      .on(RoomEvent.Disconnected, (reason) => {
        context.handleDisconnected(
          ORDERLY.includes(reason),
          reason === undefined ? "UNKNOWN" : DisconnectReason[reason],
        );
      });
  }
}

/**
 * LiveKit's room, reduced to what a FULL-mode session needs of it. Everything that comes out is a call of
 * {@link RoomHandlers}; everything that LiveKit leaves behind is taken away in `close`.
 */
import {
  ConnectionQuality,
  DisconnectReason,
  getBrowser,
  LogLevel,
  Room,
  RoomEvent,
  setLogLevel,
  supportsAdaptiveStream,
  supportsDynacast,
} from "livekit-client";
import type {
  LocalAudioTrack,
  LocalTrack,
  RemoteParticipant,
  RemoteTrack,
  RemoteTrackPublication,
} from "livekit-client";
import { LiveAvatarError } from "../core/errors.js";
import { attempt, type Timers } from "../core/wait.js";
import { LiveKitInternals } from "./livekit-internals.js";
import { CONTROL_TOPIC, RESPONSE_TOPIC } from "./protocol.js";

/** LiveKit itself waits for minutes for a server that accepts the connection and then says nothing. */
const JOIN_TIMEOUT_MS = 20_000;

export interface RoomHandlers {
  joined(identity: string): void;
  left(identity: string): void;
  track(identity: string, track: RemoteTrack, publication: RemoteTrackPublication): void;
  trackGone(identity: string, track: RemoteTrack): void;
  /** A packet on `agent-response`; without identity it comes from the server itself. */
  packet(packet: Uint8Array, identity: string | undefined): void;
  quality(poor: boolean): void;
  reconnecting(): void;
  /** @param anew the room had to be joined again: packets may have been lost */
  reconnected(anew: boolean): void;
  /** Over; not called after `close`. `orderly`: the server closed the room or sent us out. */
  disconnected(orderly: boolean, reason: string): void;
}

/** The server ended it; anything else is a connection that was lost. */
const ORDERLY: readonly (DisconnectReason | undefined)[] = [
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.ROOM_CLOSED,
  DisconnectReason.PARTICIPANT_REMOVED,
  DisconnectReason.DUPLICATE_IDENTITY,
];

export class RoomConnection {
  readonly #room: Room;
  readonly #handlers: RoomHandlers;
  #closed: Promise<void> | undefined;
  readonly #internals: LiveKitInternals;
  #restarting = false;

  constructor(handlers: RoomHandlers) {
    this.#handlers = handlers;
    // Its own lines would go to the visitor's console; what matters is in our logger.
    setLogLevel(LogLevel.silent);
    // The SDK's options (0.0.18), but for leaving: `beforeunload` may be answered with "stay", so the session leaves on `pagehide`.
    this.#room = new Room({
      adaptiveStream: supportsAdaptiveStream() ? { pauseVideoInBackground: false } : false,
      dynacast: supportsDynacast(),
      disconnectOnPageLeave: false,
      // Firefox ESR 153 decodes no picture in a room of one connection whose sound came first (ADR 0007).
      singlePeerConnection: getBrowser()?.name !== "Firefox",
    });
    this.#internals = new LiveKitInternals(this.#room);
    this.#listen();
  }

  /** @throws `room-join-failed`, also when nobody answers in time; an AbortError when `signal` is aborted */
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

  publishData(packet: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#room.localParticipant.publishData(packet, { reliable: true, topic: CONTROL_TOPIC });
  }

  publishTrack(track: LocalAudioTrack): Promise<unknown> {
    return this.#room.localParticipant.publishTrack(track as LocalTrack);
  }

  unpublishTrack(track: LocalAudioTrack): Promise<unknown> {
    return this.#room.localParticipant.unpublishTrack(track as LocalTrack, true);
  }

  /** Leaves and takes everything away. Idempotent; also in the middle of joining. */
  close(): Promise<void> {
    return (this.#closed ??= this.#leave());
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
      this.#internals.mend();
    }
  }

  #listen(): void {
    const handlers = this.#handlers;
    const room = this.#room;
    // Everybody who was there before us, as soon as the server has said so: long before media flows.
    const greet = () => {
      for (const identity of room.remoteParticipants.keys()) handlers.joined(identity);
    };
    room
      .on(RoomEvent.SignalConnected, greet)
      .on(RoomEvent.Connected, greet)
      .on(RoomEvent.ParticipantConnected, ({ identity }) => handlers.joined(identity))
      .on(RoomEvent.ParticipantDisconnected, ({ identity }) => handlers.left(identity))
      .on(RoomEvent.TrackSubscribed, (track, publication, { identity }) => handlers.track(identity, track, publication))
      .on(RoomEvent.TrackUnsubscribed, (track, _publication, { identity }) => handlers.trackGone(identity, track))
      .on(RoomEvent.DataReceived, (packet: Uint8Array, from?: RemoteParticipant, _kind?: unknown, topic?: string) => {
        if (topic === RESPONSE_TOPIC) handlers.packet(packet, from?.identity ?? this.#internals.packetSender);
      })
      .on(RoomEvent.ConnectionQualityChanged, (quality, { isLocal }) => {
        if (!isLocal || quality === ConnectionQuality.Unknown) return;
        handlers.quality(quality === ConnectionQuality.Poor || quality === ConnectionQuality.Lost);
      })
      .on(RoomEvent.SignalReconnecting, () => handlers.reconnecting())
      .on(RoomEvent.Reconnecting, () => {
        this.#restarting = true;
        handlers.reconnecting();
      })
      .on(RoomEvent.Reconnected, () => {
        const anew = this.#restarting;
        this.#restarting = false;
        greet();
        handlers.reconnected(anew);
      })
      .on(RoomEvent.Disconnected, (reason) => {
        handlers.disconnected(ORDERLY.includes(reason), reason === undefined ? "UNKNOWN" : DisconnectReason[reason]);
      });
  }
}

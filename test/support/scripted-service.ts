/**
 * A LiveAvatar service in which the test plays every part: REST answers, the two participants, decoys and every
 * packet. The emulator behaves; this one does as it is told, so that the room's bad days can be tried one by one.
 */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from "@livekit/rtc-node";
import { AccessToken, DataPacket_Kind, RoomServiceClient } from "livekit-server-sdk";

/** A LiveKit server to play in. */
export interface LiveKitAccess {
  /** ws://… */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What a stranger may say of itself: all but its identity. */
export interface Disguise {
  readonly name?: string;
  readonly metadata?: string;
  readonly attributes?: Record<string, string>;
  /** Not announced to the others. */
  readonly hidden?: boolean;
}

/** A participant under the test's command. */
export interface Actor {
  /** Every packet on `agent-control`, parsed. */
  readonly heard: Record<string, unknown>[];
  /** Sends an object, or bytes as they are. */
  say(
    event: object | Uint8Array,
    options?: { topic?: string; reliable?: boolean; destination_identities?: string[] },
  ): Promise<void>;
  /** Publishes a moving picture. */
  showVideo(): Promise<void>;
  /** Publishes a track of silence. */
  playAudio(): Promise<void>;
  /** Whether that track is a tone, from now on. */
  setTone(sounding: boolean): void;
  /** Stops feeding frames; the track stays. */
  freeze(): void;
  leave(): Promise<void>;
}

export interface ScriptedSession {
  readonly id: string;
  readonly started: boolean;
  readonly stops: number;
  readonly keepAlives: number;
  /** Lets somebody into the session's room. */
  enter(identity: string, disguise?: Disguise): Promise<Actor>;
  /** `heygen` with picture and silence, and the agent. */
  enterBoth(): Promise<{ avatar: Actor; agent: Actor }>;
  closeRoom(): Promise<void>;
  /** Sends a packet on `agent-response` by the server's API: it names no participant. */
  sendAsServer(event: object, to?: readonly string[]): Promise<void>;
}

export interface ScriptedService {
  readonly url: string;
  readonly sessions: ScriptedSession[];
  /** What the next starts do. Default: answer at once. */
  script: {
    startDelayMs?: number;
    startStatus?: number;
    /** Where the visitor is sent. Default: the LiveKit server. */
    livekitUrl?: string;
    onStart?: (session: ScriptedSession) => void;
  };
  close(): Promise<void>;
}

const WIDTH = 160;
const HEIGHT = 120;

/** Starts the REST side on a free port of the loopback. */
export async function startScriptedService(livekit: LiveKitAccess): Promise<ScriptedService> {
  const sessions: ScriptedSession[] = [];
  const entering: Promise<Actor>[] = [];
  const rooms = new RoomServiceClient(livekit.url.replace(/^ws/, "http"), livekit.apiKey, livekit.apiSecret);
  const service: ScriptedService = {
    url: "",
    sessions,
    script: {},
    async close() {
      const entered = await Promise.allSettled(entering);
      await Promise.all(entered.map(async (actor) => (actor.status === "fulfilled" ? actor.value.leave() : undefined)));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  const makeSession = () => {
    const id = crypto.randomUUID();
    const session = {
      id,
      started: false,
      stops: 0,
      keepAlives: 0,
      enter(identity: string, disguise?: Disguise) {
        const actor = enterRoom(livekit, id, identity, disguise);
        entering.push(actor);
        // A room that is gone before somebody has entered it is no failure of the test.
        actor.catch(() => undefined);
        return actor;
      },
      enterBoth() {
        const both = (async () => {
          const [avatar, agent] = await Promise.all([session.enter("heygen"), session.enter(`liveavatar-agent-${id}`)]);
          await Promise.all([avatar.showVideo(), avatar.playAudio()]);
          return { avatar, agent };
        })();
        both.catch(() => undefined);
        return both;
      },
      closeRoom: () => rooms.deleteRoom(id),
      sendAsServer: (event: object, to: readonly string[] = []) => {
        const bytes = new TextEncoder().encode(JSON.stringify(event));
        return rooms.sendData(id, bytes, DataPacket_Kind.RELIABLE, {
          topic: "agent-response",
          destinationIdentities: [...to],
        });
      },
    };
    sessions.push(session);
    return session;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader("Access-Control-Allow-Origin", request.headers.origin ?? "*");
    response.setHeader("Access-Control-Allow-Headers", "authorization, content-type");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const reply = (status: number, data: unknown) =>
      response
        .writeHead(status, { "Content-Type": "application/json" })
        .end(JSON.stringify({ code: 1000, data, message: null }));
    if (request.url === "/token") {
      const session = makeSession();
      return reply(200, { session_id: session.id, session_token: tokenFor(session.id) });
    }
    const session = sessionOf(request);
    if (session === undefined)
      return response.writeHead(403).end(JSON.stringify({ code: 4003, data: null, message: "Not authenticated" }));
    if (request.url === "/v1/sessions/stop") session.stops += 1;
    if (request.url === "/v1/sessions/keep-alive") session.keepAlives += 1;
    if (request.url !== "/v1/sessions/start") return reply(200, null);
    const { startDelayMs = 0, startStatus = 201, livekitUrl = livekit.url, onStart } = service.script;
    session.started = startStatus < 300;
    await new Promise((resolve) => setTimeout(resolve, startDelayMs));
    // Nobody enters a room whose test is over.
    if (server.listening) onStart?.(session);
    return reply(startStatus, {
      session_id: session.id,
      livekit_url: livekitUrl,
      livekit_client_token: await visitorToken(livekit, session.id, "visitor"),
      max_session_duration: 600,
    });
  };

  const sessionOf = (request: IncomingMessage) => {
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    return sessions.find(({ id }) => tokenFor(id) === token) as ReturnType<typeof makeSession> | undefined;
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(service, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const tokenFor = (id: string) => {
  const payload = { start_session_data: { mode: "FULL", interactivity_type: "CONVERSATIONAL" }, id };
  return `e30.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.x`;
};

async function visitorToken(
  livekit: LiveKitAccess,
  room: string,
  identity: string,
  { hidden = false, ...said }: Disguise = {},
): Promise<string> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity, ttl: 600, ...said });
  token.addGrant({ roomJoin: true, room, canPublish: true, canSubscribe: true, canPublishData: true, hidden });
  return token.toJwt();
}

async function enterRoom(livekit: LiveKitAccess, id: string, identity: string, disguise?: Disguise): Promise<Actor> {
  const room = new Room();
  const heard: Record<string, unknown>[] = [];
  room.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => {
    if (topic === "agent-control") heard.push(JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>);
  });
  await room.connect(livekit.url, await visitorToken(livekit, id, identity, disguise), {
    autoSubscribe: false,
    dynacast: false,
  });
  const stoppers: (() => void)[] = [];
  let left: Promise<void> | undefined;
  let isSounding = false;
  /** Nothing is fed any more to a track that was published while its actor left. */
  const feed = (ms: number, tick: (count: number) => void) => {
    if (left === undefined) stoppers.push(every(ms, tick));
  };
  const local = () => {
    if (room.localParticipant === undefined) throw new Error(`${identity} is not in the room`);
    return room.localParticipant;
  };
  const publishOptions = (source: TrackSource) => Object.assign(new TrackPublishOptions(), { source });
  return {
    heard,
    async say(event, options = {}) {
      const bytes = event instanceof Uint8Array ? event : new TextEncoder().encode(JSON.stringify(event));
      await local().publishData(bytes, { reliable: true, topic: "agent-response", ...options });
    },
    async showVideo() {
      const source = new VideoSource(WIDTH, HEIGHT);
      await local().publishTrack(
        LocalVideoTrack.createVideoTrack("video", source),
        publishOptions(TrackSource.SOURCE_CAMERA),
      );
      feed(66, (count) => source.captureFrame(new VideoFrame(picture(count), WIDTH, HEIGHT, VideoBufferType.I420)));
    },
    async playAudio() {
      const source = new AudioSource(16_000, 1);
      await local().publishTrack(
        LocalAudioTrack.createAudioTrack("audio", source),
        publishOptions(TrackSource.SOURCE_MICROPHONE),
      );
      const tone = Int16Array.from(
        { length: 1600 },
        (_, index) => 8000 * Math.sin((2 * Math.PI * 440 * index) / 16_000),
      );
      const silence = new Int16Array(tone.length);
      feed(100, () => {
        const samples = isSounding ? tone : silence;
        void source.captureFrame(new AudioFrame(samples, 16_000, 1, samples.length)).catch(() => undefined);
      });
    },
    setTone(sounding) {
      isSounding = sounding;
    },
    freeze: () => stoppers.splice(0).forEach((stop) => stop()),
    leave() {
      stoppers.splice(0).forEach((stop) => stop());
      return (left ??= room.disconnect());
    },
  };
}

function every(ms: number, tick: (count: number) => void): () => void {
  let count = 0;
  const handle = setInterval(() => tick(count++), ms);
  return () => clearInterval(handle);
}

/** A grey that changes with every frame. */
function picture(count: number): Uint8Array {
  const frame = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128);
  return frame.fill(40 + ((count * 10) % 180), 0, WIDTH * HEIGHT);
}

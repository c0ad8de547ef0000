/** Runs in the page of room-page.ts. */
import { getLogger, LoggerNames, Room } from "livekit-client";
import { LiveAvatarRenderer, endpointTokenSource } from "../../src/room/index.js";
import type { LiveAvatarRendererOptions } from "../../src/room/index.js";
import type { RendererReport } from "../../src/core/ports/avatar-renderer.js";

import { collectContract, contract } from "./room-contract.client.js";

interface Seen {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What the browser's page owns, counted from outside the renderer. */
const ledger = {
  connections: 0,
  liveConnections: 0,
  tracks: [] as MediaStreamTrack[],
  listeners: [] as string[],
  /** Timers that were set so far. */
  timersSet: 0,
};
/** Whether new connections get no address of their own, so that no media ever flows. */
let isMediaBlocked = false;

const OriginalConnection = RTCPeerConnection;
window.RTCPeerConnection = class extends OriginalConnection {
  constructor(configuration?: RTCConfiguration) {
    super(isMediaBlocked ? { ...configuration, iceServers: [], iceTransportPolicy: "relay" } : configuration);
    ledger.connections += 1;
    ledger.liveConnections += 1;
  }
  override close(): void {
    if (this.signalingState !== "closed") ledger.liveConnections -= 1;
    super.close();
  }
};
/** Weak, so that what is counted here is not kept by that. */
const sockets = new Set<WeakRef<WebSocket>>();
const liveSockets = () => [...sockets].flatMap((socket) => socket.deref() ?? []);
const OriginalSocket = WebSocket;
window.WebSocket = class extends OriginalSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    sockets.add(new WeakRef(this));
  }
};
for (const name of ["setTimeout", "setInterval"] as const) {
  const set = window[name].bind(window) as (...given: unknown[]) => number;
  Object.assign(window, {
    [name]: (...given: unknown[]) => {
      ledger.timersSet += 1;
      return set(...given);
    },
  });
}
const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (constraints) => {
  const stream = await getUserMedia(constraints);
  ledger.tracks.push(...stream.getTracks());
  return stream;
};
for (const target of [document, window]) {
  const add = target.addEventListener.bind(target) as EventTarget["addEventListener"];
  const remove = target.removeEventListener.bind(target) as EventTarget["removeEventListener"];
  const held = new Map<string, Set<unknown>>();
  const of = (type: string) => held.get(type) ?? held.set(type, new Set()).get(type) ?? new Set();
  const forget = (type: string, listener: unknown): void => {
    if (of(type).delete(listener) && ledger.listeners.includes(type))
      ledger.listeners.splice(ledger.listeners.indexOf(type), 1);
  };
  target.addEventListener = (type: string, listener: EventListener, options?: AddEventListenerOptions) => {
    if (!of(type).has(listener) && options?.once !== true) ledger.listeners.push(type);
    of(type).add(listener);
    options?.signal?.addEventListener("abort", () => forget(type, listener));
    add(type, listener, options);
  };
  target.removeEventListener = (type: string, listener: EventListener, options?: EventListenerOptions) => {
    forget(type, listener);
    remove(type, listener, options);
  };
}

function describe(error: unknown): Seen {
  if (typeof error !== "object" || error === null) return { type: "error", text: String(error) };
  const { name, code, message, fatal } = error as { name?: string; code?: string; message?: string; fatal?: boolean };
  return { type: "error", name, code, message, fatal };
}

const rooms = {
  reports: [] as Seen[],
  debug: [] as string[],
  renderer: undefined as LiveAvatarRenderer | undefined,
  ledger,
  make(service: string, options: Partial<LiveAvatarRendererOptions> = {}) {
    const log = (message: string) => void rooms.debug.push(message);
    const renderer = new LiveAvatarRenderer({
      token: endpointTokenSource({ url: `${service}/token` }),
      apiUrl: service,
      logger: { debug: log, warn: log, error: log },
      ...options,
    });
    renderer.subscribe((report: RendererReport) => {
      rooms.reports.push("error" in report ? { ...report, error: describe(report.error) } : { ...report });
    });
    rooms.renderer = renderer;
    return renderer;
  },
  /** The room's signalling is gone from one moment to the next; its media still flows. */
  cutSockets: () => {
    for (const socket of liveSockets()) socket.close();
  },
  /** What a conversation makes and must not leave in memory. */
  prototypes: {
    Room: Room.prototype,
    WebSocket: OriginalSocket.prototype,
    RTCPeerConnection: OriginalConnection.prototype,
    AudioContext: AudioContext.prototype,
  },
  blockMedia: () => {
    isMediaBlocked = true;
  },
  openSockets: () => liveSockets().filter(({ readyState }) => readyState < WebSocket.CLOSING).length,
  /** What each logger of LiveKit is at, and whether it has a voice. */
  logLevels: () =>
    Object.values(LoggerNames).map((name) => {
      const logger = getLogger(name);
      return [name, logger.getLevel(), logger.warn.name] as const;
    }),
  /** Whatever the browser keeps for this page. */
  stored: async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...document.cookie.split("; ").filter((cookie) => cookie !== ""),
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await caches.keys()),
  ],
  /** A token source that has its answer already. */
  tokenSource: (sessionToken: string) => () => Promise.resolve({ session_token: sessionToken }),
  video: (id = "stage") => document.querySelector<HTMLVideoElement>(`#${id} video`),
  /** What a promise came to. */
  outcome: (promise: Promise<unknown> | undefined) =>
    (promise ?? Promise.resolve()).then(() => ({ type: "ok" }), describe),
  /** Puts the renderer to one promise of its contract. */
  keeps: (title: string) =>
    rooms.outcome(contract.get(title)?.() ?? Promise.reject(new Error(`no promise "${title}"`))),
  abort: undefined as AbortController | undefined,
  mounting: undefined as Promise<Seen> | undefined,
  /** Several starts side by side, each with the milliseconds that it took. */
  starts: [] as Promise<Seen & { readonly ms: number }>[],
  begin(service: string, options: Partial<LiveAvatarRendererOptions> = {}) {
    const begun = performance.now();
    const stage = document.querySelector<HTMLElement>("#stage") ?? undefined;
    const mounted = rooms.outcome(rooms.make(service, options).mount(rooms.starts.length === 0 ? stage : undefined));
    rooms.starts.push(mounted.then((outcome) => ({ ...outcome, ms: performance.now() - begun })));
  },
};

declare global {
  interface Window {
    rooms: typeof rooms;
  }
}
window.rooms = rooms;
collectContract(() => [
  ...Array.from({ length: ledger.liveConnections }, () => "a connection"),
  ...ledger.tracks.filter((track) => track.readyState === "live").map(({ kind }) => `a live ${kind} track`),
  ...ledger.listeners.map((type) => `a listener of ${type}`),
  ...(rooms.video()?.srcObject == null ? [] : ["a picture"]),
]);

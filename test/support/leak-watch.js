/* global RTCPeerConnection, AudioContext, WebSocket */
// Runs in a page before anything else: remembers what a conversation must give back. Weak references, so that what the
// watch itself knows keeps nothing alive.
const peers = [];
const contexts = [];
const tracks = [];
const sockets = [];
const elements = [];
let requests = 0;
const timers = new Map();

globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...args) {
    super(...args);
    peers.push(new WeakRef(this));
  }
};
globalThis.AudioContext = class extends AudioContext {
  constructor(...args) {
    super(...args);
    contexts.push(new WeakRef(this));
  }
};
const { mediaDevices } = navigator;
// A page that is not secure has none.
const getUserMedia = mediaDevices?.getUserMedia.bind(mediaDevices);
if (mediaDevices) {
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    tracks.push(...stream.getTracks().map((track) => new WeakRef(track)));
    return stream;
  };
}
globalThis.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    sockets.push(new WeakRef(this));
  }
};
const { fetch } = globalThis;
// What is watched is the way to the answer's head; a body that nobody reads is collected with its response.
globalThis.fetch = async (...args) => {
  requests += 1;
  try {
    return await fetch(...args);
  } finally {
    requests -= 1;
  }
};
for (const [set, clear, once] of [
  ["setTimeout", "clearTimeout", true],
  ["setInterval", "clearInterval", false],
]) {
  const start = globalThis[set].bind(globalThis);
  const stop = globalThis[clear].bind(globalThis);
  globalThis[set] = (act, ms, ...args) => {
    const id = start(() => {
      if (once) timers.delete(id);
      act(...args);
    }, ms);
    timers.set(id, `${ms} ms ${new Error().stack}`);
    return id;
  };
  globalThis[clear] = (id) => {
    timers.delete(id);
    stop(id);
  };
}

const alive = (refs) => refs.map((ref) => ref.deref()).filter(Boolean);

/** An element that goes with its conversation. */
globalThis.watchElement = (element) => void elements.push(new WeakRef(element));

/** What has not been given back; timers by where they were set. Needs a collection of garbage before. */
globalThis.leaks = () => ({
  peers: alive(peers).filter(({ connectionState }) => connectionState !== "closed").length,
  contexts: alive(contexts).filter(({ state }) => state !== "closed").length,
  tracks: alive(tracks).filter(({ readyState }) => readyState !== "ended").length,
  sockets: alive(sockets).filter(({ readyState }) => readyState !== WebSocket.CLOSED).length,
  requests,
  timers: [...timers.values()],
  elements: alive(elements).length,
});
globalThis.made = () => ({
  peers: peers.length,
  contexts: contexts.length,
  tracks: tracks.length,
  elements: elements.length,
});

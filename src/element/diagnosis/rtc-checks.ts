/** Whether the browser can make video calls, and get through the network with them. */
import { deferred } from "../../core/wait.js";
import { type Check, fail, pass, SKIPPED, warn } from "./checks.js";

const hasWebRtc = (): boolean => "RTCPeerConnection" in globalThis;

/** Connects two ends on this machine: no server is asked. */
export const webRtc: Check = async (signal) => {
  if (!hasWebRtc()) return fail("no RTCPeerConnection");
  const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const opened = deferred({ signal });
  try {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      from.onicecandidate = ({ candidate }) => void to.addIceCandidate(candidate ?? undefined).catch(noop);
    }
    one.createDataChannel("").onopen = () => {
      opened.resolve();
    };
    await describe(one, other);
    await describe(other, one);
    await opened.promise;
    return pass();
  } finally {
    one.close();
    other.close();
  }
};

/** Asks the servers how this machine can be reached. */
export const candidates =
  (iceServers: readonly RTCIceServer[] | undefined): Check =>
  async (signal) => {
    if (!iceServers || !hasWebRtc()) return SKIPPED;
    const peer = new RTCPeerConnection({ iceServers: [...iceServers] });
    const gathered = deferred({ signal });
    const types = new Set<string>();
    try {
      peer.onicecandidate = ({ candidate }) => {
        if (candidate) types.add(candidate.type ?? "");
        else gathered.resolve();
      };
      peer.createDataChannel("");
      await peer.setLocalDescription();
      await gathered.promise.catch(noop); // what has come by then counts
    } finally {
      peer.close();
    }
    const detail = [...types].sort().join(" ");
    return types.has("srflx") || types.has("relay") ? pass(detail) : warn(detail);
  };

/** Which of the codecs the browser can receive. @param needed one of them suffices; without the first there is less */
export const codecs =
  (kind: "video" | "audio", needed: readonly [string, ...string[]]): Check =>
  () => {
    if (!hasWebRtc()) return SKIPPED;
    const known = RTCRtpReceiver.getCapabilities(kind)?.codecs.map(({ mimeType }) =>
      mimeType.replace(/^.*\//, "").toUpperCase(),
    );
    if (!known) return SKIPPED;
    const found = needed.filter((codec) => known.includes(codec));
    const detail = found.join(" ");
    if (found.includes(needed[0])) return pass(detail);
    return found.length > 0 ? warn(detail) : fail(detail);
  };

/** Tells the other side what this one offers or answers. */
async function describe(from: RTCPeerConnection, to: RTCPeerConnection): Promise<void> {
  await from.setLocalDescription();
  if (from.localDescription) await to.setRemoteDescription(from.localDescription);
}

const noop = (): void => undefined;

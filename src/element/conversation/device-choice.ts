/** The devices that a visitor has chosen: a conversation begins with them, and a new choice counts at once. */
import type { AvatarSession } from "../../session/index.js";
import { choose, chosen, type DeviceKind } from "./choices.js";
import { type VideoHost, videoOf, type VideoSessions } from "./video-input.js";

/** Changes a device and keeps the choice; "": the browser's choice. @throws LiveAvatarError `wrong-state` */
export async function setDevice(host: VideoHost, sessions: VideoSessions, kind: DeviceKind, id: string): Promise<void> {
  choose(kind, id);
  if (kind === "camera") await videoOf(host, sessions).renew();
  else await sessions.session.get()?.setDevice(kind, id);
}

/**
 * Sets the chosen devices of a conversation that has just begun. One that is gone gives way to the browser's choice, which is told; the
 * choice stays, for the day on which the device is there again.
 */
export function applyDevices(session: AvatarSession): void {
  for (const kind of ["microphone", "speaker"] as const) {
    const id = chosen(kind);
    if (id && session.deviceKinds.includes(kind)) session.setDevice(kind, id).catch(noop);
  }
}

const noop = (): void => undefined;

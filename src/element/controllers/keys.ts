import { expansionOf } from "./expansion.js";

type KeyHost = Parameters<typeof expansionOf>[0] & {
  readonly session: { readonly videoActive: boolean } | null;
  interrupt(): void;
  stopVideo(): void;
  hide(): void;
};

type KeySessions = Parameters<typeof expansionOf>[1];

/** Whether a key belongs to an input method; Safari says so by the code alone, after the composition has ended. */
export function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari has no other sign; it can go when https://bugs.webkit.org/show_bug.cgi?id=165004 is mended
  return event.isComposing || event.keyCode === 229;
}

/** Escape interrupts the avatar, cancels a start, stops the video, or closes the avatar: one of them with each press. */
export function watchKeys(host: KeyHost, sessions: KeySessions): void {
  host.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || isComposing(event)) return;
    const { state } = sessions;
    if (state === "speaking" || state === "thinking") host.interrupt();
    else if (state === "connecting") void sessions.stop();
    else if (host.session?.videoActive) host.stopVideo();
    else if (host.layout !== "inline" && host.open) {
      if (!expansionOf(host, sessions).collapse()) host.hide();
    } else return;
    // The key has had its effect: it closes no dialog around the avatar as well.
    event.preventDefault();
    event.stopPropagation();
  });
}

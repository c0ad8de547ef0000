/** One live microphone a page, whichever copy of the bundle an element comes from: the newest one mutes the one before. */
const HOLDER = Symbol.for("live-avatar.microphone");

interface Holder {
  setMicMuted(muted: boolean): void;
}

const page = globalThis as { [HOLDER]?: Holder | undefined };

/** Call it when the microphone of `holder` has gone live. */
export function claimMicrophone(holder: Holder): void {
  const before = page[HOLDER];
  page[HOLDER] = holder;
  if (before && before !== holder) before.setMicMuted(true);
}

export function releaseMicrophone(holder: Holder): void {
  if (page[HOLDER] === holder) page[HOLDER] = undefined;
}

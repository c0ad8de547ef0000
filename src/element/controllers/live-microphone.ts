/** One live microphone a page, whichever copy of the bundle an element comes from: the newest one mutes the one before. */
const HOLDER = Symbol.for("live-avatar.microphone");

export interface MicrophoneHolder {
  setMicMuted(muted: boolean): void;
}

const page = globalThis as { [HOLDER]?: MicrophoneHolder | undefined };

/** Call it when the microphone of `holder` has gone live. */
export function claimMicrophone(holder: MicrophoneHolder): void {
  const before = page[HOLDER];
  page[HOLDER] = holder;
  if (before && before !== holder) before.setMicMuted(true);
}

export function releaseMicrophone(holder: MicrophoneHolder): void {
  if (page[HOLDER] === holder) page[HOLDER] = undefined;
}

/** The page's one live microphone, across copies of the bundle: the newest one mutes the one before. */
const HOLDER = Symbol.for("live-avatar.microphone");

export interface MicrophoneHolder {
  setMicMuted(muted: boolean): void;
}

const page = globalThis as { [HOLDER]?: MicrophoneHolder | undefined };

/** Makes `holder`, whose microphone has gone live, the page's one holder, and mutes the one before. */
export function claimMicrophone(holder: MicrophoneHolder): void {
  const before = page[HOLDER];
  page[HOLDER] = holder;
  if (before && before !== holder) before.setMicMuted(true);
}

export function releaseMicrophone(holder: MicrophoneHolder): void {
  if (page[HOLDER] === holder) page[HOLDER] = undefined;
}

/**
 * Everything that moves, as one flat list of numbers: what animations write and what the layers read.
 * Degrees for the head, 0…1 or −1…1 for the rest.
 */
export interface Rig {
  yaw: number;
  pitch: number;
  roll: number;
  /** −1 … 1: where the lungs are. */
  breath: number;
  gazeX: number;
  gazeY: number;
  /** 0 open … 1 closed. */
  blinkL: number;
  blinkR: number;
  /** −1 heavy lids … 1 wide open. */
  wide: number;
  /** 0…1: the lower lids rise, as in a laugh. */
  squint: number;
  pupil: number;
  browInner: number;
  browOuterL: number;
  browOuterR: number;
  /** 0…1: the brows are drawn together. */
  furrow: number;
  smile: number;
  jaw: number;
  pucker: number;
  /** −1 narrow … 1 stretched. */
  stretch: number;
  /** 0…1: the upper lip shows the teeth. */
  upperLip: number;
  /** 0…1: the lower lip goes down without the jaw. */
  lowerLip: number;
  /** 0…1: the lips are pressed together. */
  press: number;
  /** 0…1: the lower lip touches the upper teeth. */
  tuck: number;
  /** 0…1: the tongue shows. */
  tongue: number;
  blush: number;
}

const NEUTRAL: Rig = {
  ...{ yaw: 0, pitch: 0, roll: 0, breath: 0 },
  ...{ gazeX: 0, gazeY: 0, blinkL: 0, blinkR: 0, wide: 0, squint: 0, pupil: 0 },
  ...{ browInner: 0, browOuterL: 0, browOuterR: 0, furrow: 0 },
  ...{ smile: 0, jaw: 0, pucker: 0, stretch: 0, upperLip: 0, lowerLip: 0, press: 0, tuck: 0, tongue: 0, blush: 0 },
};

export const RIG_KEYS = Object.keys(NEUTRAL) as readonly (keyof Rig)[];

export const neutralRig = (): Rig => ({ ...NEUTRAL });

/** Adds `part`, times `weight`, to the rig. */
export function addRig(rig: Rig, part: Partial<Rig>, weight = 1): void {
  for (const key of RIG_KEYS) rig[key] += (part[key] ?? 0) * weight;
}

/** What anatomy allows, whatever was added up. */
export function clampRig(rig: Rig): void {
  for (const key of RIG_KEYS) rig[key] = clamp(rig[key], LOWEST[key] ?? 0, HIGHEST[key] ?? 1);
}

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

const LOWEST: Partial<Rig> = {
  ...{ yaw: -30, pitch: -20, roll: -20, breath: -1, gazeX: -1, gazeY: -1, wide: -1, pupil: -1 },
  ...{ browInner: -1, browOuterL: -1, browOuterR: -1, smile: -1, stretch: -1 },
};
const HIGHEST: Partial<Rig> = { yaw: 30, pitch: 20, roll: 20 };

/** The texts of the device menu, loaded with it. */

export interface DeviceTexts {
  readonly title: string;
  readonly close: string;
  readonly microphone: string;
  readonly speaker: string;
  readonly camera: string;
  readonly volume: string;
  /** The choice that is the browser's. */
  readonly automatic: string;
  /** A device without a name. @param place its place in the list, from 1 */
  readonly unnamed: (kind: string, place: number) => string;
  /** The browser tells no names yet. */
  readonly nameless: string;
  readonly micLive: string;
  readonly micMuted: string;
  readonly micOff: string;
  readonly level: string;
  readonly percent: (value: number) => string;
  /** Asks the browser for another speaker. */
  readonly chooseSpeaker: string;
  readonly test: string;
  readonly testing: string;
  readonly testFailed: string;
  readonly talking: string;
  readonly hold: string;
  readonly toggle: string;
  readonly talkKey: (key: string) => string;
}

export const deviceTexts: DeviceTexts = {
  title: "Devices",
  close: "Close the devices",
  microphone: "Microphone",
  speaker: "Speaker",
  camera: "Camera",
  volume: "Volume",
  automatic: "Default",
  unnamed: (kind, place) => `${kind} ${place}`,
  nameless: "Turn the microphone on to see the names.",
  micLive: "The microphone is on.",
  micMuted: "The microphone is muted.",
  micOff: "The microphone is off.",
  level: "Microphone level",
  percent: (value) => `${value}%`,
  chooseSpeaker: "Choose another speaker",
  test: "Play a test sound",
  testing: "Playing a test sound",
  testFailed: "The test sound cannot be played.",
  talking: "To talk",
  hold: "Hold the button",
  toggle: "Press, and press again",
  talkKey: (key) => `Talk with the key ${key}`,
};

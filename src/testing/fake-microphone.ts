import { isAudible } from "../core/microphone-audible.js";
import { LiveAvatarError } from "../core/errors.js";
import { MicrophoneRunner, type MicrophoneRunnerOptions } from "../core/microphone-runner.js";
import type { RendererReport, RendererVoice } from "../core/ports/avatar-renderer.js";

export interface FakeMicrophoneOptions {
  /** How turns are taken. Default `conversational`. */
  readonly interaction?: "conversational" | "push-to-talk" | undefined;
  readonly report: (report: RendererReport) => void;
}

/**
 * A microphone on a test's command, with the rules of the real microphone: it asks, mutes, publishes and shuts like the real one,
 * and the test plays the browser (`device`) and the service (`service`).
 */
export class FakeMicrophone implements RendererVoice {
  readonly interaction: "conversational" | "push-to-talk" | undefined;
  /** What the browser says when it is asked; `hangs` leaves the visitor's question open. Default `granted`. */
  device: "granted" | "denied" | "hangs" = "granted";
  /** The ids of devices that are not there any more. */
  gone: readonly string[] = [];
  /** What the service says to a wish for a window, or for its end; `silent`: nothing. Default `grants`. */
  service: "grants" | "refuses" | "silent" = "grants";
  readonly #report: (report: RendererReport) => void;
  readonly #runner: MicrophoneRunner;

  constructor({ interaction = "conversational", report }: FakeMicrophoneOptions) {
    this.interaction = interaction;
    this.#report = report;
    this.#runner = new MicrophoneRunner({
      mode: interaction === "push-to-talk" ? "push-to-talk" : "open",
      run: (effect) => this.#run(effect),
      // A listener that throws stops nothing here either; the test's runner hears of it.
      handleError: (error) => void Promise.reject(error instanceof Error ? error : new Error(String(error))),
    });
  }

  /** Sound would leave now. */
  get audible(): boolean {
    return isAudible(this.#runner.state);
  }

  start({ deviceId, muted = false, signal }: Parameters<RendererVoice["start"]>[0] = {}): Promise<void> {
    const start = { type: "start", deviceId: deviceId || undefined, muted } as const;
    return this.#runner.request("start", start, signal, { type: "stop" });
  }

  setMuted(muted: boolean): void {
    this.#runner.handle({ type: "set-muted", muted });
  }

  setDevice(deviceId: string): Promise<void> {
    return this.#runner.request("start", { type: "set-device", deviceId: deviceId || undefined });
  }

  stop(): void {
    this.#runner.handle({ type: "stop" });
  }

  startPushToTalk({ signal }: Parameters<RendererVoice["startPushToTalk"]>[0] = {}): Promise<void> {
    return this.#runner.request("press", { type: "press" }, signal, { type: "release" });
  }

  stopPushToTalk({ signal }: Parameters<RendererVoice["stopPushToTalk"]>[0] = {}): Promise<void> {
    return this.#runner.request("release", { type: "release" }, signal);
  }

  /** The browser answers at last. */
  answerDevice(granted = true): void {
    const { device, replacement } = this.#runner.state;
    if (device.name === "asking") this.#answerDevice(device.attempt, granted);
    else if (replacement) this.#answerDevice(replacement.attempt, granted);
  }

  /** The service answers at last, to whatever it has been asked. */
  answerWindow(granted = true): void {
    const { window } = this.#runner.state;
    if (window.name !== "opening" && window.name !== "closing")
      this.#runner.handle({ type: "window-changed", open: granted });
    else if (window.request !== undefined) this.#answerWindow(window.request, granted);
  }

  /** The device goes away. */
  unplug(): void {
    const { device } = this.#runner.state;
    if (device.name !== "off") this.#fail(device.attempt, "interrupted", "mic-interrupted");
  }

  /** The system takes the device, as for a phone call, or gives it back. */
  silence(isSilenced = true): void {
    const { device } = this.#runner.state;
    if (device.name === "on") this.#runner.handle({ type: "device-silenced", attempt: device.attempt, isSilenced });
  }

  /** A device that could not be had is there now, or the visitor has allowed it in the meantime. */
  comeBack(): void {
    this.#runner.handle({ type: "device-available" });
  }

  /** The connection is away for now. */
  loseRoom(): void {
    this.#runner.handle({
      type: "room-lost",
      error: new LiveAvatarError("command-timeout", "The connection was lost."),
    });
  }

  #answerDevice(attempt: number, granted: boolean): void {
    if (granted) {
      this.#runner.handle({ type: "acquired", attempt });
      this.#runner.handle({ type: "published", attempt });
    } else this.#fail(attempt, "blocked", "mic-denied");
  }

  #answerWindow(request: number, granted: boolean): void {
    if (granted) this.#runner.handle({ type: "window-granted", request });
    else {
      const error = new LiveAvatarError("push-to-talk-refused", "The agent refused.");
      this.#runner.handle({ type: "window-refused", request, error });
    }
  }

  #fail(
    attempt: number,
    mic: "blocked" | "interrupted" | "missing",
    code: "mic-denied" | "mic-interrupted" | "mic-missing",
  ): void {
    const error = new LiveAvatarError(code, "The microphone failed on a test's command.");
    this.#runner.handle({ type: "device-failed", attempt, failure: { mic, error } });
  }

  #run(effect: Parameters<MicrophoneRunnerOptions["run"]>[0]): void {
    switch (effect.type) {
      case "acquire":
        this.#runner.handle({ type: "prompted", attempt: effect.attempt });
        // Later, as the real ones: nobody answers in the task of the question.
        if (effect.deviceId !== undefined && this.gone.includes(effect.deviceId))
          this.#later(() => this.#fail(effect.attempt, "missing", "mic-missing"));
        else if (this.device !== "hangs")
          this.#later(() => this.#answerDevice(effect.attempt, this.device === "granted"));
        return;
      case "ask-window":
        if (this.service !== "silent") {
          this.#later(() => this.#answerWindow(effect.request, this.service === "grants"));
        }
        return;
      case "report":
        this.#report({ type: "mic", mic: effect.mic, ...(effect.error && { error: effect.error }) });
        return;
      case "set-audible":
      case "release":
      case "publish":
      case "unpublish":
        return;
    }
  }

  #later(act: () => void): void {
    void Promise.resolve().then(act);
  }
}

import type { AudioSource } from "../core/ports/audio-source.js";
import type { AvatarControlPatch } from "../core/ports/avatar-control.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Thread } from "../core/ports/thread-provider.js";
import type { AvatarSession, ListeningOptions, NewThreadOptions } from "../session/index.js";
import { AttributeElement } from "./attribute-element.js";
import { wrongState } from "./shell-errors.js";

/** An element with the members that its session answers. A method without a session rejects with `wrong-state`. */
export abstract class SessionElement extends AttributeElement {
  abstract get session(): AvatarSession | null;

  /** The messages of the conversation, oldest first. */
  get messages(): readonly ChatMessage[] {
    return this.session?.messages ?? [];
  }

  /** The thread that the conversation is kept in; null where none is kept. */
  get thread(): Thread | null {
    return this.session?.thread ?? null;
  }

  /** Whether the microphone is muted or closed. Setting it mutes or unmutes an open microphone. */
  get micMuted(): boolean {
    return !(this.session?.listening ?? false);
  }
  set micMuted(muted: boolean) {
    this.session?.setMicMuted(muted);
  }

  /** Sends a message of the visitor. Resolves when the reply is in `messages`, or when a newer message has replaced this one. */
  sendMessage(text: string, options: { readonly images?: readonly string[] } = {}): Promise<void> {
    return this.withSession((session) => session.sendMessage(text, options));
  }

  /** Speaks the text word for word. */
  say(text: string): Promise<void> {
    return this.withSession((session) => session.say(text));
  }

  /** Interrupts the avatar at once. Does nothing where it neither speaks nor prepares a reply. */
  interrupt(): void {
    this.session?.interrupt();
  }

  /** Opens the microphone, or listens to the frames of `source` in its place. Where there is no microphone to be had, `mic-state` says why. */
  startListening(source?: AudioSource, options?: ListeningOptions): Promise<void> {
    return this.withSession((session) => session.startListening(source, options));
  }

  /** Closes the microphone. With `drain` it resolves when the last words have been recognised, or after 5 s. */
  stopListening(options?: { readonly drain?: boolean }): Promise<void> {
    return this.session?.stopListening(options) ?? Promise.resolve();
  }

  /** Opens the speech window of push-to-talk. Resolves when the service has granted it: from then on the visitor is heard. */
  startPushToTalk(): Promise<void> {
    return this.withSession((session) => session.startPushToTalk());
  }

  /** Closes the speech window of push-to-talk at once. Resolves when the service has acknowledged it; what was said is answered. */
  stopPushToTalk(): Promise<void> {
    return this.withSession((session) => session.stopPushToTalk());
  }

  /** Starts the `visionWorkloads`: their model is asked about the video at once, and then again and again. */
  startVisionWorkloads(): Promise<void> {
    return this.withSession((session) => session.startVisionWorkloads());
  }

  /** Stops the `visionWorkloads`. */
  stopVisionWorkloads(): void {
    this.session?.stopVisionWorkloads();
  }

  /** Starts sound that the browser has blocked. Call it in a click. */
  startAudio(): Promise<void> {
    return this.withSession((session) => session.startAudio());
  }

  /** Interrupts, and goes on with another conversation that is kept: its messages are shown. */
  switchThread(id: string): Promise<void> {
    return this.withSession((session) => session.switchThread(id));
  }

  /** Interrupts, and goes on with a new conversation, which is kept. Resolves to its thread. */
  newThread(options?: NewThreadOptions): Promise<Thread> {
    return this.withSession((session) => session.newThread(options));
  }

  /** Changes the avatar's face, emotion, body or scene. What the avatar cannot show is ignored. Throws `wrong-state` without a session. */
  updateControl(patch: AvatarControlPatch): void {
    if (!this.session) throw wrongState();
    this.session.updateControl(patch);
  }

  /** @throws LiveAvatarError `wrong-state` without a session */
  protected withSession<T>(call: (session: AvatarSession) => Promise<T>): Promise<T> {
    return this.session ? call(this.session) : Promise.reject(wrongState());
  }
}

/**
 * What is said: commands out, events in, as reports to the session. Knows the wire's ids, which nobody else
 * does, and no LiveKit.
 */
import type { Clock } from "../core/clock.js";
import type { Logger } from "../core/ports/logger.js";
import type { RendererReport } from "../core/ports/avatar-renderer.js";
import { CommandChannel, makeCommand } from "./command-channel.js";
import { EventInbox } from "./event-inbox.js";
import { PendingSpeech } from "./pending-speech.js";
import type { AgentEvent } from "./protocol.js";
import { PushToTalk } from "./push-to-talk.js";
import { StaleGate } from "./stale-gate.js";

/** How long a typed text can come back as if it had been spoken. */
const ECHO_MS = 10_000;

export interface ConversationOptions {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly quietMs: number;
  readonly pushToTalkTimeoutMs: number;
  readonly publish: (packet: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly report: (report: RendererReport) => void;
  /** The avatar's sound: off at once, and back with the next speech. */
  readonly setSilenced: (silenced: boolean) => void;
  /** `session.stopped` with its raw reason. */
  readonly onStopped: (raw: string | undefined) => void;
  /** The service opened or closed the window of push-to-talk, and nobody had asked. Default: nothing follows. */
  readonly handleWindowChange?: ((open: boolean) => void) | undefined;
}

export class Conversation {
  readonly commands: CommandChannel;
  readonly pushToTalk: PushToTalk;
  readonly #options: ConversationOptions;
  readonly #inbox: EventInbox;
  readonly #gate: StaleGate;
  readonly #pending = new PendingSpeech();
  #speaking = false;
  #typed: { readonly text: string; readonly id: string; readonly at: number } | undefined;

  constructor(options: ConversationOptions) {
    const { clock, logger, publish } = options;
    this.#options = options;
    this.#inbox = new EventInbox(options.sessionId);
    this.#gate = new StaleGate({ clock, quietMs: options.quietMs, release: (event) => this.#handle(event) });
    this.commands = new CommandChannel({ clock, logger, publish });
    this.pushToTalk = new PushToTalk({
      clock,
      timeoutMs: options.pushToTalkTimeoutMs,
      send: (command, signal) => this.commands.send(command, signal),
      handleUnasked: (open) => options.handleWindowChange?.(open),
    });
  }

  /** Hands the visitor's words to the service's own language model. */
  async respond(text: string, signal?: AbortSignal): Promise<void> {
    const command = makeCommand("avatar.speak_response", text);
    this.#typed = { text: text.trim(), id: command.event_id, at: this.#options.clock.now() };
    this.#gate.sent(command.event_id);
    // Nobody waits for its end here, but it has its place in the order of what is said.
    this.#pending.wait(command.event_id).catch(() => undefined);
    await this.commands.send(command, signal);
  }

  /** Says the text verbatim; resolves when it was said or interrupted. */
  async speakText(text: string, signal?: AbortSignal): Promise<void> {
    const command = makeCommand("avatar.speak_text", text);
    this.#gate.sent(command.event_id);
    const said = this.#pending.wait(command.event_id, signal);
    // A rejection is dealt with below, also if handing over takes longer.
    said.catch(() => undefined);
    try {
      await Promise.race([this.commands.send(command, signal), said]);
    } catch (error) {
      this.#pending.ended(command.event_id);
      throw error;
    }
    await said;
  }

  /** Silences in this task; the agent learns of it as soon as the wire allows. */
  interrupt(): void {
    const command = makeCommand("avatar.interrupt");
    this.#options.setSilenced(true);
    this.#gate.interrupt(command.event_id);
    this.#pending.interrupt();
    this.commands.dropTexts();
    this.#speaking = false;
    this.commands.post(command);
  }

  /** A packet from somebody who may send events. */
  receive(packet: Uint8Array): void {
    const opened = this.#inbox.open(packet);
    if ("dropped" in opened) {
      this.#options.logger.debug(`event dropped: ${opened.dropped}`);
      return;
    }
    const event = opened.value;
    if (this.#isEcho(event)) {
      this.#options.logger.debug("event dropped: our own words came back as a transcription");
      return;
    }
    if (!this.#gate.admits(event)) {
      this.#options.logger.debug(`event dropped: ${event.event_type} of an interrupted reply`);
      return;
    }
    this.#handle(event);
  }

  /** The avatar went away, or the room was a new one: an end of speech will not be reported any more. */
  closeSpeech(): void {
    if (!this.#speaking) return;
    this.#speaking = false;
    this.#options.report({ type: "speech-end" });
  }

  /** Whoever waits for something gets `reason`. */
  close(reason: Error): void {
    this.#gate.dispose();
    this.commands.close(reason);
    this.pushToTalk.fail(reason);
    this.#pending.fail(reason);
  }

  #handle(event: AgentEvent): void {
    const { report } = this.#options;
    const source = event.source_event_id ?? undefined;
    switch (event.event_type) {
      case "user.speak_started": {
        this.#typed = undefined;
        report({ type: "user-speech-start" });
        return;
      }
      case "user.speak_ended": {
        report({ type: "user-speech-end" });
        return;
      }
      case "user.transcription.chunk": {
        this.#reportText({ type: "user-transcript", text: event.text, isFinal: false });
        return;
      }
      case "user.transcription": {
        this.#reportText({ type: "user-transcript", text: event.text, isFinal: true });
        return;
      }
      case "avatar.transcription.chunk": {
        // A space is a piece of the reply, too.
        if (event.text !== "") report({ type: "reply-chunk", text: event.text });
        return;
      }
      case "avatar.transcription": {
        this.#reportText({ type: "reply-text", text: event.text });
        return;
      }
      case "avatar.speak_started": {
        this.#options.setSilenced(false);
        this.#pending.started(source);
        if (this.#speaking) {
          this.#options.logger.debug("event dropped: speech began twice");
          return;
        }
        this.#speaking = true;
        report({ type: "speech-start" });
        return;
      }
      case "avatar.speak_ended": {
        this.closeSpeech();
        this.#pending.ended(source);
        return;
      }
      case "user.push_to_talk_started":
      case "user.push_to_talk_start_failed":
      case "user.push_to_talk_stopped":
      case "user.push_to_talk_stop_failed": {
        this.pushToTalk.receive(event.event_type, source);
        return;
      }
      case "session.stopped": {
        this.#options.onStopped(event.end_reason ?? event.stop_reason);
        return;
      }
    }
  }

  #reportText(report: RendererReport & { readonly text: string }): void {
    if (report.text.trim() !== "") this.#options.report(report);
  }

  /** Whether the service repeats a typed text as speech of the visitor is UNVERIFIED; one client guards against it. */
  #isEcho(event: AgentEvent): boolean {
    const typed = this.#typed;
    if (event.event_type !== "user.transcription" || typed === undefined) return false;
    const recent = this.#options.clock.now() - typed.at < ECHO_MS;
    return event.source_event_id === typed.id || (recent && event.text.trim() === typed.text);
  }
}

/**
 * The conversation with the agent over the room's data channel: sends commands, and turns events into reports for the
 * session. The ids of the protocol stay in here; LiveKit stays out.
 */
import type { OwnBytes } from "../core/own-buffer.js";
import type { Clock } from "../core/clock.js";
import type { Logger } from "../core/ports/logger.js";
import type { RendererReport } from "../core/ports/avatar-renderer.js";
import { CommandChannel, makeCommand } from "./command-channel.js";
import { EventReader } from "./event-reader.js";
import { PendingSpeech } from "./pending-speech.js";
import type { AgentCommand, AgentEvent } from "./protocol.js";
import { PushToTalk } from "./push-to-talk.js";
import { SpeechPresence } from "./speech-presence.js";
import { StaleEventFilter } from "./stale-event-filter.js";

/** For so long after it was sent, a typed text that comes back as speech counts as an echo. */
const ECHO_MS = 10_000;

export interface ConversationOptions {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly quietMs: number;
  readonly pushToTalkTimeoutMs: number;
  readonly publish: (packet: OwnBytes) => Promise<void>;
  readonly report: (report: RendererReport) => void;
  /** Switches the avatar's sound off at once, and on again with the next speech. */
  readonly setSilenced: (silenced: boolean) => void;
  /** Called on `session.stopped`, with the service's own reason. */
  readonly handleStopped: (raw: string | undefined) => void;
  /** Called when the service opens or closes the push-to-talk window without having been asked. Default: ignored. */
  readonly handleWindowChange?: ((open: boolean) => void) | undefined;
}

export class Conversation {
  readonly commands: CommandChannel;
  readonly pushToTalk: PushToTalk;
  readonly #options: ConversationOptions;
  readonly #reader: EventReader;
  readonly #filter: StaleEventFilter;
  readonly #pending = new PendingSpeech();
  readonly #speech: SpeechPresence;
  /** Words of a reply have come since the last speech. */
  #hasReply = false;
  #typed: { readonly text: string; readonly id: string; readonly at: number } | undefined;

  constructor(options: ConversationOptions) {
    const { clock, logger, publish } = options;
    this.#options = options;
    this.#reader = new EventReader(options.sessionId);
    this.#filter = new StaleEventFilter({
      clock,
      quietMs: options.quietMs,
      handleLateEvent: (event) => this.#handle(event),
    });
    this.#speech = new SpeechPresence({
      clock,
      handleStart: () => this.#handleSpeechStart(),
      handleEnd: () => this.#handleSpeechEnd(),
      handleLostEvent: (edge) => this.#handleLostEvent(edge),
    });
    this.commands = new CommandChannel({ clock, logger, publish });
    this.pushToTalk = new PushToTalk({
      clock,
      timeoutMs: options.pushToTalkTimeoutMs,
      send: (command, signal) => this.commands.send(command, signal),
      handleWindowChange: (open) => options.handleWindowChange?.(open),
    });
  }

  /** Hands the visitor's words to the service's own language model. */
  async respond(text: string, signal?: AbortSignal): Promise<void> {
    const command = makeCommand("avatar.speak_response", text);
    this.#typed = { text: text.trim(), id: command.event_id, at: this.#options.clock.now() };
    this.#filter.addCommand(command.event_id);
    this.#pending.expect(command.event_id, signal);
    await this.#hand(command, signal);
  }

  /** Has the avatar say the text verbatim; resolves when it was said or interrupted. */
  async speakText(text: string, signal?: AbortSignal): Promise<void> {
    const command = makeCommand("avatar.speak_text", text);
    this.#filter.addCommand(command.event_id);
    const said = this.#pending.wait(command.event_id, signal);
    // A rejection is dealt with below, also if handing over takes longer.
    said.catch(() => undefined);
    await Promise.race([this.#hand(command, signal), said]);
    await said;
  }

  /** Silences the avatar in this task; the command to the agent follows as soon as the connection allows. */
  interrupt(): void {
    const command = makeCommand("avatar.interrupt");
    this.#options.setSilenced(true);
    this.#filter.interrupt(command.event_id);
    this.#pending.interrupt();
    this.commands.dropTexts();
    this.#speech.interrupt();
    this.#hasReply = false;
    this.commands.post(command);
  }

  /** Has the avatar take the pose of a listener, or leave it; nothing else follows from it. */
  setListening(listening: boolean): void {
    this.commands.post(makeCommand(listening ? "avatar.start_listening" : "avatar.stop_listening"));
  }

  /** Handles a packet from a trusted sender. */
  handlePacket(packet: Uint8Array): void {
    const decoded = this.#reader.read(packet);
    if ("dropped" in decoded) {
      this.#options.logger.debug(`event dropped: ${decoded.dropped}`);
      return;
    }
    const event = decoded.value;
    if (this.#isEcho(event)) {
      this.#options.logger.debug("event dropped: our own words came back as a transcription");
      return;
    }
    if (!this.#filter.admits(event)) {
      this.#options.logger.debug(`event dropped: ${event.event_type} of an interrupted reply`);
      return;
    }
    this.#handle(event);
  }

  /** Ends a speech whose own end can no longer arrive: the avatar or the agent has left. */
  handleSpeechLost(): void {
    this.#speech.handleEnded();
  }

  /** The room was joined anew: events may be lost. A speech that goes on is known by its sound. */
  handleRejoined(): void {
    this.#speech.handleRejoined();
  }

  /** Whether the avatar's track sounds. */
  handleSound(isSounding: boolean): void {
    this.#speech.handleSound(isSounding);
  }

  /** Rejects everything that is awaited with `reason`. */
  dispose(reason: Error): void {
    this.#filter.dispose();
    this.#speech.dispose();
    this.commands.dispose(reason);
    this.pushToTalk.dispose(reason);
    this.#pending.dispose(reason);
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
        this.#handleSign();
        // A space is a piece of the reply, too.
        if (event.text !== "") report({ type: "reply-chunk", text: event.text });
        return;
      }
      case "avatar.transcription": {
        this.#handleSign();
        this.#reportText({ type: "reply-text", text: event.text });
        return;
      }
      case "avatar.speak_started": {
        this.#pending.handleStarted(source);
        if (!this.#speech.handleStarted()) this.#options.logger.debug("event dropped: speech had begun");
        return;
      }
      case "avatar.speak_ended": {
        // Its beginning was lost, and it was too short to be heard.
        if (!this.#speech.isSpeaking && this.#hasReply) this.#speech.handleStarted();
        this.#speech.handleEnded();
        this.#pending.handleEnded(source);
        return;
      }
      case "user.push_to_talk_started":
      case "user.push_to_talk_start_failed":
      case "user.push_to_talk_stopped":
      case "user.push_to_talk_stop_failed": {
        this.pushToTalk.handleAcknowledgement(event.event_type, source);
        return;
      }
      case "session.stopped": {
        this.#options.handleStopped(event.end_reason ?? event.stop_reason);
        return;
      }
    }
  }

  #handleSign(): void {
    this.#hasReply = true;
    this.#speech.handleSign();
  }

  #handleSpeechStart(): void {
    this.#options.setSilenced(false);
    this.#options.report({ type: "speech-start" });
  }

  #handleSpeechEnd(): void {
    this.#hasReply = false;
    this.#options.report({ type: "speech-end" });
  }

  /** Without an event there is no source: the first command in the queue is meant. */
  #handleLostEvent(edge: "start" | "end"): void {
    this.#options.logger.debug(`the event of the speech's ${edge} was lost: its sound says so`);
    if (edge === "start") this.#pending.handleStarted(undefined);
    else this.#pending.handleEnded(undefined);
  }

  /** Sends a command; of one that could not be handed over nothing is left that later events might be taken for. */
  async #hand(command: AgentCommand, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.commands.send(command, signal);
    } catch (error) {
      const { event_id: id } = command;
      this.#pending.drop(id, error);
      this.#filter.dropCommand(id);
      if (this.#typed?.id === id) this.#typed = undefined;
      throw error;
    }
  }

  #reportText(report: RendererReport & { readonly text: string }): void {
    if (report.text.trim() !== "") this.#options.report(report);
  }

  /**
   * Whether the event repeats a typed text as if it had been spoken. That the service does so is UNVERIFIED; one
   * published client guards against it.
   */
  #isEcho(event: AgentEvent): boolean {
    const typed = this.#typed;
    if (event.event_type !== "user.transcription" || typed === undefined) return false;
    const recent = this.#options.clock.now() - typed.at < ECHO_MS;
    return event.source_event_id === typed.id || (recent && event.text.trim() === typed.text);
  }
}

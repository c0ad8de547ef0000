/**
 * The participant `liveavatar-agent-<session_id>`: takes commands, listens to the visitor, answers. It owns the
 * listening and the speech window of push-to-talk; what is said is the speech queue's.
 */
import type { LocalTrack, RemoteParticipant, RemoteTrack, Room } from "@livekit/rtc-node";
import { AGENT_IDENTITY_PREFIX, AVATAR_IDENTITY, COMMANDS, type CommandType, CONTROL_TOPIC } from "../room/protocol.js";
import { answerTo } from "./answers.js";
import { inBackground } from "./background.js";
import type { Behaviour } from "./behaviour.js";
import type { EventSender } from "./event-sender.js";
import type { Media } from "./media.js";
import type { Recogniser } from "./recogniser.js";
import type { SpeechQueue } from "./speech-queue.js";
import { type VoiceActivity, VoiceActivityDetector } from "./voice-activity.js";

/** What is said instead of an answer to speech that has no words here. */
const NOT_HEARD = {
  unclear:
    "I heard you speak, but I cannot make out free speech here. Ask me one of the questions that I know, or type your words.",
  deaf: "I heard you speak, but nothing is installed here that could make out words. Please type them.",
} as const;
const PUSH_TO_TALK_LATE_MS = 2500;

export interface AgentOptions {
  readonly sessionId: string;
  readonly media: Media;
  readonly behaviour: Behaviour;
  readonly interaction: "CONVERSATIONAL" | "PUSH_TO_TALK";
  readonly sender: EventSender;
  readonly queue: SpeechQueue;
  readonly recogniser: Recogniser;
  readonly handleActivity: () => void;
  readonly handleUserSpeech: (text: string) => void;
}

export class AgentBot {
  readonly identity: string;
  readonly #options: AgentOptions;
  readonly #detector = new VoiceActivityDetector();
  #room: Room | undefined;
  #silence: LocalTrack | undefined;
  #window: boolean;
  #listening = new AbortController();

  constructor(options: AgentOptions) {
    this.#options = options;
    this.identity = AGENT_IDENTITY_PREFIX + options.sessionId;
    this.#window = options.interaction === "CONVERSATIONAL";
  }

  get room(): Room | undefined {
    return this.#room;
  }

  async join(url: string, token: string, signal: AbortSignal): Promise<void> {
    const { media } = this.#options;
    const room = await media.join(url, token);
    if (signal.aborted) {
      await media.leave(room);
      return;
    }
    this.#room = room;
    this.#listening = new AbortController();
    room.on(media.events.DataReceived, (payload, participant, _kind, topic) => {
      if (topic !== CONTROL_TOPIC) return;
      inBackground("a command", () => {
        this.#handleCommand(payload, participant);
      });
    });
    room.on(media.events.TrackSubscribed, (track) => {
      this.#hear(track);
    });
    media.receiveSound(room, (identity) => !this.#isBot(identity));
    // Only now: with its track it can be seen, and who sees it may command it.
    // LiveKit's server announces participants without a track up to 3 s late, in batches: a silent track avoids that.
    // Without a queue it sends nothing. With one, silence is encoded and sent all the time, which is nine tenths of what a participant
    // at rest costs.
    this.#silence = media.audioTrack(media.audioSource(16_000, 0));
    await room.localParticipant?.publishTrack(this.#silence, media.publishOptions("microphone"));
  }

  async leave(): Promise<void> {
    this.#listening.abort();
    this.#detector.reset();
    const room = this.#room;
    this.#room = undefined;
    if (room) await this.#options.media.leave(room);
    await this.#silence?.close();
    this.#silence = undefined;
  }

  #handleCommand(payload: Uint8Array, participant: RemoteParticipant | undefined): void {
    if (participant && this.#isBot(participant.identity)) return;
    const command = parseCommand(payload);
    if (!command) return;
    this.#options.handleActivity();
    const { queue, sender, behaviour, handleUserSpeech } = this.#options;
    switch (command.type) {
      case "avatar.speak_text":
        queue.add({ text: command.text, sourceId: command.id, kind: "verbatim" });
        return;
      case "avatar.speak_response":
        handleUserSpeech(command.text);
        if (behaviour.echoTyped) sender.send("user.transcription", command.id, { text: command.text });
        this.#answer(command.text, command.id);
        return;
      case "avatar.interrupt":
        queue.interrupt(command.id);
        return;
      case "user.start_push_to_talk":
      case "user.stop_push_to_talk": {
        const open = command.type === "user.start_push_to_talk";
        const answer = (): void => {
          this.#pushToTalk(open, command.id);
        };
        if (behaviour.pushToTalk === "late") sender.later(PUSH_TO_TALK_LATE_MS, answer);
        else answer();
        return;
      }
      case "avatar.start_listening":
      case "avatar.stop_listening":
        return; // poses: this face has only one
    }
  }

  #answer(text: string, sourceId: string | null): void {
    const { behaviour, queue } = this.#options;
    if (behaviour.answers) queue.add({ text: answerTo(text), sourceId, kind: "reply" });
  }

  #pushToTalk(open: boolean, sourceId: string | null): void {
    const { interaction, behaviour, sender } = this.#options;
    const { pushToTalk } = behaviour;
    if (pushToTalk === "silent" || (pushToTalk === "silent-stop" && !open)) return;
    const isUnwilling = pushToTalk === "refuse" || (pushToTalk === "refuse-stop" && !open);
    const refused = interaction !== "PUSH_TO_TALK" || isUnwilling || open === this.#window;
    if (refused) {
      sender.send(open ? "user.push_to_talk_start_failed" : "user.push_to_talk_stop_failed", sourceId);
      return;
    }
    this.#window = open;
    if (open) this.#detector.reset();
    sender.send(open ? "user.push_to_talk_started" : "user.push_to_talk_stopped", sourceId);
    if (!open) this.#react(this.#detector.flush());
  }

  #hear(track: RemoteTrack): void {
    void (async () => {
      for await (const samples of this.#options.media.listen(track, this.#listening.signal)) {
        if (this.#window) this.#react(this.#detector.push(samples));
      }
    })().catch(() => undefined); // the track went away with the visitor
  }

  #react(activities: readonly VoiceActivity[]): void {
    const { sender, queue, handleActivity, interaction } = this.#options;
    for (const activity of activities) {
      handleActivity();
      if (activity.type === "start") {
        sender.send("user.speak_started", null);
        // Barge-in: in a conversation the visitor's voice stops the avatar's.
        if (interaction === "CONVERSATIONAL") queue.interrupt(null);
        continue;
      }
      sender.send("user.speak_ended", null);
      inBackground("the recogniser", () => this.#understand(activity.samples));
    }
  }

  async #understand(samples: Int16Array): Promise<void> {
    const { recogniser, sender, queue, behaviour, handleUserSpeech } = this.#options;
    const heard = await recogniser.recognise(samples);
    if (heard.type === "nothing") return;
    if (heard.type !== "words") {
      if (behaviour.answers) queue.add({ text: NOT_HEARD[heard.type], sourceId: null, kind: "reply" });
      return;
    }
    const words = heard.text.split(" ");
    for (let count = 1; count < words.length; count += 2) {
      sender.send("user.transcription.chunk", null, { text: words.slice(0, count).join(" ") });
    }
    handleUserSpeech(heard.text);
    sender.send("user.transcription", null, { text: heard.text });
    this.#answer(heard.text, null);
  }

  #isBot(identity: string): boolean {
    return identity === AVATAR_IDENTITY || identity.startsWith(AGENT_IDENTITY_PREFIX);
  }
}

interface Command {
  readonly type: CommandType;
  readonly id: string | null;
  readonly text: string;
}

/** The SDK's commands leave fields out (an interrupt has no id): only what is needed is asked for. */
function parseCommand(payload: Uint8Array): Command | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined; // not ours
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { event_type: type, event_id: id, text } = value as Record<string, unknown>;
  if (typeof type !== "string" || !Object.hasOwn(COMMANDS, type)) return undefined;
  return {
    type: type as CommandType,
    id: typeof id === "string" ? id : null,
    text: typeof text === "string" ? text : "",
  };
}

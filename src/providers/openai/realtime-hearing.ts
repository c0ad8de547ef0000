/** What one connection hears: sound out, words in. */
import type { Clock } from "../../core/clock.js";
import type { LiveAvatarError } from "../../core/errors.js";
import type { Logger } from "../../core/ports/logger.js";
import {
  isEmptyCommit,
  isSessionOver,
  interrupted,
  lost,
  type SocketEnd,
  timedOut,
  wireFailure,
} from "./realtime-failure.js";
import { type Item, TranscriptOrder } from "./realtime-order.js";
import { RealtimeLine } from "./realtime-line.js";
import { forgetOldest, ItemRanges } from "./realtime-ranges.js";
import type { RealtimeSession } from "./realtime-session.js";
import type { RealtimeSocket } from "./realtime-socket.js";
import type { SoundLog } from "./realtime-sound.js";
import { Uplink } from "./realtime-uplink.js";
import { UtteranceEnd } from "./realtime-utterance-end.js";
import { SAMPLES_PER_MS, type ServerEvent, type WireError } from "./realtime-wire.js";

/** How often a socket that was full is asked. */
const FULL_MS = 100;
/** How late a server may say that speech began. */
const NOTICE = 2000 * SAMPLES_PER_MS;
export type HeardItem = Item & {
  /** Somebody waits for it, also for no word. */
  readonly isExpected: boolean;
};

export interface HearingContext {
  readonly socket: RealtimeSocket;
  readonly session: RealtimeSession;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly log: SoundLog;
  readonly limit: () => number;
  handleWords(item: HeardItem, isFinal: boolean): void;
  /** After `finalize()`: nothing was said, and nothing is to come. */
  handleNothing(): void;
  handleSpeech(isSpeech: boolean): void;
  handleError(error: LiveAvatarError): void;
  /** @param error undefined where the session's time was over */
  handleEnd(error: LiveAvatarError | undefined): void;
}

export class RealtimeHearing {
  readonly #context: HearingContext;
  readonly #uplink: Uplink;
  readonly #order: TranscriptOrder;
  readonly #ranges: ItemRanges;
  readonly #line: RealtimeLine;
  readonly #utteranceEnd: UtteranceEnd;
  readonly #isManual: boolean;
  /** Items of which words were told. */
  readonly #shown = new Set<string>();
  #isSpeaking = false;
  #hasEnded = false;
  #cancelPump: () => void = noop;

  constructor(context: HearingContext) {
    const { log, socket, session, clock, limit } = context;
    this.#context = context;
    this.#isManual = session.isManual;
    this.#uplink = new Uplink({ log, socket, limit, isManual: session.isManual });
    this.#ranges = new ItemRanges({ log, uplink: this.#uplink, isManual: session.isManual });
    this.#order = new TranscriptOrder({
      clock,
      handleFinal: (item) => this.#tellFinal(item),
      handlePartial: (item) => {
        this.#shown.add(item.id);
        forgetOldest(this.#shown);
        context.handleWords({ ...item, isExpected: true }, false);
      },
      confirmLine: () => this.#line.confirm(),
      handleTimeout: ({ range }) => {
        if (range) log.settle(range);
        context.handleError(timedOut("gave no words for something that was said"));
        this.#utteranceEnd.finishIfSettled();
      },
    });
    this.#line = new RealtimeLine({
      clock,
      cursor: () => this.#uplink.cursor,
      isAwaited: () => !this.#order.isEmpty,
      send: () => socket.send(session.update()),
      handleDead: () => this.#end(interrupted("The server of the speech recognition does not answer any more.")),
    });
    this.#utteranceEnd = new UtteranceEnd({
      ...{ clock, line: this.#line, isManual: this.#isManual },
      isSpeaking: () => this.#isSpeaking,
      isSettled: () => this.#order.isEmpty && !this.#isSpeaking && this.#uplink.isSettled,
      commitNow: () => this.#uplink.commitNow(),
      handleNothing: () => context.handleNothing(),
    });
  }

  get waiting(): number {
    return this.#uplink.waiting;
  }

  /** Gives up the oldest samples that wait. */
  skip(samples: number): void {
    const from = this.#uplink.cursor;
    this.#context.log.settle({ from, to: from + samples });
    this.#uplink.skipTo(from + samples);
  }

  pump(): void {
    if (this.#hasEnded) return;
    this.#uplink.pump();
    this.#cancelPump();
    if (this.#uplink.isBlocked) this.#cancelPump = this.#context.clock.setTimeout(() => this.pump(), FULL_MS);
  }

  /** The log has got an end of an utterance. */
  finalize(): void {
    this.#utteranceEnd.await(() => this.pump());
  }

  close(): void {
    this.#hasEnded = true;
    this.#line.dispose();
    this.#cancelPump();
    this.#utteranceEnd.dispose();
    this.#order.dispose();
    this.#context.socket.close();
  }

  handle(event: ServerEvent): void {
    if (this.#hasEnded) return;
    this.#line.handleEvent();
    switch (event.type) {
      case "updated":
        this.#handleAnswer();
        break;
      case "speech-start":
        this.#ranges.begin(event.itemId, event.atMs);
        this.#order.open(event.itemId);
        this.#speak(true);
        break;
      case "speech-end":
        this.#ranges.end(event.itemId, event.atMs);
        this.#speak(false);
        break;
      case "committed":
        this.#handleCommitted(event.itemId, event.previousId);
        break;
      case "delta":
        this.#order.addText(event.itemId, event.text);
        break;
      case "completed":
        this.#order.complete(event.itemId, event.text);
        break;
      case "failed":
        this.#handleFailed(event.itemId, event.error);
        break;
      case "error":
        this.#handleError(event.error);
        break;
      case "created":
        break;
    }
  }

  handleEnd(end: SocketEnd): void {
    if (this.#hasEnded) return;
    const { secrets } = this.#context.session;
    this.#end(isSessionOver({ code: "", message: end.reason }) ? undefined : lost(end, secrets));
  }

  #end(error: LiveAvatarError | undefined): void {
    this.close();
    this.#context.handleEnd(error);
  }

  #handleCommitted(itemId: string, previousId: string | null | undefined): void {
    const range = this.#ranges.commit(itemId);
    if (!range) return;
    if (!this.#isManual) this.#speak(false);
    // Its words came first, and have been told.
    if (!this.#order.commit(itemId, previousId, range)) this.#context.log.settle(range);
  }

  #tellFinal(item: Item): void {
    const isLast = this.#utteranceEnd.take();
    const isExpected = this.#shown.delete(item.id) || isLast;
    const range = item.range ?? this.#ranges.guess(item.id);
    this.#ranges.forget(item.id);
    this.#context.handleWords({ ...item, range, isExpected }, true);
  }

  #handleFailed(itemId: string, error: WireError): void {
    const item = this.#order.fail(itemId);
    if (!item) return;
    if (item.range) this.#context.log.settle(item.range);
    this.#context.handleError(wireFailure(error, this.#context.session.secrets));
    this.#utteranceEnd.finishIfSettled();
  }

  #handleError(error: WireError): void {
    const { session, logger, log } = this.#context;
    if (isEmptyCommit(error)) {
      // The server was quicker, or had nothing.
      const commit = this.#uplink.takeCommit(error.eventId === "" ? undefined : error.eventId);
      if (commit) log.settle(commit.range);
      if (this.#isManual) this.#utteranceEnd.finishIfSettled();
    } else if (isSessionOver(error)) this.#end(undefined);
    else if (session.refuse(error)) this.#end(undefined);
    else if (error.eventId.startsWith("update_")) {
      logger.debug("OpenAIRealtimeSTT: a session was not updated", error.message);
      this.#handleAnswer();
    } else this.#context.handleError(wireFailure(error, session.secrets));
  }

  /** The server has taken everything that was sent before the question. */
  #handleAnswer(): void {
    const probe = this.#line.takeProbe();
    const isAboutEnd = this.#utteranceEnd.takeAnswer();
    if (!probe || this.#isManual || this.#isSpeaking || !this.#order.isEmpty) return;
    this.#ranges.settleUntil(probe.cursor - NOTICE);
    if (isAboutEnd) this.#utteranceEnd.finishIfSettled();
  }

  #speak(isSpeaking: boolean): void {
    this.#isSpeaking = isSpeaking;
    this.#context.handleSpeech(isSpeaking);
  }
}

const noop = (): void => undefined;

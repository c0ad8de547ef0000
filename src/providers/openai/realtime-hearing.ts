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
import type { RealtimeSession } from "./realtime-session.js";
import type { RealtimeSocket } from "./realtime-socket.js";
import type { Range, SoundLog } from "./realtime-sound.js";
import { Uplink } from "./realtime-uplink.js";
import { SAMPLES_PER_MS, type ServerEvent, type WireError } from "./realtime-wire.js";

const WATCH_MS = 1000;
/** After so long without an event, although there is sound, the server is asked whether it is still there. */
const SILENT_MS = 15_000;
/** A line of which something came so shortly ago is alive. */
const HEARD_MS = 2000;
/** How long it may take to answer that. */
const ANSWER_MS = 10_000;
/** How often a socket that was full is asked. */
const FULL_MS = 100;
/** How late a server may say that speech began. */
const NOTICE = 2000 * SAMPLES_PER_MS;
/** How much earlier words may begin than the server says. */
const PADDING = 300 * SAMPLES_PER_MS;
/** How long a server that takes turns may take to end one after the silence that was sent for it. */
const TURN_END_MS = 1500;
const MOST_REMEMBERED = 256;

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

interface Spoken {
  from?: number;
  to?: number;
}

export class RealtimeHearing {
  readonly #context: HearingContext;
  readonly #uplink: Uplink;
  readonly #order: TranscriptOrder;
  readonly #isManual: boolean;
  /** Where the server says that items begin and end. */
  readonly #spoken = new Map<string, Spoken>();
  /** The newest items that the server has committed: it may say so twice. */
  readonly #committed = new Set<string>();
  /** Items of which words were told. */
  readonly #shown = new Set<string>();
  /** The sound of which the server has said everything. */
  #heardUntil: number;
  #isSpeaking = false;
  #isFinalizing = false;
  #isAskingForEnd = false;
  #heardAt: number;
  #cursorThen = 0;
  #probe: { readonly at: number; readonly cursor: number } | undefined;
  #hasEnded = false;
  #cancelWatch: () => void = noop;
  #cancelPump: () => void = noop;
  #cancelTurnEnd: () => void = noop;

  constructor(context: HearingContext) {
    const { log, socket, session, clock, limit } = context;
    this.#context = context;
    this.#isManual = session.isManual;
    this.#uplink = new Uplink({ log, socket, limit, isManual: session.isManual });
    this.#heardUntil = this.#uplink.cursor;
    this.#order = new TranscriptOrder({
      clock,
      handleFinal: (item) => this.#tellFinal(item),
      handlePartial: (item) => {
        this.#shown.add(item.id);
        forgetOldest(this.#shown);
        context.handleWords({ ...item, isExpected: true }, false);
      },
      confirmLine: () => this.#confirmLine(),
      handleTimeout: ({ range }) => {
        if (range) log.settle(range);
        context.handleError(timedOut("gave no words for something that was said"));
        this.#finishIfSettled();
      },
    });
    this.#heardAt = clock.now();
    this.#watch();
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
    this.#isFinalizing = true;
    this.pump();
    this.#cancelTurnEnd();
    if (this.#isManual) this.#finishIfSettled();
    else this.#waitForTurnEnd();
  }

  /** A server that takes turns may need to be helped, and never says that there was none. */
  #waitForTurnEnd(): void {
    this.#cancelTurnEnd = this.#context.clock.setTimeout(() => {
      if (this.#isSpeaking) this.#uplink.commitNow();
      else if (!this.#isSettled) return;
      // The answer to an older question says nothing of the newest sound.
      else if (this.#probe) this.#waitForTurnEnd();
      else {
        this.#isAskingForEnd = true;
        this.#ask();
      }
    }, TURN_END_MS);
  }

  /** Whether nothing is to come, as far as the server has said. */
  get #isSettled(): boolean {
    return this.#order.isEmpty && !this.#isSpeaking && this.#uplink.isSettled;
  }

  #finishIfSettled(): void {
    if (!this.#isFinalizing || !this.#isSettled) return;
    this.#isFinalizing = false;
    this.#context.handleNothing();
  }

  close(): void {
    this.#hasEnded = true;
    this.#cancelWatch();
    this.#cancelPump();
    this.#cancelTurnEnd();
    this.#order.dispose();
    this.#context.socket.close();
  }

  handle(event: ServerEvent): void {
    if (this.#hasEnded) return;
    this.#heardAt = this.#context.clock.now();
    this.#cursorThen = this.#uplink.cursor;
    switch (event.type) {
      case "updated":
        this.#handleAnswer();
        break;
      case "speech-start":
        this.#handleSpeechStart(event.itemId, event.atMs);
        break;
      case "speech-end":
        this.#spokenOf(event.itemId).to = this.#uplink.positionAt(event.atMs);
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

  #handleSpeechStart(itemId: string, atMs: number | undefined): void {
    const from = Math.max(this.#heardUntil, this.#uplink.positionAt(atMs) - PADDING);
    this.#spokenOf(itemId).from = from;
    // Between two items nothing was said.
    this.#context.log.settle({ from: this.#heardUntil, to: from });
    this.#order.open(itemId);
    this.#speak(true);
  }

  #handleCommitted(itemId: string, previousId: string | null | undefined): void {
    if (this.#committed.has(itemId)) return;
    this.#committed.add(itemId);
    forgetOldest(this.#committed);
    const range = this.#rangeOf(itemId);
    this.#heardUntil = Math.max(this.#heardUntil, range.to);
    if (!this.#isManual) this.#speak(false);
    // Its words came first, and have been told.
    if (!this.#order.commit(itemId, previousId, range)) this.#context.log.settle(range);
  }

  #rangeOf(itemId: string): Range {
    const commit = this.#isManual ? this.#uplink.takeCommit() : undefined;
    if (commit) return commit.range;
    const { from = this.#heardUntil, to = this.#uplink.cursor } = this.#spoken.get(itemId) ?? {};
    return { from, to: Math.max(from, to) };
  }

  #tellFinal(item: Item): void {
    const isLast = this.#isFinalizing && this.#isSettled;
    const isExpected = this.#shown.delete(item.id) || isLast;
    if (isLast) this.#isFinalizing = false;
    const range = item.range ?? this.#guessRange(item.id);
    this.#spoken.delete(item.id);
    this.#context.handleWords({ ...item, range, isExpected }, true);
  }

  /** The sound of words for which the server has not said that it was committed. */
  #guessRange(itemId: string): Range | undefined {
    if (this.#isManual) {
      // It will not be asked again, should the server still say so.
      this.#committed.add(itemId);
      return this.#uplink.takeCommit()?.range;
    }
    const { to } = this.#spoken.get(itemId) ?? {};
    // A server that never says what it has committed has heard what was sent.
    const end = to ?? (this.#committed.size > 0 ? this.#heardUntil : this.#uplink.cursor);
    const range = { from: this.#heardUntil, to: end };
    this.#heardUntil = Math.max(this.#heardUntil, end);
    return range.to > range.from ? range : undefined;
  }

  #handleFailed(itemId: string, error: WireError): void {
    const item = this.#order.fail(itemId);
    if (!item) return;
    if (item.range) this.#context.log.settle(item.range);
    this.#context.handleError(wireFailure(error, this.#context.session.secrets));
    this.#finishIfSettled();
  }

  #handleError(error: WireError): void {
    const { session, logger, log } = this.#context;
    if (isEmptyCommit(error)) {
      // The server was quicker, or had nothing.
      const commit = this.#uplink.takeCommit(error.eventId === "" ? undefined : error.eventId);
      if (commit) log.settle(commit.range);
      if (this.#isManual) this.#finishIfSettled();
    } else if (isSessionOver(error)) this.#end(undefined);
    else if (session.refuse(error)) this.#end(undefined);
    else if (error.eventId.startsWith("update_")) {
      logger.debug("OpenAIRealtimeSTT: a session was not updated", error.message);
      this.#handleAnswer();
    } else this.#context.handleError(wireFailure(error, session.secrets));
  }

  /** The server has taken everything that was sent before the question. */
  #handleAnswer(): void {
    const probe = this.#probe;
    this.#probe = undefined;
    const isAskingForEnd = this.#isAskingForEnd;
    this.#isAskingForEnd = false;
    if (!probe || this.#isManual || this.#isSpeaking || !this.#order.isEmpty) return;
    const quietUntil = probe.cursor - NOTICE;
    this.#context.log.settle({ from: this.#heardUntil, to: quietUntil });
    this.#heardUntil = Math.max(this.#heardUntil, quietUntil);
    if (isAskingForEnd) this.#finishIfSettled();
  }

  #speak(isSpeaking: boolean): void {
    this.#isSpeaking = isSpeaking;
    this.#context.handleSpeech(isSpeaking);
  }

  #spokenOf(itemId: string): Spoken {
    const known = this.#spoken.get(itemId);
    if (known) return known;
    const spoken: Spoken = {};
    this.#spoken.set(itemId, spoken);
    forgetOldest(this.#spoken);
    return spoken;
  }

  /** Asks the server something that changes nothing. */
  #ask(): void {
    if (this.#probe) return;
    const { clock, socket, session } = this.#context;
    this.#probe = { at: clock.now(), cursor: this.#uplink.cursor };
    socket.send(session.update());
  }

  #confirmLine(): boolean {
    if (this.#context.clock.now() - this.#heardAt < HEARD_MS) return true;
    this.#ask();
    return false;
  }

  /** Browsers show no pings: a connection that is half open is found by asking. */
  #watch(): void {
    const { clock } = this.#context;
    this.#cancelWatch = clock.setTimeout(() => {
      const now = clock.now();
      const probe = this.#probe;
      const isBusy = this.#uplink.cursor > this.#cursorThen || !this.#order.isEmpty;
      if (probe && now - Math.max(probe.at, this.#heardAt) >= ANSWER_MS) {
        this.#end(interrupted("The server of the speech recognition does not answer any more."));
        return;
      }
      if (isBusy && now - this.#heardAt >= SILENT_MS) this.#ask();
      this.#watch();
    }, WATCH_MS);
  }
}

function forgetOldest(ids: { readonly size: number; keys(): Iterable<string>; delete(id: string): boolean }): void {
  const [oldest] = ids.keys();
  if (ids.size > MOST_REMEMBERED && oldest !== undefined) ids.delete(oldest);
}

const noop = (): void => undefined;

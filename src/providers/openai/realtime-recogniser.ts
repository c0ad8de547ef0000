/** A recogniser in real time on OpenAI's Realtime API, over as many connections as it takes. */
import type { LiveAvatarError } from "../../core/errors.js";
import { guard } from "../../core/guard.js";
import type { Logger } from "../../core/ports/logger.js";
import type { RealtimeSTTCallbacks, RealtimeSTTConnection } from "../../core/ports/realtime-stt.js";
import type { VADProvider } from "../../core/ports/voice-activity.js";
import { asFailure, connectRealtime, type ConnectOptions } from "./realtime-connect.js";
import { failed, interrupted, isFinal, type SocketEnd } from "./realtime-failure.js";
import { type HeardItem, RealtimeHearing } from "./realtime-hearing.js";
import { SoundLog } from "./realtime-sound.js";
import { Utterances } from "./realtime-utterances.js";
import { SAMPLES_PER_SECOND } from "./realtime-wire.js";

/** What is kept of sound that has not been told. */
const KEPT = 60 * SAMPLES_PER_SECOND;
/** What may wait for a connection that is too slow. */
const MOST_WAITING = 30 * SAMPLES_PER_SECOND;
const FIRST_PAUSE_MS = 500;
const MOST_TRIES = 5;
/** A connection that lasted as long was a good one. */
const GOOD_MS = 30_000;
/** How often the same complaint is told. */
const COMPLAINT_MS = 10_000;
const MOST_COMPLAINTS = 50;

export interface RecogniserOptions extends ConnectOptions {
  readonly vad: VADProvider | undefined;
  readonly logger: Logger;
}

/** Owns the sound, the connection, and the time between two connections. */
export class RealtimeRecogniser implements RealtimeSTTConnection {
  readonly #options: RecogniserOptions;
  readonly #callbacks: RealtimeSTTCallbacks;
  readonly #log = new SoundLog(KEPT);
  /** Aborted when it is over. */
  readonly #life = new AbortController();
  #hearing: RealtimeHearing | undefined;
  #utterances: Utterances | undefined;
  #isSpeech = false;
  /** What was told up to there cannot be told in order any more. */
  #toldUntil = 0;
  #connectedAt = 0;
  #tries = 0;
  readonly #complaints = new Map<string, number>();

  constructor(options: RecogniserOptions, callbacks: RealtimeSTTCallbacks) {
    this.#options = options;
    this.#callbacks = callbacks;
  }

  /** The first connection. @throws LiveAvatarError; an AbortError */
  async connect(signal: AbortSignal | undefined): Promise<this> {
    const giveUp = (): void => this.#life.abort(signal?.reason);
    if (signal?.aborted) giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      await this.#connect().catch((error: unknown) => {
        // The token may have been an old one.
        if (asFailure(error).code === "stt-refused" && !isFinal(asFailure(error))) return this.#connect();
        throw error;
      });
      return this;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  send(frame: Float32Array): void {
    if (this.#life.signal.aborted) return;
    this.#log.append(frame);
    this.#utterances?.take(frame);
    this.#hearing?.pump();
    this.#dropWhatWaits();
  }

  finalize(): void {
    if (this.#life.signal.aborted) return;
    if (this.#utterances) this.#utterances.finalize();
    else this.#log.break("commit");
    this.#hearing?.finalize();
  }

  close(): void {
    this.#life.abort();
    this.#hearing?.close();
    this.#hearing = undefined;
    this.#utterances?.close();
  }

  async #connect(): Promise<void> {
    const { signal } = this.#life;
    const { clock, logger, vad } = this.#options;
    const line: { hearing?: RealtimeHearing; end?: SocketEnd } = {};
    const { socket, session } = await connectRealtime(this.#options, {
      signal,
      handleEvent: (event) => line.hearing?.handle(event),
      handleEnd: (end) => {
        if (line.hearing) line.hearing.handleEnd(end);
        else line.end = end;
      },
    });
    if (signal.aborted) {
      socket.close();
      return;
    }
    if (session.isManual) {
      this.#utterances ??= new Utterances(vad, {
        ...{ log: this.#log, signal },
        handleSpeech: (isSpeech) => this.#speak(isSpeech),
        handleError: (error) => this.#complain(asFailure(error)),
      });
    }
    this.#forgetWhatIsGone();
    this.#connectedAt = clock.now();
    const hearing = new RealtimeHearing({
      ...{ socket, session, clock, logger, log: this.#log },
      limit: () => this.#utterances?.limit ?? Infinity,
      handleWords: (item, isFinal) => this.#tell(item, isFinal),
      handleNothing: () => this.#call(() => this.#callbacks.onTranscript("", { isFinal: true })),
      handleSpeech: (isSpeech) => this.#speak(isSpeech),
      handleError: (error) => this.#complain(error),
      handleEnd: (error) => this.#renew(error),
    });
    this.#hearing = line.hearing = hearing;
    hearing.pump();
    // It was over before it began.
    if (line.end) hearing.handleEnd(line.end);
  }

  /** A connection has ended. @param error undefined where its time was over, which is nothing to tell */
  #renew(error: LiveAvatarError | undefined): void {
    this.#hearing?.close();
    this.#hearing = undefined;
    this.#speak(false);
    const wasGood = this.#options.clock.now() - this.#connectedAt >= GOOD_MS;
    if (wasGood) this.#tries = 0;
    if (error && isFinal(error)) this.#giveUp(error);
    else {
      if (error) this.#complain(error);
      const isPlanned = !error && wasGood;
      void this.#reconnect(
        error ?? interrupted("The session of the speech recognition was over."),
        isPlanned ? 0 : undefined,
      );
    }
  }

  /** Tries again until it is connected, closed or given up. @param pauseMs the first pause, if it is another one */
  async #reconnect(last: LiveAvatarError, pauseMs?: number): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#life;
    let error = last;
    while (!signal.aborted) {
      if (this.#tries >= MOST_TRIES) {
        this.#giveUp(error);
        return;
      }
      const pause = Math.max(pauseMs ?? FIRST_PAUSE_MS * 2 ** this.#tries, 1000 * (error.retryAfter ?? 0));
      pauseMs = undefined;
      this.#tries += 1;
      try {
        await clock.sleep(pause, signal);
        await this.#connect();
        return;
      } catch (cause) {
        error = asFailure(cause);
        if (isFinal(error)) this.#giveUp(error);
      }
    }
  }

  #giveUp(error: LiveAvatarError): void {
    if (this.#life.signal.aborted) return;
    this.close();
    this.#call(() => this.#callbacks.onClose?.(error));
  }

  /** Words of an item that can be told now. */
  #tell(item: HeardItem, isFinal: boolean): void {
    if (!isFinal) {
      this.#call(() => this.#callbacks.onTranscript(item.text.trim(), { isFinal, itemId: item.id }));
      return;
    }
    this.#tries = 0;
    const { range } = item;
    // Sound that an earlier connection has lost comes after what was told meanwhile.
    const isLate = item.isLate || (range !== undefined && range.to < this.#toldUntil);
    if (range) {
      this.#log.settle(range);
      this.#toldUntil = Math.max(this.#toldUntil, range.to);
    }
    const text = item.text.trim();
    if (text === "" && !item.isExpected) return;
    this.#call(() => {
      this.#callbacks.onTranscript(text, { isFinal, itemId: item.id, ...(isLate && { isLate }) });
    });
  }

  #speak(isSpeech: boolean): void {
    if (this.#isSpeech === isSpeech || this.#life.signal.aborted) return;
    this.#isSpeech = isSpeech;
    this.#call(() => (isSpeech ? this.#callbacks.onSpeechStart?.() : this.#callbacks.onSpeechEnd?.()));
  }

  /** Gives up the oldest of what a connection does not take. */
  #dropWhatWaits(): void {
    const hearing = this.#hearing;
    if (!hearing || hearing.waiting <= MOST_WAITING) return;
    hearing.skip(hearing.waiting - MOST_WAITING);
    this.#complain(failed("The connection of the speech recognition is slower than speech: some words were lost."));
  }

  /** Says once that sound was lost which a new connection should have heard. */
  #forgetWhatIsGone(): void {
    const log = this.#log;
    if (log.oldest <= log.settledUntil) return;
    log.settle({ from: 0, to: log.oldest });
    this.#complain(interrupted("More was said than is kept for a new connection: some words were lost."));
  }

  #complain(error: LiveAvatarError): void {
    if (this.#life.signal.aborted) return;
    const now = this.#options.clock.now();
    const before = this.#complaints.get(error.message);
    if (before !== undefined && now - before < COMPLAINT_MS) return;
    if (this.#complaints.size > MOST_COMPLAINTS) this.#complaints.clear();
    this.#complaints.set(error.message, now);
    this.#call(() => this.#callbacks.onError(error));
  }

  #call(act: () => void): void {
    guard(act, (error) => this.#options.logger.error("OpenAIRealtimeSTT: a callback threw", error));
  }
}

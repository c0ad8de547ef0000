/** The way of the sound to one connection. */
import type { Break, Range, SoundLog } from "./realtime-sound.js";
import { SAMPLES_PER_MS, SAMPLES_PER_SECOND, audioAppend, audioClear, audioCommit } from "./realtime-wire.js";

/** 100 ms: also the least that may be committed. */
const CHUNK = SAMPLES_PER_SECOND / 10;
/** A server that takes turns ends an utterance after half a second of silence; with a reserve for those that take longer. */
const SILENCE = SAMPLES_PER_SECOND;
/** Bytes that may wait in the socket: some four seconds of sound. */
const MOST_BUFFERED = 262_144;
/** Below −50 dB of the loudest: a microphone that is muted. */
const SILENT_PEAK = 100;

export interface UplinkSocket {
  readonly bufferedAmount: number;
  send(message: object): void;
}

interface Piece {
  /** The position in the server's sound. */
  readonly server: number;
  /** The position in ours; undefined for silence that we added. */
  readonly log: number | undefined;
  length: number;
}

/** What was committed, until the server says which item it is. */
export interface Commit {
  readonly range: Range;
  readonly eventId: string;
}

export interface UplinkOptions {
  readonly log: SoundLog;
  readonly socket: UplinkSocket;
  /** The server takes no turns: ends of utterances are commits. */
  readonly isManual: boolean;
  /** Where the sound may be sent up to. */
  readonly limit: () => number;
}

/**
 * Sends what is not settled, then what comes, and at the end of each utterance what makes the server end it, too. It remembers which
 * part of the server's sound is which part of ours.
 */
export class Uplink {
  readonly #options: UplinkOptions;
  /** Parts that are sent again; the last one has no end. */
  readonly #parts: Range[];
  readonly #done = new WeakSet<Break>();
  readonly #pieces: Piece[] = [];
  readonly #commits: Commit[] = [];
  #cursor: number;
  /** The server's sound. */
  #sent = 0;
  /** Where the sound that is not committed begins, how much of it there is, and how loud it is. */
  #openFrom: number;
  #openLength = 0;
  #openPeak = 0;
  #commitCount = 0;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#parts = options.log.unsettled();
    const last = this.#parts.at(-1);
    if (last) this.#parts[this.#parts.length - 1] = { from: last.from, to: Infinity };
    this.#cursor = this.#parts[0]?.from ?? options.log.end;
    this.#openFrom = this.#cursor;
  }

  /** Up to where our sound was sent. */
  get cursor(): number {
    return this.#cursor;
  }

  /** How many samples wait for a socket that takes no more. */
  get waiting(): number {
    return Math.max(0, Math.min(this.#options.log.end, this.#options.limit()) - this.#cursor);
  }

  /** Whether the socket takes no more. */
  get isBlocked(): boolean {
    return this.#options.socket.bufferedAmount >= MOST_BUFFERED;
  }

  /** Whether nothing waits, and the server has said of every commit which item it is. */
  get isSettled(): boolean {
    return this.waiting === 0 && this.#commits.length === 0;
  }

  /** Sends what can be sent. */
  pump(): void {
    while (!this.isBlocked && this.#step());
  }

  /** Ends an utterance that a server which takes turns does not end. */
  commitNow(): void {
    this.#options.socket.send(audioCommit(this.#nextCommitId()));
  }

  /** Gives up sound that waits. */
  skipTo(position: number): void {
    if (position <= this.#cursor) return;
    this.#cursor = position;
    while (this.#parts.length > 1 && (this.#parts[0]?.to ?? 0) <= position) this.#parts.shift();
  }

  /** The commit that the server has just answered; the oldest one, or the one with that id. */
  takeCommit(eventId?: string): Commit | undefined {
    const index = eventId === undefined ? 0 : this.#commits.findIndex((commit) => commit.eventId === eventId);
    return index < 0 ? undefined : this.#commits.splice(index, 1)[0];
  }

  /** The position in our sound of a time of the server's; where it makes no sense, up to where we have sent. */
  positionAt(ms: number | undefined): number {
    if (ms === undefined) return this.#cursor;
    const server = Math.round(ms * SAMPLES_PER_MS);
    let position = this.#pieces[0]?.log ?? this.#cursor;
    for (const piece of this.#pieces) {
      if (piece.server > server) break;
      if (piece.log !== undefined) position = piece.log + Math.min(piece.length, server - piece.server);
    }
    return Math.min(position, this.#cursor);
  }

  /** Sends one message, or moves on; false where there is nothing to do now. */
  #step(): boolean {
    const { log } = this.#options;
    const part = this.#parts[0];
    if (!part) return false;
    this.#cursor = Math.min(log.next(Math.max(this.#cursor, log.oldest)), part.to);
    const end = log.breaks.find((one) => one.at >= this.#cursor && one.at <= part.to && !this.#done.has(one));
    const until = Math.min(part.to, log.end, this.#options.limit(), end?.at ?? Infinity);
    if (this.#cursor < until) {
      const isLast = until === end?.at || until === part.to;
      const length = Math.min(until - this.#cursor, CHUNK);
      if (length < CHUNK && !isLast) return false;
      this.#append(length);
      return true;
    }
    if (end?.at === this.#cursor) {
      this.#done.add(end);
      this.#end(end.kind);
      return true;
    }
    if (this.#cursor < part.to) return false;
    this.#end("commit");
    this.#parts.shift();
    this.#cursor = this.#parts[0]?.from ?? this.#cursor;
    return true;
  }

  #append(length: number): void {
    const from = this.#cursor;
    const samples = this.#options.log.read({ from, to: from + length });
    if (this.#openLength === 0) this.#openFrom = from;
    for (const sample of samples) this.#openPeak = Math.max(this.#openPeak, Math.abs(sample));
    this.#openLength += length;
    this.#send(samples, from);
    this.#cursor = from + length;
  }

  #send(samples: Int16Array, log: number | undefined): void {
    const { length } = samples;
    const last = this.#pieces.at(-1);
    const isSame =
      last && (log === undefined ? last.log === undefined : last.log !== undefined && last.log + last.length === log);
    if (isSame) last.length += length;
    else this.#pieces.push({ server: this.#sent, log, length });
    this.#sent += length;
    this.#options.socket.send(audioAppend(samples));
  }

  #end(kind: Break["kind"]): void {
    const { log, socket, isManual } = this.#options;
    if (this.#openLength === 0) return;
    const range = { from: this.#openFrom, to: this.#cursor };
    if (!isManual) this.#sendSilence(SILENCE);
    else if (kind === "discard" || this.#openPeak < SILENT_PEAK) {
      // A recogniser finds words in silence, too.
      socket.send(audioClear());
      log.settle(range);
    } else {
      this.#sendSilence(CHUNK - this.#openLength);
      const eventId = this.#nextCommitId();
      this.#commits.push({ range, eventId });
      socket.send(audioCommit(eventId));
    }
    this.#openLength = 0;
    this.#openPeak = 0;
  }

  #nextCommitId(): string {
    this.#commitCount += 1;
    return `commit_${this.#commitCount}`;
  }

  #sendSilence(length: number): void {
    for (let left = length; left > 0; left -= CHUNK) this.#send(new Int16Array(Math.min(left, CHUNK)), undefined);
  }
}

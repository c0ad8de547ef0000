/**
 * The filter that takes a model's thoughts out of its streamed answer: what stands between `<think>` and `</think>` and their
 * cousins ({@link readThoughtTag}), in gpt-oss's analysis channel, or before an end mark that no mark began.
 */
import { AnswerText } from "./answer-text.js";
import type { UnopenedThoughts } from "./thought-beginnings.js";
import { CHARACTERS_AFTER, isMentioned, isQuoted, mayBeMentioned } from "./spoken-about.js";
import { type ThoughtPhrase, readThoughtPhrase } from "./thought-phrases.js";
import { readThoughtTag, TAG_BEGINS, type ThoughtTag } from "./thought-tags.js";

export interface ThoughtFilter {
  /** Returns what is certain to be no thought by now. */
  push(chunk: string): string;
  /**
   * Ends the answer: returns what was kept back and is no thought. The filter is used up.
   * @param isWhole false for an answer that broke off: what looks like the beginning of a thought then counts as one. Default true.
   */
  flush(isWhole?: boolean): string;
  /** Whether something was taken out, up to now. */
  readonly found: boolean;
  /** What to expect of the next answer of the same model; certain after `flush()`. */
  readonly unopened: UnopenedThoughts;
}

export interface ThoughtFilterOptions {
  /** Default `guess`. For the answers of one model after another, give what the last filter says. */
  readonly unopened?: UnopenedThoughts | undefined;
}

/** A thought that has not ended. */
interface Thought {
  readonly name: string;
  /** Thoughts of the same name within it are counted. */
  depth: number;
  /** What came after an end mark, while one more is missing: the answer, if the inner thought was never ended. */
  after: string | undefined;
  /** The end of it, up to now. */
  tail: string;
  readonly phrase: ThoughtPhrase | undefined;
}

/** So much of a thought decides whether a mark in it is quoted. */
const TAIL = 200;
const LONGEST_HEADER = 200;
/** What comes after an end mark and may be the answer has a bound. */
const MOST_KEPT = 1_000_000;
const LINE_START = /(?:^|\n)[\s>*-]*$/;

/**
 * The text that is left does not depend on where the stream was cut.
 *
 * A mark in Markdown code or in quotes is spoken about, and stays; so does one in the middle of a sentence that goes on after it
 * ("the <think> tag"). Everywhere else a mark begins a thought, and one that is never ended lasts to the end of the answer. White
 * space after a thought is dropped at the beginning of an answer, and where there was some before it.
 */
export function createThoughtFilter({ unopened = "guess" }: ThoughtFilterOptions = {}): ThoughtFilter {
  return new Filter(unopened);
}

class Filter implements ThoughtFilter {
  readonly #mode: UnopenedThoughts;
  readonly #answer: AnswerText;
  /** What has come and is not yet decided. */
  #input = "";
  #thought: Thought | undefined;
  /** Within gpt-oss's frame: the text of a header, up to its message. */
  #header: string | undefined;
  /** The name of the frame that the answer proper stands in. */
  #frame: string | undefined;
  /** Beginnings that were spoken about, by name: so are as many of their ends. */
  readonly #spokenAbout = new Map<string, number>();
  #found = false;
  #endedUnopened = false;
  #isWhole = false;

  constructor(mode: UnopenedThoughts) {
    this.#mode = mode;
    this.#answer = new AnswerText(mode);
  }

  get found(): boolean {
    return this.#found;
  }

  get unopened(): UnopenedThoughts {
    if (this.#endedUnopened) return "expect";
    if (this.#found) return "ignore";
    if (!this.#isWhole) return this.#mode;
    return this.#mode === "expect" ? "guess" : "ignore";
  }

  push(chunk: string): string {
    this.#input += chunk;
    this.#read(false);
    return this.#answer.take();
  }

  flush(isWhole = true): string {
    this.#isWhole = isWhole;
    this.#read(isWhole);
    const after = this.#thought?.after;
    if (after !== undefined && isWhole) this.#answer.say(after);
    this.#answer.end(isWhole);
    return this.#answer.take();
  }

  /** @param isOver nothing more comes: what could still become a mark is decided */
  #read(isOver: boolean): void {
    let isUndecided = false;
    while (this.#input !== "" && !isUndecided) {
      if (this.#thought?.phrase) isUndecided = this.#readInPhrase(this.#thought.phrase, isOver);
      else isUndecided = this.#readOn(isOver);
    }
  }

  /** Takes in all up to the next mark, and the mark. Returns true where more has to come first. */
  #readOn(isOver: boolean): boolean {
    const input = this.#input;
    if (this.#answer.isFresh && !this.#thought && this.#header === undefined) {
      const phrase = readThoughtPhrase(this.#answer.lead + input, isOver);
      if (phrase === "begun") return true;
      if (phrase) {
        this.#input = (this.#answer.lead + input).slice(phrase.end);
        this.#begin("", phrase);
        return false;
      }
    }
    let at = nextBegin(input, 0);
    let tag = at === -1 ? undefined : readThoughtTag(input, at);
    while (at !== -1 && tag === undefined) {
      at = nextBegin(input, at + 1);
      tag = at === -1 ? undefined : readThoughtTag(input, at);
    }
    this.#passText(at === -1 ? input : input.slice(0, at));
    this.#input = at === -1 ? "" : input.slice(at);
    if (at === -1 || tag === undefined) return false;
    if (tag === "begun") {
      if (!isOver) return true;
      this.#passText(this.#input.slice(0, 1));
      this.#input = this.#input.slice(1);
      return false;
    }
    const length = tag.end - at;
    const following = this.#input.slice(length, length + CHARACTERS_AFTER);
    if (!isOver && (tag.kind === "close" ? following === "" : mayBeMentioned(following))) return true;
    const mark = this.#input.slice(0, length);
    this.#input = this.#input.slice(length);
    this.#passTag(tag, mark, following);
    return false;
  }

  #readInPhrase(phrase: ThoughtPhrase, isOver: boolean): boolean {
    const at = this.#input.indexOf(phrase.close);
    if (at === -1) {
      this.#input = isOver ? "" : this.#input.slice(1 - phrase.close.length);
      return true;
    }
    this.#input = this.#input.slice(at + phrase.close.length);
    this.#thought = undefined;
    return false;
  }

  #passText(text: string): void {
    const thought = this.#thought;
    if (this.#header !== undefined) this.#header = (this.#header + text).slice(0, LONGEST_HEADER);
    else if (!thought) this.#answer.say(text);
    else {
      thought.tail = (thought.tail + text).slice(-TAIL);
      if (thought.after !== undefined) thought.after = (thought.after + text).slice(0, MOST_KEPT);
    }
  }

  #passTag(tag: ThoughtTag, mark: string, following: string): void {
    if (this.#thought) this.#passTagInThought(this.#thought, tag, mark, following);
    else if (this.#header !== undefined) this.#passTagInHeader(tag);
    else this.#passTagInText(tag, mark, following);
  }

  #passTagInText(tag: ThoughtTag, mark: string, following: string): void {
    const { kind, name } = tag;
    if (this.#isSpokenAbout(tag, following)) {
      const change = kind === "open" ? 1 : kind === "close" ? -1 : 0;
      this.#spokenAbout.set(name, Math.max(0, (this.#spokenAbout.get(name) ?? 0) + change));
      this.#answer.say(mark);
    } else if (kind === "open") this.#begin(name);
    else if (kind === "close") this.#endUnopened();
    else if (kind === "channel" || kind === "start") {
      this.#found = true;
      this.#header = "";
      this.#answer.release();
      this.#answer.trim();
    } else if (kind === "begin-answer" || kind === "end-answer") this.#passAnswerMark(tag, mark);
    else this.#answer.trim();
  }

  /** The frame of an answer counts only where a thought has shown that it is one: "answer" is a word as any other. */
  #passAnswerMark({ kind, name }: ThoughtTag, mark: string): void {
    if (kind === "begin-answer" && this.#answer.isFresh && this.#found) {
      this.#frame = name;
      this.#answer.trim();
    } else if (kind === "end-answer" && this.#frame === name) {
      this.#frame = undefined;
      this.#answer.trim();
    } else this.#answer.say(mark);
  }

  #passTagInThought(thought: Thought, { kind, name }: ThoughtTag, mark: string, following: string): void {
    const isOfFrame = thought.name === "channel";
    if (isOfFrame && kind === "end") this.#thought = undefined;
    else if (isOfFrame && (kind === "channel" || kind === "start")) {
      this.#thought = undefined;
      this.#header = "";
    } else if (name !== thought.name || isOfFrame || isQuoted({ before: thought.tail, after: following })) {
      this.#passText(mark);
    } else if (kind === "open" && LINE_START.test(thought.tail)) {
      thought.depth += 1;
      this.#passText(mark);
    } else if (kind === "close") {
      thought.depth -= 1;
      if (thought.depth === 0) this.#thought = undefined;
      else if (thought.after === undefined) thought.after = "";
      else this.#passText(mark);
    } else this.#passText(mark);
  }

  #passTagInHeader({ kind }: ThoughtTag): void {
    const header = this.#header?.trim().toLowerCase() ?? "";
    if (kind === "channel" || kind === "start") this.#header = "";
    else if (kind === "message") {
      this.#header = undefined;
      // A header without a channel is that of an answer.
      if (/(?:^|\s)(?:analysis|commentary)\b/.test(header)) this.#begin("channel");
      else this.#answer.trim();
    } else if (kind === "end") this.#header = undefined;
  }

  #begin(name: string, phrase?: ThoughtPhrase): void {
    this.#found = true;
    // A thought that a mark begins is none that no mark begins.
    this.#answer.release();
    this.#answer.trim();
    this.#thought = { name, phrase, depth: 1, after: undefined, tail: "" };
  }

  /** All that could be kept back was thought; what could not is said, and the mark at least is not. */
  #endUnopened(): void {
    this.#found = true;
    this.#endedUnopened = true;
    this.#answer.drop();
    this.#answer.trim();
  }

  #isSpokenAbout({ kind, name }: ThoughtTag, after: string): boolean {
    const place = { before: this.#answer.tail, after };
    if (kind === "close") {
      if (this.#answer.code.inLine || (this.#spokenAbout.get(name) ?? 0) > 0 || isQuoted(place)) return true;
      return this.#answer.code.inBlock && !this.#answer.isWithheld;
    }
    if (this.#answer.isFresh) return false;
    if (this.#answer.code.inLine || this.#answer.code.inBlock) return true;
    return (kind === "open" || kind === "empty") && isMentioned(place);
  }
}

function nextBegin(text: string, from: number): number {
  TAG_BEGINS.lastIndex = from;
  return TAG_BEGINS.exec(text)?.index ?? -1;
}

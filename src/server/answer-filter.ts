/** What an answer of the model server has to pass on its way to the visitor. */
import { HandlerFailure } from "./failure.js";
import { JsonBounds, type JsonLimits } from "./json-bounds.js";
import { MODEL_PATHS } from "./model-options.js";
import { type AnswerFilter, ByteRedactor } from "./redact-bytes.js";
import type { KeyRedactor } from "./redact-key.js";
import { LineRedactor } from "./redact-lines.js";

/** 20 minutes of speech that is not compressed. */
const MAX_ANSWER_BYTES = 64_000_000;
/** 256 vectors of 8192 numbers. */
const JSON_LIMITS: JsonLimits = { maxDepth: 64, maxParts: 2_200_000 };
/** The parameters of a media type that say how it is read. */
const PARAMETER = /^\s*(?:charset|codecs?|rate|channels)=[\w."-]{1,32}\s*$/i;
const MEDIA_TYPE = /^[\w.+-]{1,64}\/[\w.+-]{1,64}$/;

/** @param path the path below the model server's address that answered */
export function createAnswerFilter(type: string, path: string, redactor: KeyRedactor): AnswerFilter {
  const isJson = /^application\/json/i.test(type);
  const isRead = /^text\/event-stream/i.test(type) || (isJson && path !== MODEL_PATHS.embeddings);
  const { finder } = redactor;
  const inner = isRead
    ? new LineRedactor(finder)
    : finder
      ? new ByteRedactor(finder, /^audio\//i.test(type))
      : AS_IT_IS;
  const bounds = isJson ? new JsonBounds(JSON_LIMITS) : undefined;
  // One character a byte: what JSON is built of is ASCII.
  const decoder = new TextDecoder("latin1");
  let size = 0;
  return {
    push(piece) {
      size += piece.byteLength;
      if (size > MAX_ANSWER_BYTES) throw new RangeError(`it has more than ${MAX_ANSWER_BYTES} bytes`);
      const tooMuch = bounds?.push(decoder.decode(piece));
      if (tooMuch !== undefined) throw new RangeError(`it has ${tooMuch}`);
      return inner.push(piece);
    },
    flush: () => inner.flush(),
  };
}

const AS_IT_IS: AnswerFilter = { push: (piece) => piece, flush: () => new Uint8Array() };

/**
 * The media type of an answer, as the visitor gets it: no other header of the model server is passed on, and of this one only
 * what a browser reads.
 * @throws HandlerFailure where the key is in it
 */
export function answerType(type: string, redactor: KeyRedactor): string {
  const [essence = "", ...parameters] = type.split(";");
  const kept = [
    essence.trim(),
    ...parameters.filter((parameter) => PARAMETER.test(parameter)).map((text) => text.trim()),
  ];
  if (!MEDIA_TYPE.test(kept[0] ?? "") || redactor.isIn(kept.join(";"))) {
    throw new HandlerFailure("upstream-invalid", "The model server's answer has a type that is none.");
  }
  return kept.join("; ");
}

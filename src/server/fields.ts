/** Single fields of a visitor's body: absent, or what they must be. `null` counts as absent, as in OpenAI's clients. */
import type { Fields } from "./body.js";
import { HandlerFailure } from "./failure.js";
import type { ModelHandlerSettings, ModelKind } from "./model-options.js";

const VOICE = /^[\p{L}\p{N} ._:/+-]{0,100}$/u;

export const bodyInvalid = (message: string): HandlerFailure => new HandlerFailure("body-invalid", message);

/** A field that must be one of some words. */
export function oneOf<const Word extends string>(
  fields: Fields,
  name: string,
  words: readonly Word[],
): Partial<Record<string, Word>> {
  const value = fields[name] ?? undefined;
  if (value === undefined) return {};
  const word = words.find((known) => known === value);
  if (word === undefined) throw bodyInvalid(`${name}: must be one of ${words.join(", ")}.`);
  return { [name]: word };
}

export function number(
  fields: Fields,
  name: string,
  { min, max, isWhole = false }: { min: number; max: number; isWhole?: boolean },
): Partial<Record<string, number>> {
  const value = fields[name] ?? undefined;
  if (value === undefined) return {};
  if (typeof value !== "number" || !(value >= min && value <= max) || (isWhole && !Number.isInteger(value))) {
    throw bodyInvalid(`${name}: must be a ${isWhole ? "whole " : ""}number from ${min} to ${max}.`);
  }
  return { [name]: value };
}

export function word(fields: Fields, name: string, pattern: RegExp): Partial<Record<string, string>> {
  const value = fields[name] ?? undefined;
  if (value === undefined) return {};
  if (typeof value !== "string" || !pattern.test(value)) throw bodyInvalid(`${name}: is none.`);
  return { [name]: value };
}

/**
 * The model that a request names, if the site lends it, else the site's first.
 * @throws HandlerFailure `model-not-allowed`
 */
export function modelOf(fields: Fields, kind: ModelKind, { models }: ModelHandlerSettings): string {
  const list = models[kind] ?? [];
  const asked = fields["model"] ?? "";
  const model = asked === "" ? list[0] : list.find((name) => name === asked);
  if (model === undefined) throw new HandlerFailure("model-not-allowed", "model: this site does not offer that one.");
  return model;
}

/**
 * The voice that a request names, if the site lends it; without one the first of the site's own list.
 * @throws HandlerFailure `voice-not-allowed`
 */
export function voiceOf(fields: Fields, { voices, defaultVoice }: ModelHandlerSettings): { readonly voice?: string } {
  const { voice: asked = "" } = word(fields, "voice", VOICE);
  const voice = asked === "" ? defaultVoice : voices.find((name) => name === asked);
  if (voice === undefined && asked !== "") {
    throw new HandlerFailure("voice-not-allowed", "voice: this site does not offer that one.");
  }
  return voice === undefined ? {} : { voice };
}

/** Counts the characters of a request against the site's limit. */
export class InputMeter {
  readonly #maxChars: number;
  #chars = 0;

  constructor({ maxInputChars }: ModelHandlerSettings) {
    this.#maxChars = maxInputChars;
  }

  /** @throws HandlerFailure `input-too-long` */
  count(text: string): string {
    this.#chars += text.length;
    if (this.#chars > this.#maxChars) {
      throw new HandlerFailure(
        "input-too-long",
        `The words of one request are limited to ${this.#maxChars} characters.`,
      );
    }
    return text;
  }
}

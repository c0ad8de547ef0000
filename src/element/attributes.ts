/**
 * The attributes of `<live-avatar>`, one row each: Lit's properties and their types, what a start reads, the manifest, the
 * reference in the README and the tests follow from it. The comment above a row is its description everywhere. `read` says
 * when a value counts: `live` at any time, `start` when a conversation is started.
 */
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";

/** What a property of kind `word` may take besides its words, by name. */
interface Objects {
  readonly AvatarRenderer: AvatarRenderer;
}

type Kind =
  | { readonly kind: "text"; readonly value?: string }
  | { readonly kind: "flag" }
  | { readonly kind: "number"; readonly value?: number; readonly max?: number }
  | {
      readonly kind: "word";
      readonly words: readonly [string | undefined, ...string[]];
      readonly object?: keyof Objects;
    };

export type Attribute = Kind & { readonly attribute: string; readonly read: "live" | "start"; readonly reflect?: true };

/**
 * Property name → its attribute. The first of `words` is the default, undefined where leaving it out is a choice of its
 * own; what is not in the list counts as the first. A flag that a start reads and whose name begins with `no` is turned
 * round in the settings: `noKeepAlive` is read as `keepAlive`.
 */
export const ATTRIBUTES = {
  /** URL of the site's backend that mints session tokens. */
  tokenEndpoint: { attribute: "token-endpoint", kind: "text", read: "start" },
  /** Base URL of the LiveAvatar service; default `https://api.liveavatar.com`. */
  apiUrl: { attribute: "api-url", kind: "text", read: "start" },
  /** Who is shown; default `liveavatar` where there is a token source, else `portrait`. */
  renderer: {
    attribute: "renderer",
    kind: "word",
    words: [undefined, "liveavatar", "portrait"],
    object: "AvatarRenderer",
    read: "start",
  },
  /** OpenAI-compatible base URL on the site's backend: the page's own language model answers. */
  llmBaseUrl: { attribute: "llm-base-url", kind: "text", read: "start" },
  /** Name of the language model, as its server calls it. */
  llmModel: { attribute: "llm-model", kind: "text", read: "start" },
  /** OpenAI-compatible base URL of the portrait's voice; default the browser's own voice, where it has one. */
  ttsBaseUrl: { attribute: "tts-base-url", kind: "text", read: "start" },
  /** Name of the speech model, as its server calls it. */
  ttsModel: { attribute: "tts-model", kind: "text", read: "start" },
  /** Voice of the speech model; default the server's. */
  ttsVoice: { attribute: "tts-voice", kind: "text", read: "start" },
  /** Who the page's own language model is. Public text: the server's prompt is what protects. */
  systemPrompt: { attribute: "system-prompt", kind: "text", read: "start" },
  /** URL of a character card (JSON or PNG), in place of the system prompt. */
  characterCard: { attribute: "character-card", kind: "text", read: "start" },
  /** What the avatar says as soon as it is there. */
  greeting: { attribute: "greeting", kind: "text", read: "start" },
  /** Whether the page's own language model shows emotions, and is told how. */
  emotions: { attribute: "emotions", kind: "flag", read: "start" },
  /** How long the page's own language model may think; default as the model has it. */
  reasoningEffort: {
    attribute: "reasoning-effort",
    kind: "word",
    words: [undefined, "none", "low", "medium", "high"],
    read: "start",
  },
  /** Whether answers are text only, until `say()`. */
  noAutoSpeak: { attribute: "no-auto-speak", kind: "flag", read: "start" },
  /** How turns are taken; a hint for the token endpoint, the token decides. */
  interaction: { attribute: "interaction", kind: "word", words: ["conversational", "push-to-talk"], read: "start" },
  /** What a start does about the microphone. */
  microphone: { attribute: "microphone", kind: "word", words: ["ask", "muted", "off"], read: "start" },
  /** Hides the line to type in. */
  noTextInput: { attribute: "no-text-input", kind: "flag", read: "live" },
  /** Hides captions while there is sound. */
  noCaptions: { attribute: "no-captions", kind: "flag", read: "live" },
  /** Hides the transcript. */
  noTranscript: { attribute: "no-transcript", kind: "flag", read: "live" },
  /** Does not keep the service's session alive while a person is active. */
  noKeepAlive: { attribute: "no-keep-alive", kind: "flag", read: "start" },
  /** Where the avatar stands: in the page's flow, in a corner, or over everything. */
  layout: {
    attribute: "layout",
    kind: "word",
    words: ["inline", "floating", "fullscreen"],
    read: "live",
    reflect: true,
  },
  /** Corner of a floating avatar. */
  placement: {
    attribute: "placement",
    kind: "word",
    words: ["bottom-end", "bottom-start", "top-end", "top-start"],
    read: "live",
    reflect: true,
  },
  /** Whether a floating avatar is open. */
  open: { attribute: "open", kind: "flag", read: "live", reflect: true },
  /** When the heavy parts are fetched. */
  loading: { attribute: "loading", kind: "word", words: ["intent", "visible", "eager"], read: "live" },
  /** `token`: mint the token on hover and focus, for endpoints that answer a `session_token`. */
  prefetch: { attribute: "prefetch", kind: "word", words: ["none", "token"], read: "live" },
  /** URL of an image for the stage, until the avatar's picture comes. */
  poster: { attribute: "poster", kind: "text", read: "live" },
  /** Language of the words on screen and hint for the token endpoint; inherited. */
  lang: { attribute: "lang", kind: "text", value: "", read: "live", reflect: true },
  /** Colours: light, dark, or as the visitor has it. */
  theme: { attribute: "theme", kind: "word", words: ["auto", "light", "dark"], read: "live", reflect: true },
  /** Whether the avatar makes no sound; captions are on then. */
  muted: { attribute: "muted", kind: "flag", read: "live" },
  /** Loudness, 0…1. */
  volume: { attribute: "volume", kind: "number", value: 1, max: 1, read: "live" },
  /** Seconds without activity until the conversation ends; default never. */
  idleTimeout: { attribute: "idle-timeout", kind: "number", read: "start" },
  /** Seconds until the conversation ends; default the service's limit. */
  maxDuration: { attribute: "max-duration", kind: "number", read: "start" },
  /** Seconds hidden and silent until the conversation ends; 0 never. */
  hiddenTimeout: { attribute: "hidden-timeout", kind: "number", value: 120, read: "live" },
  /** Name of a conversation, a hint for the token endpoint; never authentication. */
  threadId: { attribute: "thread-id", kind: "text", read: "start" },
  /** Name of the visitor, a hint for the token endpoint; never authentication. */
  userId: { attribute: "user-id", kind: "text", read: "start" },
} as const satisfies Record<string, Attribute>;

/** Attributes that are written only, see the state mirror: what each says. All but `state` are absent at their first value. */
export const WRITTEN_ATTRIBUTES = {
  state: "Where the conversation stands; always there.",
  listening: "There while the microphone hears.",
  "user-speaking": "There while the visitor speaks.",
  "mic-state": "Where the microphone stands, unless it is `off`.",
  "audio-state": "Where the avatar's sound stands, unless it is `off`.",
  connection: "How the connection fares, once it is known.",
  "error-code": "The code of the failure that ended the conversation.",
} as const;

export type WrittenAttribute = keyof typeof WRITTEN_ATTRIBUTES;

export type AttributeProperty = keyof typeof ATTRIBUTES;

/** What a row's property holds. */
type ValueOf<A extends Attribute> = A extends { readonly kind: "flag" }
  ? boolean
  : A extends { readonly words: readonly (infer Word)[] }
    ? Word | (A extends { readonly object: infer O extends keyof Objects } ? Objects[O] : never)
    : A extends { readonly value: infer Value }
      ? Widened<Value>
      : (A extends { readonly kind: "number" } ? number : string) | undefined;

type Widened<Value> = Value extends number ? number : Value extends string ? string : never;

/** The properties that the table makes, with its comments as theirs. */
export type AttributeValues = { -readonly [P in AttributeProperty]: ValueOf<(typeof ATTRIBUTES)[P]> };

/** What a property is before anybody sets it. */
export function defaultOf(attribute: Attribute): unknown {
  if (attribute.kind === "flag") return false;
  return attribute.kind === "word" ? attribute.words[0] : attribute.value;
}

/**
 * What a value counts as, whether it is an attribute's text or was set as a property. Nothing (null, undefined) and what
 * means nothing count as the default.
 */
export function valueOf(attribute: Attribute, value: unknown): unknown {
  return value == null ? defaultOf(attribute) : (meaning(attribute, value) ?? defaultOf(attribute));
}

function meaning(attribute: Attribute, value: unknown): unknown {
  switch (attribute.kind) {
    case "flag":
      return Boolean(value);
    case "text":
      return String(value);
    case "word":
      if (attribute.object && typeof value === "object") return value;
      return attribute.words.find((word) => word === value);
    case "number": {
      const number = typeof value === "string" && value.trim() === "" ? NaN : Number(value);
      return number >= 0 && number <= (attribute.max ?? Infinity) ? number : undefined;
    }
  }
}

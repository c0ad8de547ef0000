/**
 * The attributes of `<live-avatar>`, one table: the properties, the docs and the tests follow from it. `read` says when a
 * value counts: `live` at any time, `start` when a conversation is started.
 */

type Kind =
  | { readonly kind: "text"; readonly value?: string }
  | { readonly kind: "flag" }
  | { readonly kind: "number"; readonly value?: number; readonly max?: number }
  | { readonly kind: "word"; readonly words: readonly [string | undefined, ...string[]] };

export type Attribute = Kind & { readonly attribute: string; readonly read: "live" | "start"; readonly reflect?: true };

/**
 * Property name → its attribute. The first of `words` is the default, undefined where leaving it out is a choice of its
 * own; what is not in the list counts as the first.
 */
export const ATTRIBUTES = {
  tokenEndpoint: { attribute: "token-endpoint", kind: "text", read: "start" },
  apiUrl: { attribute: "api-url", kind: "text", read: "start" },
  renderer: { attribute: "renderer", kind: "word", words: [undefined, "liveavatar", "portrait"], read: "start" },
  llmBaseUrl: { attribute: "llm-base-url", kind: "text", read: "start" },
  llmModel: { attribute: "llm-model", kind: "text", read: "start" },
  ttsBaseUrl: { attribute: "tts-base-url", kind: "text", read: "start" },
  ttsModel: { attribute: "tts-model", kind: "text", read: "start" },
  ttsVoice: { attribute: "tts-voice", kind: "text", read: "start" },
  systemPrompt: { attribute: "system-prompt", kind: "text", read: "start" },
  characterCard: { attribute: "character-card", kind: "text", read: "start" },
  greeting: { attribute: "greeting", kind: "text", read: "start" },
  emotions: { attribute: "emotions", kind: "flag", read: "start" },
  reasoningEffort: {
    attribute: "reasoning-effort",
    kind: "word",
    words: [undefined, "none", "low", "medium", "high"],
    read: "start",
  },
  noAutoSpeak: { attribute: "no-auto-speak", kind: "flag", read: "start" },
  interaction: {
    attribute: "interaction",
    kind: "word",
    words: ["conversational", "push-to-talk"],
    read: "start",
  },
  microphone: { attribute: "microphone", kind: "word", words: ["ask", "muted", "off"], read: "start" },
  noTextInput: { attribute: "no-text-input", kind: "flag", read: "live" },
  noCaptions: { attribute: "no-captions", kind: "flag", read: "live" },
  noTranscript: { attribute: "no-transcript", kind: "flag", read: "live" },
  noKeepAlive: { attribute: "no-keep-alive", kind: "flag", read: "start" },
  layout: {
    attribute: "layout",
    kind: "word",
    words: ["inline", "floating", "fullscreen"],
    read: "live",
    reflect: true,
  },
  placement: {
    attribute: "placement",
    kind: "word",
    words: ["bottom-end", "bottom-start", "top-end", "top-start"],
    read: "live",
    reflect: true,
  },
  open: { attribute: "open", kind: "flag", read: "live", reflect: true },
  loading: { attribute: "loading", kind: "word", words: ["intent", "visible", "eager"], read: "live" },
  prefetch: { attribute: "prefetch", kind: "word", words: ["none", "token"], read: "live" },
  poster: { attribute: "poster", kind: "text", read: "live" },
  lang: { attribute: "lang", kind: "text", value: "", read: "live", reflect: true },
  theme: { attribute: "theme", kind: "word", words: ["auto", "light", "dark"], read: "live", reflect: true },
  muted: { attribute: "muted", kind: "flag", read: "live" },
  volume: { attribute: "volume", kind: "number", value: 1, max: 1, read: "live" },
  idleTimeout: { attribute: "idle-timeout", kind: "number", read: "start" },
  maxDuration: { attribute: "max-duration", kind: "number", read: "start" },
  hiddenTimeout: { attribute: "hidden-timeout", kind: "number", value: 120, read: "live" },
  threadId: { attribute: "thread-id", kind: "text", read: "start" },
  userId: { attribute: "user-id", kind: "text", read: "start" },
} as const satisfies Record<string, Attribute>;

/** Properties without an attribute that what is shown before a start depends on. */
export const PROPERTIES = ["llm", "tokenProvider"] as const;

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

/** The words of a `word` attribute. */
export type Word<P extends AttributeProperty> = (typeof ATTRIBUTES)[P] extends {
  readonly words: readonly (infer W)[];
}
  ? W
  : never;

/** What a property is before anybody sets it. */
export function defaultOf(attribute: Attribute): unknown {
  if (attribute.kind === "flag") return false;
  return attribute.kind === "word" ? attribute.words[0] : attribute.value;
}

/** What an attribute's text means; text that means nothing counts as the default. */
export function read(attribute: Attribute, text: string | null): unknown {
  switch (attribute.kind) {
    case "flag":
      return text !== null;
    case "text":
      return text ?? attribute.value;
    case "word":
      return text !== null && attribute.words.includes(text) ? text : attribute.words[0];
    case "number": {
      const number = text === null || text.trim() === "" ? NaN : Number(text);
      return number >= 0 && number <= (attribute.max ?? Infinity) ? number : attribute.value;
    }
  }
}

/** What is written for a value; null: nothing, the attribute is taken away. */
export function written(value: unknown): string | null {
  if (value == null || value === false) return null;
  return value === true ? "" : `${value as string | number}`;
}

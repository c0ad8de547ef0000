/**
 * The table of the attributes of `<live-avatar>`, one row each. From it follow Lit's properties and their types, what a start
 * reads, the manifest, the reference in the README and the tests. The comment above a row is the description of its attribute
 * and of its property everywhere. `read` says when a value counts: `live` at any time, `start` when a conversation starts.
 */
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { LLMProvider } from "../core/ports/language-model.js";

/** The objects that a property of kind `word` may take besides its words, by name. */
interface Objects {
  readonly AvatarRenderer: AvatarRenderer;
  readonly LLMProvider: LLMProvider;
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

export type Attribute = Kind & {
  readonly attribute: string;
  readonly read: "live" | "start";
  readonly reflect?: true;
};

/**
 * Property name → its attribute, the same name with dashes, written out: each page would have to make all of them before anything else.
 * The first of `words` is the default, undefined where leaving it out is a choice of its own; what is not in the list counts as the
 * first. A flag that a start reads and whose name begins with `no` is turned round in the settings: `noKeepAlive` is read as
 * `keepAlive`.
 */
export const ATTRIBUTES = {
  /** The URL of the site's backend that mints session tokens. */
  tokenEndpoint: { attribute: "token-endpoint", kind: "text", read: "start" },
  /** The base URL of the LiveAvatar service; default `https://api.liveavatar.com`. */
  apiUrl: { attribute: "api-url", kind: "text", read: "start" },
  /** The renderer that shows the avatar; default `liveavatar` where there is a token source, else `portrait`. */
  renderer: {
    attribute: "renderer",
    kind: "word",
    words: [undefined, "liveavatar", "portrait"],
    object: "AvatarRenderer",
    read: "start",
  },
  /** The language model that answers, in place of the other `llm-` attributes: `browser` is the one that some browsers have built in. */
  llm: { attribute: "llm", kind: "word", words: [undefined, "browser"], object: "LLMProvider", read: "start" },
  /** The base URL of the page's own language model: an OpenAI-compatible server, usually the site's backend. */
  llmBaseUrl: { attribute: "llm-base-url", kind: "text", read: "start" },
  /** The name of the language model, as its server calls it. Required with `llm-base-url`. */
  llmModel: { attribute: "llm-model", kind: "text", read: "start" },
  /** The base URL of the portrait's speech model: an OpenAI-compatible server. Default: the browser's own voice, where it has one. */
  ttsBaseUrl: { attribute: "tts-base-url", kind: "text", read: "start" },
  /** The name of the speech model, as its server calls it. Required with `tts-base-url`. */
  ttsModel: { attribute: "tts-model", kind: "text", read: "start" },
  /** The voice of the speech model; default the server's choice. */
  ttsVoice: { attribute: "tts-voice", kind: "text", read: "start" },
  /** The base URL of the speech recognition of an avatar without a microphone of its own: an OpenAI-compatible server, usually the site's backend. Default: the browser's own recognition, where it has one. */
  sttBaseUrl: { attribute: "stt-base-url", kind: "text", read: "start" },
  /** The name of the model that recognises speech, as its server calls it. Required with `stt-base-url` and `stt-token-endpoint`. */
  sttModel: { attribute: "stt-model", kind: "text", read: "start" },
  /** The URL of the site's backend that mints tokens for speech recognition in real time; `stt-base-url` is then the address of that service, default OpenAI's. */
  sttTokenEndpoint: { attribute: "stt-token-endpoint", kind: "text", read: "start" },
  /** The system prompt of the page's own language model. Every visitor can read it: what must hold belongs into the server's prompt. */
  systemPrompt: { attribute: "system-prompt", kind: "text", read: "start" },
  /** The URL of a character card (PNG, CHARX or JSON), in place of the system prompt. */
  characterCard: { attribute: "character-card", kind: "text", read: "start" },
  /** The sentence that the avatar says as soon as the conversation has started. */
  greeting: { attribute: "greeting", kind: "text", read: "start" },
  /** Whether the avatar shows the emotions that the page's own language model marks; the model is told how to mark them. */
  emotions: { attribute: "emotions", kind: "flag", read: "start" },
  /** How long the page's own language model may think; default the model's choice. */
  reasoningEffort: {
    attribute: "reasoning-effort",
    kind: "word",
    words: [undefined, "none", "low", "medium", "high"],
    read: "start",
  },
  /** Whether replies are shown as text without being spoken; `say()` speaks all the same. */
  noAutoSpeak: { attribute: "no-auto-speak", kind: "flag", read: "start" },
  /** How the visitor takes turns. A hint for the token endpoint: the token decides. */
  interaction: { attribute: "interaction", kind: "word", words: ["conversational", "push-to-talk"], read: "start" },
  /** What a start does with the microphone: `ask` opens it, `muted` opens it muted, `off` leaves it closed. */
  microphone: { attribute: "microphone", kind: "word", words: ["ask", "muted", "off"], read: "start" },
  /** What the visitor can show the page's own language model, which has to see: the camera, the screen, pictures beside a message, or several of these, in this order. Default: nothing. */
  vision: {
    attribute: "vision",
    kind: "word",
    words: [
      ...([undefined, "camera", "screen", "camera screen"] as const),
      ...(["pictures", "camera pictures", "screen pictures", "camera screen pictures"] as const),
    ],
    read: "live",
  },
  /** Whether what the visitor says leaves a running answer alone; else it ends the answer. */
  noBargeIn: { attribute: "no-barge-in", kind: "flag", read: "start" },
  /** Whether the composer, in which the visitor types, is hidden. */
  noTextInput: { attribute: "no-text-input", kind: "flag", read: "live" },
  /** Whether captions are hidden; without sound they are shown all the same. */
  noCaptions: { attribute: "no-captions", kind: "flag", read: "live" },
  /** Whether the transcript is hidden. */
  noTranscript: { attribute: "no-transcript", kind: "flag", read: "live" },
  /** Whether the service's session is left to end by itself, also while the visitor is active. */
  noKeepAlive: { attribute: "no-keep-alive", kind: "flag", read: "start" },
  /** Where the avatar is shown: in the flow of the page, in a corner, or over the whole page. */
  layout: {
    attribute: "layout",
    kind: "word",
    words: ["inline", "floating", "fullscreen"],
    read: "live",
    reflect: true,
  },
  /** The corner of a floating avatar. */
  placement: {
    attribute: "placement",
    kind: "word",
    words: ["bottom-end", "bottom-start", "top-end", "top-start"],
    read: "live",
    reflect: true,
  },
  /** Whether a floating or fullscreen avatar is open; `layout="fullscreen"` opens it. */
  open: { attribute: "open", kind: "flag", read: "live", reflect: true },
  /** When the large scripts are loaded: at the first sign of intent, when the avatar becomes visible, or at once. */
  loading: { attribute: "loading", kind: "word", words: ["intent", "visible", "eager"], read: "live" },
  /** What is fetched before the press: `token` mints the token on hover and focus, for endpoints that answer a `session_token`. */
  prefetch: { attribute: "prefetch", kind: "word", words: ["none", "token"], read: "live" },
  /** The URL of an image that is shown until the avatar's picture comes. */
  poster: { attribute: "poster", kind: "text", read: "live" },
  /** The URL of a folder with the files of the package that a page's policy wants to come from a server, such as `worklets/`. No script of the element is loaded from there. */
  assetBase: { attribute: "asset-base", kind: "text", read: "start" },
  /** The language of the texts on screen, and a hint for the token endpoint. Default: the language of the page around. */
  lang: { attribute: "lang", kind: "text", value: "", read: "live", reflect: true },
  /** The colour scheme: light, dark, or the visitor's own setting. */
  theme: { attribute: "theme", kind: "word", words: ["auto", "light", "dark"], read: "live", reflect: true },
  /** Whether the avatar's sound is off; captions are shown then. */
  muted: { attribute: "muted", kind: "flag", read: "live" },
  /** The volume of the avatar's sound, 0…1. */
  volume: { attribute: "volume", kind: "number", value: 1, max: 1, read: "live" },
  /** The seconds without activity after which the conversation ends; default no limit. */
  idleTimeout: { attribute: "idle-timeout", kind: "number", read: "start" },
  /** The seconds after which the conversation ends; default the service's limit. */
  maxDuration: { attribute: "max-duration", kind: "number", read: "start" },
  /** The seconds of a hidden page and a silent avatar after which the conversation ends; 0 is no limit. */
  hiddenTimeout: { attribute: "hidden-timeout", kind: "number", value: 120, read: "live" },
  /** The URL of the site's backend that is told every event of a conversation, in order, from the start on. Default: nobody is told. */
  relayEndpoint: { attribute: "relay-endpoint", kind: "text", read: "start" },
  /** Where conversations are kept: nowhere, or in this browser. Default: nowhere; a `threadProvider` keeps them in any case. */
  memory: { attribute: "memory", kind: "word", words: ["none", "local"], read: "start" },
  /** Whether a start goes on with the visitor's newest conversation that is kept, where there is no `thread-id`. */
  resume: { attribute: "resume", kind: "flag", read: "start" },
  /** The name of a conversation: the thread that is kept, and a hint for the token endpoint. Never authentication. */
  threadId: { attribute: "thread-id", kind: "text", read: "start" },
  /** The name of the visitor: whose threads are kept, and a hint for the token endpoint. Never authentication. */
  userId: { attribute: "user-id", kind: "text", read: "start" },
  /** How the button and the key of push-to-talk are used: held while the visitor talks, or pressed, and pressed again. A visitor may choose otherwise in the device menu. */
  talkMode: { attribute: "talk-mode", kind: "word", words: ["hold", "toggle"], read: "live" },
  /** The key of push-to-talk, as `KeyboardEvent.key` names it, or `Space`. It is heard in the whole page, except in text fields. Default: none. */
  talkKey: { attribute: "talk-key", kind: "text", read: "live" },
  /** The questions to begin with, separated by `|`: each is a button that starts a conversation and asks. Default: none. */
  suggestions: { attribute: "suggestions", kind: "text", read: "live" },
  /** The ways in: `start` is one button, `choice` are two, to talk or to write; who writes is not asked for the microphone. */
  gate: { attribute: "gate", kind: "word", words: ["start", "choice"], read: "live" },
  /** What the visitor can rate: answers, the conversation at its end, or both. Each rating is an `avatar-rating` event, which is sent nowhere. Default: nothing. */
  rating: { attribute: "rating", kind: "word", words: [undefined, "answers", "end", "answers end"], read: "live" },
  /** What becomes of a running conversation when the avatar is closed: `mute` silences the microphone and the avatar until it is opened again, `continue` changes nothing, `end` ends it. */
  onClose: { attribute: "on-close", kind: "word", words: ["mute", "continue", "end"], read: "live" },
  /** Whether the button that shows a running avatar over the whole page is hidden. */
  noExpand: { attribute: "no-expand", kind: "flag", read: "live" },
  /** Whether the button that shows a running avatar in a small window of its own is hidden. */
  noPictureInPicture: { attribute: "no-picture-in-picture", kind: "flag", read: "live" },
  /** The colour behind the avatar that becomes transparent, for avatars that are streamed before a green wall: `auto` finds it at the picture's edges, else a CSS colour; up to three numbers, 0…1, may follow: similarity, smoothness, spill. Default: the picture stays as it comes. */
  chromaKey: { attribute: "chroma-key", kind: "text", read: "live" },
  /** The name of the avatar, in the transcript and in the labels of the element. Default: a word for an avatar. */
  avatarName: { attribute: "avatar-name", kind: "text", read: "live" },
  /** Whether the visitor has consented to what the `consent` slot asks: the visitor's press sets it, or the page, which knows it from before. Without it, nothing is asked of anybody while there is something in that slot; taking it away ends the conversation. */
  consent: { attribute: "consent", kind: "word", words: [undefined, "given"], read: "live", reflect: true },
  /** Who is shown: `ada` or `noah`, where the portrait is; the page's own renderer has names of its own. Default: the renderer's choice. */
  character: { attribute: "character", kind: "text", read: "start" },
} as const satisfies Record<string, Attribute>;

/**
 * The attributes that the element writes and never reads, with their descriptions; see the state reflector. All but `state` are
 * absent while they have their first value.
 */
export const WRITTEN_ATTRIBUTES = {
  state: "The state of the conversation. It is always there.",
  listening: "Present while the microphone listens to the visitor.",
  "user-speaking": "Present while the visitor speaks.",
  "mic-state": "The state of the microphone; absent while it is `off`.",
  "audio-state": "The state of the avatar's sound; absent while it is `off`.",
  "picture-state": "The state of the avatar's picture; absent where its renderer does not tell.",
  "video-active": "Present while the avatar is shown the visitor's camera or screen.",
  "vision-active": "Present while the vision workloads run.",
  connection: "The state of the connection; absent until it is known.",
  "error-code": "The code of the error that ended the conversation.",
} as const;

export type WrittenAttribute = keyof typeof WRITTEN_ATTRIBUTES;

export type AttributeProperty = keyof typeof ATTRIBUTES;

/** The type of a row's property. */
type ValueOf<A extends Attribute> = A extends { readonly kind: "flag" }
  ? boolean
  : A extends { readonly words: readonly (infer Word)[] }
    ? Word | (A extends { readonly object: infer O extends keyof Objects } ? Objects[O] : never)
    : A extends { readonly value: infer Value }
      ? Widened<Value>
      : (A extends { readonly kind: "number" } ? number : string) | undefined;

type Widened<Value> = Value extends number ? number : Value extends string ? string : never;

/** The properties that follow from the table, each with the comment of its row. */
export type AttributeValues = { -readonly [P in AttributeProperty]: ValueOf<(typeof ATTRIBUTES)[P]> };

/** The value of a property that was not set. */
export function defaultOf(attribute: Attribute): unknown {
  if (attribute.kind === "flag") return false;
  return attribute.kind === "word" ? attribute.words[0] : attribute.value;
}

/**
 * The value that counts, whether it was given as an attribute's text or as a property. `null`, `undefined` and values that the
 * row does not know count as the default.
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

/** The messages of a chat request, rebuilt: roles, texts, pictures and calls of tools, and nothing else of them. */
import { isRecord } from "../core/is-record.js";
import type { Fields } from "./body.js";
import { type WireCall, readCallId, readCalls } from "./chat-tools.js";
import { HandlerFailure } from "./failure.js";
import { type InputMeter, bodyInvalid, oneOf } from "./fields.js";
import type { ModelHandlerSettings } from "./model-options.js";

type Role = "system" | "developer" | "user" | "assistant" | "tool";
type Part =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string; readonly detail?: string } };

export interface Message {
  readonly role: Role;
  /** Null for a message that only asks for tools. */
  readonly content: string | readonly Part[] | null;
  readonly tool_calls?: readonly WireCall[];
  readonly tool_call_id?: string;
}

/** Every message costs some tokens beside its words, also an empty one. */
const MAX_MESSAGES = 1000;
const MAX_IMAGES = 32;
const LONGEST_IMAGE_ADDRESS = 2048;
const DATA_IMAGE = /^data:image\/(?:png|jpeg|webp|gif);base64,/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const isInstruction = ({ role }: Message): boolean => role === "system" || role === "developer";

/**
 * @param meter counts the words of the whole request
 * @param systemPrompt goes first, in the place of all instructions of the page; undefined: those of the page stay
 * @throws HandlerFailure
 */
export function readMessages(
  list: unknown,
  settings: ModelHandlerSettings,
  systemPrompt: string | undefined,
  meter: InputMeter,
): Message[] {
  if (!Array.isArray(list) || list.length === 0) throw bodyInvalid("messages: must be a list of messages.");
  if (list.length > MAX_MESSAGES) {
    throw new HandlerFailure("input-too-long", `messages: one request is limited to ${MAX_MESSAGES} of them.`);
  }
  const reader = new MessageReader(settings, meter);
  const messages = list.map((message: unknown) => reader.read(message));
  const kept = systemPrompt === undefined ? messages : messages.filter((message) => !isInstruction(message));
  if (kept.length === 0) throw bodyInvalid("messages: none of them has any content.");
  return systemPrompt === undefined ? kept : [{ role: "system", content: systemPrompt }, ...kept];
}

class MessageReader {
  readonly #meter: InputMeter;
  readonly #maxImageBytes: number;
  readonly #imageHosts: readonly string[];
  #images = 0;
  #imageBytes = 0;

  constructor(settings: ModelHandlerSettings, meter: InputMeter) {
    this.#meter = meter;
    this.#maxImageBytes = settings.maxImageBytes;
    this.#imageHosts = settings.imageHosts;
  }

  read(message: unknown): Message {
    if (!isRecord(message)) throw bodyInvalid("messages: each must be an object.");
    const { role } = oneOf(message, "role", ["system", "developer", "user", "assistant", "tool"]);
    if (role === undefined) throw bodyInvalid("messages: each must have a role.");
    const calls = role === "assistant" ? readCalls(message, this.#meter) : undefined;
    const more = {
      ...(calls && { tool_calls: calls }),
      ...(role === "tool" && { tool_call_id: readCallId(message["tool_call_id"], this.#meter) }),
    };
    const { content } = message;
    if (calls && (content ?? "") === "") return { role, content: null, ...more };
    if (typeof content === "string") return { role, content: this.#meter.count(content), ...more };
    if (!Array.isArray(content) || content.length === 0) {
      throw bodyInvalid("messages: content must be a text or a list of parts.");
    }
    return { role, content: content.map((part: unknown) => this.#readPart(part, role)), ...more };
  }

  #readPart(part: unknown, role: Role): Part {
    if (!isRecord(part)) throw bodyInvalid("messages: a part must be an object.");
    if (part["type"] === "text" && typeof part["text"] === "string") {
      return { type: "text", text: this.#meter.count(part["text"]) };
    }
    const image = part["image_url"];
    if (part["type"] !== "image_url" || !isRecord(image))
      throw bodyInvalid("messages: a part is a text or an image_url.");
    if (role !== "user") throw bodyInvalid("messages: only the user shows pictures.");
    return {
      type: "image_url",
      image_url: { url: this.#readImage(image), ...oneOf(image, "detail", ["auto", "low", "high"]) },
    };
  }

  #readImage({ url }: Fields): string {
    if (typeof url !== "string") throw bodyInvalid("image_url.url: must be a text.");
    this.#images += 1;
    const data = DATA_IMAGE.exec(url);
    // Measured before anything looks at every character of it.
    if (data) this.#imageBytes += Math.floor(((url.length - data[0].length) * 3) / 4);
    if (this.#maxImageBytes === 0 || this.#images > MAX_IMAGES || this.#imageBytes > this.#maxImageBytes) {
      const limit = this.#maxImageBytes === 0 ? "none" : `${MAX_IMAGES}, ${this.#maxImageBytes} bytes`;
      throw new HandlerFailure("input-too-long", `The pictures of one request are limited: ${limit}.`);
    }
    if (data ? BASE64.test(url.slice(data[0].length)) : isListedAddress(url, this.#imageHosts)) {
      return url;
    }
    throw bodyInvalid(
      "image_url.url: must be a picture as data: URL (PNG, JPEG, WebP, GIF), or at a host that this site allows.",
    );
  }
}

/**
 * Nothing is fetched here: the model server fetches it, and one that runs in the site's own network must not be sent
 * into it. A public name can still lead to a private address; only that server can see it.
 */
function isListedAddress(address: string, hosts: readonly string[]): boolean {
  if (address.length > LONGEST_IMAGE_ADDRESS || !URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return protocol === "https:" && !port && !username && !password && hosts.includes(hostname);
}

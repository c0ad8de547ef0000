/** The messages that a page appends, rebuilt: what a message has, within its bounds, and nothing else. */
import { isRecord } from "../core/is-record.js";
import type { ChatMessage, ContentPart } from "../core/ports/chat-message.js";
import type { ToolCall } from "../core/ports/tool.js";
import type { Fields } from "./body.js";
import { HandlerFailure } from "./failure.js";
import { bodyInvalid, oneOf } from "./fields.js";
import { isId } from "./ids.js";
import { readTime } from "./thread-fields.js";
import type { ThreadHandlerSettings } from "./thread-options.js";

const MAX_MESSAGES = 500;
const MAX_PARTS = 32;
const MAX_CALLS = 128;
const LONGEST_ADDRESS = 2048;
const TOOL_NAME = /^[\w-]{1,64}$/;
/** Nothing else of what an address can be is a picture: no script, no file, no page of the site's own network. */
const PICTURE = /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$|^https:\/\/[^\s"'<>\\]+$/;

type Settings = Pick<ThreadHandlerSettings, "roles" | "maxMessageChars">;

/** @throws HandlerFailure */
export function readAppended({ messages }: Fields, settings: Settings): readonly ChatMessage[] {
  if (!Array.isArray(messages) || messages.length === 0) throw bodyInvalid("messages: must be a list of messages.");
  if (messages.length > MAX_MESSAGES) {
    throw new HandlerFailure("input-too-long", `messages: one request is limited to ${MAX_MESSAGES} of them.`);
  }
  return messages.map((message: unknown) => readMessage(message, settings));
}

function readMessage(message: unknown, { roles, maxMessageChars }: Settings): ChatMessage {
  if (!isRecord(message)) throw bodyInvalid("messages: each must be an object.");
  const { id, content } = message;
  if (!isId(id)) throw bodyInvalid("messages: each must have an id of 1…200 characters.");
  const { role } = oneOf(message, "role", roles);
  if (role === undefined) throw bodyInvalid("messages: each must have a role.");
  let left = maxMessageChars;
  const text = (value: unknown, name: string): string => {
    if (typeof value !== "string") throw bodyInvalid(`messages: ${name} must be a text.`);
    left -= value.length;
    if (left < 0) {
      throw new HandlerFailure("input-too-long", `messages: one is limited to ${maxMessageChars} characters.`);
    }
    return value;
  };
  const { toolCalls, toolCallId } = message;
  const isOfTools = (toolCalls ?? toolCallId) != null;
  if (isOfTools && !roles.includes("tool")) throw bodyInvalid("messages: calls of tools are not kept here.");
  return {
    id,
    role,
    content: typeof content === "string" ? text(content, "content") : readParts(content, text),
    createdAt: readTime(message["createdAt"], "createdAt"),
    ...(toolCalls != null && role === "assistant" && { toolCalls: readCalls(toolCalls, text) }),
    ...(toolCallId != null && role === "tool" && { toolCallId: text(toolCallId, "toolCallId") }),
  };
}

type ReadText = (value: unknown, name: string) => string;

function readParts(parts: unknown, text: ReadText): readonly ContentPart[] {
  if (!Array.isArray(parts) || parts.length === 0) {
    throw bodyInvalid("messages: content must be a text or a list of parts.");
  }
  if (parts.length > MAX_PARTS) {
    throw new HandlerFailure("input-too-long", `messages: one is limited to ${MAX_PARTS} parts.`);
  }
  return parts.map((part: unknown): ContentPart => {
    if (!isRecord(part)) throw bodyInvalid("messages: a part must be an object.");
    if (part["type"] === "text") return { type: "text", text: text(part["text"], "text") };
    const image = part["image_url"];
    if (part["type"] !== "image_url" || !isRecord(image)) {
      throw bodyInvalid("messages: a part is a text or an image_url.");
    }
    const { url } = image;
    if (typeof url !== "string" || !PICTURE.test(url) || (url.startsWith("https:") && url.length > LONGEST_ADDRESS)) {
      throw bodyInvalid("image_url.url: must be a picture as data: URL (PNG, JPEG, WebP, GIF), or an https address.");
    }
    return { type: "image_url", image_url: { url, ...oneOf(image, "detail", ["auto", "low", "high"]) } };
  });
}

function readCalls(calls: unknown, text: ReadText): readonly ToolCall[] {
  if (!Array.isArray(calls) || calls.length > MAX_CALLS) {
    throw bodyInvalid(`messages: toolCalls must be a list of at most ${MAX_CALLS}.`);
  }
  return calls.map((call: unknown) => {
    if (!isRecord(call) || !isId(call["id"])) throw bodyInvalid("messages: a call must have an id.");
    const name = text(call["name"], "name");
    if (!TOOL_NAME.test(name)) throw bodyInvalid("messages: a call must name its tool.");
    return { id: call["id"], name, arguments: text(call["arguments"], "arguments") };
  });
}

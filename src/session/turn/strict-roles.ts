/**
 * The order of roles that every chat template accepts: `system? (user assistant)* user`, with calls of tools and their results
 * after a user. Mistral's, Gemma's and Qwen's templates refuse anything else.
 */
import type { ChatMessage, ContentPart } from "../../core/ports/chat-message.js";
import { hasVisibleText } from "../../core/visible-text.js";
import type { ServerRules } from "./server-rules.js";

type Content = ChatMessage["content"];

/** Stands where the visitor came, so that the words with which the avatar began can follow as its own. */
const ARRIVAL = "[The visitor has arrived.]";
const ARRIVAL_NOTE = `"${ARRIVAL}" stands for the beginning of the conversation; the visitor did not write it.`;

/**
 * The same words in strict order. Neighbours of one role are joined: texts with an empty line between them, parts as parts. A
 * system text before the visitor's first message joins the leading one; a later one goes to the beginning of the visitor's
 * next message, and where none follows to the end of the newest one, so that instructions for the end stay at the end. Words
 * with which the avatar began stay its own, after a message that stands for the visitor's arrival. Empty messages are dropped.
 */
export function strictRoles(
  messages: readonly ChatMessage[],
  { systemRole, toolRole }: Pick<ServerRules, "systemRole" | "toolRole">,
): ChatMessage[] {
  const told = (toolRole === "user" ? toolsAsText(messages) : messages).filter(saysSomething);
  const first = told.findIndex(({ role }) => role === "user");
  const before = told.slice(0, first < 0 ? told.length : first);
  const opening = joinNeighbours(before.filter(({ role }) => role === "assistant"));
  const system = before.filter(({ role }) => role === "system");
  const conversation = foldSystem(first < 0 ? [] : told.slice(first));
  if (opening.length > 0) {
    system.push(textMessage("arrival-note", "system", ARRIVAL_NOTE));
    conversation.unshift(textMessage("arrival", "user", ARRIVAL), ...opening);
  }
  if (!endsWithQuestion(conversation)) conversation.push(textMessage("arrival", "user", ARRIVAL));
  // What is left of the system stands at the beginning, and joins the visitor's first message where it has to.
  const lead = system.map((message) => ({ ...message, role: systemRole }));
  return joinNeighbours([...lead, ...conversation]);
}

/** Every system text becomes a part of a message of the visitor; the first message is one. */
function foldSystem(messages: readonly ChatMessage[]): ChatMessage[] {
  const folded: ChatMessage[] = [];
  let waiting: ChatMessage[] = [];
  for (const message of messages) {
    if (message.role === "system") waiting.push({ ...message, role: "user" });
    else if (message.role === "user") folded.push(...waiting.splice(0), message);
    else folded.push(message);
  }
  // Words that a card puts into the avatar's mouth after the question cannot stay there: the question has to be the last.
  const answered = folded.findLastIndex(({ role, toolCalls }) => role !== "assistant" || toolCalls !== undefined) + 1;
  waiting = [...folded.splice(answered).map((message) => ({ ...message, role: "user" as const })), ...waiting];
  const newest = folded.findLastIndex(({ role }) => role === "user") + 1;
  folded.splice(newest, 0, ...waiting);
  return joinNeighbours(folded);
}

function joinNeighbours(messages: readonly ChatMessage[]): ChatMessage[] {
  const joined: ChatMessage[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (last?.role !== message.role || message.role === "tool" || last.toolCalls) joined.push(message);
    else joined[joined.length - 1] = { ...message, content: joinContents(last.content, message.content) };
  }
  return joined;
}

function joinContents(first: Content, second: Content): Content {
  if (typeof first === "string" && typeof second === "string") {
    return [first, second].filter(hasVisibleText).join("\n\n");
  }
  const parts: ContentPart[] = [];
  for (const part of [...partsOf(first), ...partsOf(second)]) {
    const last = parts.at(-1);
    if (part.type === "text" && last?.type === "text") {
      parts[parts.length - 1] = { type: "text", text: `${last.text}\n\n${part.text}` };
    } else parts.push(part);
  }
  return parts;
}

const partsOf = (content: Content): readonly ContentPart[] =>
  (typeof content === "string" ? [{ type: "text" as const, text: content }] : content).filter(partSaysSomething);

const partSaysSomething = (part: ContentPart): boolean => part.type !== "text" || hasVisibleText(part.text);

function saysSomething({ role, content, toolCalls }: ChatMessage): boolean {
  if (role === "tool" || toolCalls) return true;
  return typeof content === "string" ? hasVisibleText(content) : content.some(partSaysSomething);
}

const endsWithQuestion = (messages: readonly ChatMessage[]): boolean =>
  messages.at(-1)?.role === "user" || messages.at(-1)?.role === "tool";

const textMessage = (id: string, role: ChatMessage["role"], content: string): ChatMessage => ({
  ...{ id, role, content },
  createdAt: 0,
});

/** Calls and results in words, for a template that has no place for them. */
function toolsAsText(messages: readonly ChatMessage[]): ChatMessage[] {
  const names = new Map<string | undefined, string>();
  return messages.map((message) => {
    const { toolCalls, toolCallId, ...rest } = message;
    if (rest.role === "tool") {
      const content = `[Result of ${names.get(toolCallId) ?? "the tool"}] ${textOf(rest.content)}`;
      return { ...rest, role: "user", content };
    }
    if (!toolCalls) return message;
    for (const { id, name } of toolCalls) names.set(id, name);
    const calls = toolCalls.map(({ name, arguments: written }) => `[Calling ${name} with ${written || "{}"}]`);
    return { ...rest, content: [textOf(rest.content), ...calls].filter(hasVisibleText).join("\n\n") };
  });
}

function textOf(content: Content): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("\n\n");
}

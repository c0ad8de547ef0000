/** The rules of the chat templates of three families of models: what they refuse, in their own words. */

/** A message as it stands in a request. */
export interface WireMessage {
  readonly role: string;
  readonly content?: string | readonly { readonly type: string; readonly text?: string }[] | null;
  readonly tool_calls?: readonly { readonly id: string }[];
  readonly tool_call_id?: string;
}

/** @returns the refusal of a template; undefined: it takes the messages */
export type Template = (messages: readonly WireMessage[]) => string | undefined;

const isEmpty = ({ content, tool_calls: calls }: WireMessage): boolean =>
  !calls && (content == null || content.length === 0 || (typeof content === "string" && content.trim() === ""));

function withoutSystem(messages: readonly WireMessage[]): readonly WireMessage[] {
  return messages[0]?.role === "system" ? messages.slice(1) : messages;
}

/** `user` at every even place, somebody else at every odd one. */
function alternates(messages: readonly WireMessage[]): boolean {
  return messages.every(({ role }, index) => (role === "user") === (index % 2 === 0));
}

const ALTERNATE = "Conversation roles must alternate user/assistant/user/assistant/...";

const common: Template = (messages) => {
  if (messages.some(isEmpty)) return "Message content cannot be empty.";
  const last = messages.at(-1);
  if (last?.role !== "user" && last?.role !== "tool") {
    return `Expected last role User or Tool for serving but got ${String(last?.role)}`;
  }
  return undefined;
};

export const TEMPLATES: Readonly<Record<string, Template>> = {
  /** Mistral 7B v0.3 and Nemo: calls of tools and their results do not count. */
  mistral(messages) {
    const rest = withoutSystem(messages);
    const unknown = rest.find(({ role }) => !["user", "assistant", "tool"].includes(role));
    if (unknown)
      return "Only user and assistant roles are supported, with the exception of an initial optional system message!";
    const counted = rest.filter(({ role, tool_calls: calls }) => role === "user" || (role === "assistant" && !calls));
    if (!alternates(counted))
      return `After the optional system message, conversation roles must alternate user/assistant/user/assistant/...`;
    const ids = rest.flatMap(({ tool_calls: calls = [], tool_call_id: id }) => [
      ...calls.map((call) => call.id),
      id ?? [],
    ]);
    if (ids.flat().some((id) => !/^[A-Za-z0-9]{9}$/.test(id))) {
      return "Tool call IDs should be alphanumeric strings with length 9!";
    }
    return common(messages);
  },

  /** Gemma and Gemma 2. */
  "gemma-2"(messages) {
    if (messages[0]?.role === "system") return "System role not supported";
    return alternates(messages) ? common(messages) : ALTERNATE;
  },

  /** Gemma 3 puts the system text into the first message itself; it knows no role `tool` either. */
  "gemma-3"(messages) {
    return alternates(withoutSystem(messages)) ? common(messages) : ALTERNATE;
  },

  /** Qwen 2.5, 3 and 3.5, the strictest rule of each. */
  qwen(messages) {
    if (messages.some(({ role }, index) => role === "system" && index > 0)) {
      return "System message must be at the beginning.";
    }
    if (!messages.some(({ role }) => role === "user")) return "No user query found in messages.";
    if (messages.some(({ role }) => !["system", "user", "assistant", "tool"].includes(role))) {
      return "Unexpected message role.";
    }
    return common(messages);
  },
};

/** The order that the issue asks for, beside what each template wants. */
export function isStrictOrder(messages: readonly WireMessage[]): boolean {
  const roles = messages.map(({ role, tool_calls: calls }) => (calls ? "c" : (role[0] ?? "")));
  return /^s?(?:u(?:ct+)*a)*u(?:ct+)*$/.test(roles.join(""));
}

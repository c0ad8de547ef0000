import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import { isRecord } from "../../core/is-record.js";
import { parseJson } from "../../core/parse-json.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { LLMOptions } from "../../core/ports/language-model.js";
import type { OpenAISettings } from "./options.js";

/** The body of a chat request. Fields that only this project knows do not go along: strict servers refuse them. */
export function chatRequest(
  settings: OpenAISettings,
  messages: readonly ChatMessage[],
  { model, reasoningEffort, tools }: LLMOptions,
): ChatCompletionCreateParamsStreaming {
  return {
    ...settings.parameters,
    model: model || settings.model,
    // The parts of a message with pictures have OpenAI's own shape.
    messages: messages.map(wireMessage) as ChatCompletionCreateParamsStreaming["messages"],
    stream: true,
    ...(reasoningEffort === undefined ? {} : { reasoning_effort: reasoningEffort }),
    ...(tools?.length ? { tools: tools.map(wireTool) } : {}),
  };
}

function wireMessage({ role, content, toolCalls, toolCallId }: ChatMessage): object {
  if (role === "tool") return { role, tool_call_id: toolCallId ?? "", content };
  if (role !== "assistant" || !toolCalls?.length) return { role, content };
  const calls = toolCalls.map(({ id, name, arguments: written }) => ({
    id,
    type: "function",
    // Servers parse them for their templates, and refuse the whole conversation for one mistake of the model.
    function: { name, arguments: isRecord(parseJson(written)) ? written : "{}" },
  }));
  return { role, content: content === "" ? null : content, tool_calls: calls };
}

function wireTool({ name, description, parameters }: NonNullable<LLMOptions["tools"]>[number]) {
  return { type: "function" as const, function: { name, description, parameters: { ...parameters } } };
}

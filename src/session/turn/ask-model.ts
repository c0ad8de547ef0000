/** The question to the language model, and what it takes to get an answer: tools are run, and refusals are met. */
import { throwIfAborted } from "../../core/abort.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { LLMProvider, ReasoningEffort } from "../../core/ports/language-model.js";
import type { Logger } from "../../core/ports/logger.js";
import type { ToolCall, ToolDefinition } from "../../core/ports/tool.js";
import type { UnopenedThoughts } from "../../core/thought-beginnings.js";
import { createThoughtFilter } from "../../core/thought-filter.js";
import { isTooLong } from "../../core/too-long.js";
import type { Reminder } from "../memory-context.js";
import { type PatienceOptions, withPatience } from "./patience.js";
import { withPicture } from "./picture.js";
import { type Prompt, promptFor, type PromptParts, withRoomForRecalled } from "./prompt.js";
import { type ReplyChunk, replyChunks } from "./reply-chunks.js";
import { type Asked, NO_RULES, rulesAfter, type ServerRules } from "./server-rules.js";
import { MAX_RESULTS_CHARS, runTools, type ToolContext, withIds } from "./tools.js";
import { charsIn } from "./window.js";

/** What was learnt of a model and its server; kept from turn to turn while the model stays. */
export interface ModelMemory {
  /** Default: nothing is refused. */
  rules?: ServerRules;
  /** What to expect of the model's next answer; see {@link createThoughtFilter}. */
  unopened?: UnopenedThoughts;
}

export interface AskContext extends PatienceOptions, ToolContext, PromptParts {
  readonly llm: LLMProvider;
  readonly history: readonly ChatMessage[];
  /** What the visitor shows with the newest question; it never rejects. */
  readonly picture?: Promise<string | undefined> | undefined;
  /** Reminds the model of what was said before what it is told. Default: of nothing. */
  readonly remind?: Reminder | undefined;
  readonly reasoningEffort?: ReasoningEffort | undefined;
  readonly logger: Logger;
  readonly memory: ModelMemory;
}

/** Rounds of tools in one turn; then the model has to answer with what it has. */
const MAX_ROUNDS = 5;

/**
 * The model's words, piece by piece. Where it asks for tools they are run, and it is asked again. Nobody's patience counts while
 * tools run: each has a limit of its own.
 * @throws what the model throws; AbortError as soon as the signal is aborted; `no-answer` and `llm-timeout` for a silent model
 */
export async function* askModel(context: AskContext, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  // What is asked for the question takes its time at once.
  const [picture, recalled] = await Promise.all([context.picture, remindedOf(context, signal)]);
  throwIfAborted(signal);
  const history = withPicture(context.history, picture);
  const toolMessages: ChatMessage[] = [];
  let charsLeft = MAX_RESULTS_CHARS;
  for (let round = 0; ; round += 1) {
    const offered = round < MAX_ROUNDS ? definitionsOf(context) : undefined;
    const calls: ToolCall[] = [];
    const { llm, memory } = context;
    const filter = llm.filtersThoughts ? undefined : createThoughtFilter({ unopened: memory.unopened });
    let said = "";
    for await (const chunk of askUntilAccepted({ ...context, history, recalled, toolMessages, offered }, signal)) {
      calls.push(...chunk.toolCalls);
      const text = filter ? filter.push(chunk.text) : chunk.text;
      said += text;
      yield text;
    }
    if (filter) {
      const rest = filter.flush();
      memory.unopened = filter.unopened;
      said += rest;
      yield rest;
    }
    if (calls.length === 0 || !offered) return;
    // An empty line ends a sentence, so that what was said before the tools run is spoken before they have.
    if (said.trim() !== "") yield "\n\n";
    const named = withIds(calls, round);
    toolMessages.push({
      ...{ id: `tools-${round}`, role: "assistant", content: said.trim(), createdAt: context.clock.now() },
      toolCalls: named,
    });
    const results = await runTools(named, context, charsLeft, signal);
    charsLeft -= charsIn(results);
    toolMessages.push(...results);
  }
}

async function remindedOf(context: AskContext, signal: AbortSignal): Promise<readonly ChatMessage[]> {
  if (!context.remind) return [];
  const { told, roomChars } = withRoomForRecalled(context.history, context);
  return context.remind(told, roomChars, signal);
}

interface Asking extends AskContext {
  readonly toolMessages: readonly ChatMessage[];
  readonly offered: readonly ToolDefinition[] | undefined;
}

/** One answer; asks again where the server refuses what can be asked in another way, and nothing has come yet. */
async function* askUntilAccepted(asking: Asking, signal: AbortSignal): AsyncGenerator<ReplyChunk, void, undefined> {
  const { logger, memory, toolMessages } = asking;
  const known = memory.rules ?? NO_RULES;
  let rules = known;
  /** The shortest history that was too long. */
  let refusedChars: number | undefined;
  for (;;) {
    const request = new Request(asking, rules);
    let hasBegun = false;
    try {
      for await (const chunk of withPatience(request.chunks(signal), asking, signal)) {
        if (!hasBegun && (chunk.text !== "" || chunk.toolCalls.length > 0)) {
          hasBegun = true;
          if (rules !== known) memory.rules = learnt(rules, known, refusedChars, toolMessages.length > 0);
        }
        yield chunk;
      }
      return;
    } catch (error) {
      throwIfAborted(signal);
      const asked = request.asked(refusedChars !== undefined);
      const next = hasBegun || !asked ? undefined : rulesAfter(error, rules, asked);
      if (!next) throw asked && !hasBegun && isTooLong(error) ? tooLong(error) : error;
      if (next.maxChars !== rules.maxChars) refusedChars = asked?.chars;
      logger.warn("The language model's server refused the request; it is asked once more in another form.", error);
      rules = next;
    }
  }
}

/**
 * What is kept for the next questions. A history that had to go for one long message may come back; and where the results of
 * tools were too long, the next question has none.
 */
function learnt(
  rules: ServerRules,
  known: ServerRules,
  refusedChars: number | undefined,
  hasToolMessages: boolean,
): ServerRules {
  if (refusedChars === undefined) return rules;
  return { ...rules, maxChars: hasToolMessages ? known.maxChars : Math.floor(refusedChars / 2) };
}

/** One request to the model. */
class Request {
  readonly #asking: Asking;
  readonly #rules: ServerRules;
  #prompt: Prompt | undefined;

  constructor(asking: Asking, rules: ServerRules) {
    this.#asking = asking;
    this.#rules = rules;
  }

  async *chunks(signal: AbortSignal): AsyncGenerator<ReplyChunk, void, undefined> {
    const { history, llm, reasoningEffort, toolMessages } = this.#asking;
    this.#prompt = await promptFor(history, toolMessages, this.#asking, this.#rules);
    const tools = this.#offered;
    yield* replyChunks(llm.chat(this.#prompt.messages, { signal, reasoningEffort, ...(tools && { tools }) }));
  }

  /** What was asked; undefined before that. */
  asked(wasCut: boolean): Asked | undefined {
    return this.#prompt && { ...this.#prompt, wasCut, offersTools: this.#offered !== undefined };
  }

  get #offered(): readonly ToolDefinition[] | undefined {
    return this.#rules.takesTools ? this.#asking.offered : undefined;
  }
}

/** Copies: a model may do with them what it likes. */
function definitionsOf({ tools }: AskContext): readonly ToolDefinition[] | undefined {
  if (tools.length === 0) return undefined;
  return tools.map(({ name, description, parameters }) => ({
    ...{ name, description },
    parameters: structuredClone(parameters),
  }));
}

function tooLong(cause: unknown): LiveAvatarError {
  const status = LiveAvatarError.is(cause) ? cause.status : undefined;
  const message = "What is asked is too long for the language model, even without the conversation before it.";
  return new LiveAvatarError("llm-refused", message, { status, cause });
}

/** The tools of a chat request and the calls of them, rebuilt: what the page's tools need, bounded, and nothing else. */
import { isRecord } from "../core/is-record.js";
import type { Fields } from "./body.js";
import { HandlerFailure } from "./failure.js";
import { type InputMeter, bodyInvalid, oneOf } from "./fields.js";

export interface WireCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

const MAX_TOOLS = 128;
const MAX_CALLS = 128;
/** Of a schema: lists and objects in each other. */
const MAX_DEPTH = 16;
/** Of all schemas of a request: values, at every depth. */
const MAX_PARTS = 4000;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const CALL_ID = /^[\w.:|-]{1,128}$/;

/**
 * The fields `tools` and `tool_choice`. Names, descriptions and schemas count as words of the request.
 * @throws HandlerFailure
 */
export function readTools(fields: Fields, meter: InputMeter): Fields {
  const list: unknown = fields["tools"] ?? [];
  if (!Array.isArray(list)) throw bodyInvalid("tools: must be a list of tools.");
  if (list.length === 0) return {};
  if (list.length > MAX_TOOLS) {
    throw new HandlerFailure("input-too-long", `tools: one request is limited to ${MAX_TOOLS} of them.`);
  }
  const schemas = new SchemaReader(meter);
  const tools = list.filter(isFunction).map((tool) => readTool(tool["function"], meter, schemas));
  if (tools.length === 0) return {};
  if (new Set(tools.map((tool) => tool.function.name)).size < tools.length) {
    throw bodyInvalid("tools: two of them have one name.");
  }
  return { tools, ...oneOf(fields, "tool_choice", ["auto", "none"]) };
}

/** The model server's own tools, such as a search, are none of the page's: they are dropped like any other field. */
const isFunction = (tool: unknown): tool is Fields => isRecord(tool) && tool["type"] === "function";

function readTool(said: unknown, meter: InputMeter, schemas: SchemaReader) {
  if (!isRecord(said)) throw bodyInvalid("tools: each must be a function.");
  const { description = "", parameters = {} } = said;
  if (typeof description !== "string") throw bodyInvalid("tools: a description must be a text.");
  if (!isRecord(parameters)) throw bodyInvalid("tools: parameters must be a JSON Schema.");
  const name = meter.count(nameOf(said));
  return {
    type: "function",
    function: { name, description: meter.count(description), parameters: schemas.read(parameters, 1) },
  };
}

function nameOf({ name }: Fields): string {
  if (typeof name === "string" && NAME.test(name)) return name;
  throw bodyInvalid("tools: a name has letters, digits, _ and -, at most 64 of them.");
}

/** Copies what JSON can hold, so that neither depth nor number of its parts is the visitor's to choose. */
class SchemaReader {
  readonly #meter: InputMeter;
  #parts = 0;

  constructor(meter: InputMeter) {
    this.#meter = meter;
  }

  read(value: unknown, depth: number): unknown {
    this.#parts += 1;
    if (depth > MAX_DEPTH || this.#parts > MAX_PARTS) {
      const limit = `${MAX_DEPTH} levels and ${MAX_PARTS} parts`;
      throw new HandlerFailure("input-too-long", `tools: their parameters are limited to ${limit}.`);
    }
    if (Array.isArray(value)) return value.map((part: unknown) => this.read(part, depth + 1));
    if (isRecord(value)) {
      const members = Object.entries(value).map(([key, part]) => [this.#meter.count(key), this.read(part, depth + 1)]);
      return Object.fromEntries(members) as unknown;
    }
    this.#meter.count(String(value));
    return value;
  }
}

/**
 * The calls that an assistant's message asks for; undefined where there are none.
 * @throws HandlerFailure
 */
export function readCalls(message: Fields, meter: InputMeter): readonly WireCall[] | undefined {
  const list: unknown = message["tool_calls"] ?? [];
  if (!Array.isArray(list)) throw bodyInvalid("tool_calls: must be a list of calls.");
  if (list.length > MAX_CALLS) {
    throw new HandlerFailure("input-too-long", `tool_calls: one message is limited to ${MAX_CALLS} of them.`);
  }
  if (list.length === 0) return undefined;
  return list.map((call: unknown) => {
    const said = isRecord(call) && (call["type"] ?? "function") === "function" ? call["function"] : undefined;
    if (!isRecord(call) || !isRecord(said)) throw bodyInvalid("tool_calls: each must be a call of a function.");
    const { arguments: written = "" } = said;
    if (typeof written !== "string") throw bodyInvalid("tool_calls: arguments must be a text.");
    const name = meter.count(nameOf(said));
    return { id: readCallId(call["id"], meter), type: "function", function: { name, arguments: meter.count(written) } };
  });
}

/** @throws HandlerFailure */
export function readCallId(id: unknown, meter: InputMeter): string {
  if (typeof id === "string" && CALL_ID.test(id)) return meter.count(id);
  throw bodyInvalid("tool_calls: a call is named by its id, and answered under tool_call_id.");
}

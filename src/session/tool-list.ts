/** The tools of a page, checked and copied when the session is made. */
import { LiveAvatarError } from "../core/errors.js";
import { isRecord } from "../core/is-record.js";
import type { Tool } from "../core/ports/tool.js";

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** @throws LiveAvatarError `config-invalid`, which names the tool */
export function readTools(given: unknown): readonly Tool[] {
  if (given == null) return [];
  if (!Array.isArray(given)) throw invalid("tools must be a list.");
  const tools = given.map(readTool);
  for (const [index, { name }] of tools.entries()) {
    if (tools.findIndex((other) => other.name === name) < index) throw invalid(`tools: there are two named "${name}".`);
  }
  return tools;
}

function readTool(tool: unknown, index: number): Tool {
  const { name, description, parameters, execute } = isRecord(tool) ? tool : {};
  if (typeof name !== "string" || !NAME.test(name)) {
    throw invalid(`tools[${index}].name must be 1 to 64 letters, digits, "_" and "-".`);
  }
  if (typeof description !== "string" || description.trim() === "") {
    throw invalid(`The tool "${name}" needs a description, for the model.`);
  }
  if (typeof execute !== "function") throw invalid(`The tool "${name}" needs a function execute.`);
  return {
    ...{ name, description },
    parameters: schemaOf(name, parameters),
    // As a method of the page's own object.
    execute: (args, options) => (tool as Tool).execute(args, options),
  };
}

/** A copy of a JSON Schema of an object: servers take no other. */
function schemaOf(name: string, parameters: unknown): Readonly<Record<string, unknown>> {
  let copy: unknown;
  try {
    copy = JSON.parse(JSON.stringify(parameters ?? null));
  } catch {
    copy = undefined; // the message below says what is expected
  }
  const schema = isRecord(copy) ? { type: "object", ...copy } : undefined;
  if (schema?.type !== "object")
    throw invalid(`The parameters of the tool "${name}" must be a JSON Schema of type object.`);
  return schema;
}

const invalid = (message: string): LiveAvatarError => new LiveAvatarError("config-invalid", message);

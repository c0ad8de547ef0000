/** The calls of tools in a streamed answer, put together from their pieces. */
import { isRecord } from "../../core/is-record.js";
import { parseJson } from "../../core/parse-json.js";
import type { ToolCall } from "../../core/ports/tool.js";

type Fields = Readonly<Record<string, unknown>>;

interface OpenCall {
  readonly index: number | undefined;
  id: string;
  name: string;
  arguments: string;
}

/** More than any model asks for at once. */
const MOST_CALLS = 128;
const ID_LENGTH = 9;
const ID_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Servers differ in all but the names of the fields: pieces without an index, calls without an id, several calls under one
 * index, whole calls in one piece, and arguments that are an object already.
 */
export class ToolCallAssembler {
  readonly #calls: OpenCall[] = [];

  /** @param delta of one chunk, or a whole message */
  push({ tool_calls: list, function_call: legacy }: Fields): void {
    const pieces: readonly unknown[] = Array.isArray(list) ? list : [list];
    for (const piece of pieces) if (isRecord(piece)) this.#add(piece);
    if (isRecord(legacy)) this.#add({ index: 0, function: legacy });
  }

  /** The calls with a name, each whole. */
  get calls(): readonly ToolCall[] {
    return this.#calls
      .filter(({ name }) => name !== "")
      .map(({ id, name, arguments: written }) => ({ id: id || newId(), name, arguments: written }));
  }

  #add(piece: Fields): void {
    const said = isRecord(piece.function) ? piece.function : piece;
    const index = typeof piece.index === "number" ? piece.index : undefined;
    const id = text(piece.id);
    const name = text(said.name).replace(/^functions\./, "");
    const written = said.arguments ?? said.input ?? said.parameters;
    let call = this.#callOf(index, id, name, written);
    if (!call) {
      if (this.#calls.length >= MOST_CALLS) return;
      call = { index, id: "", name: "", arguments: "" };
      this.#calls.push(call);
    }
    call.id ||= id;
    call.name ||= name;
    if (typeof written === "string") call.arguments += written;
    else if (isRecord(written)) call.arguments = JSON.stringify(written);
  }

  /** The call that a piece belongs to; undefined for one that begins a call. */
  #callOf(index: number | undefined, id: string, name: string, written: unknown): OpenCall | undefined {
    const last = this.#calls.at(-1);
    const known = id === "" ? undefined : this.#calls.find((call) => call.id === id);
    if (known) return known;
    // The newest one: some servers count all calls as the first.
    const call = index === undefined ? last : this.#calls.findLast((call) => call.index === index);
    if (!call) return undefined;
    if (id !== "" && call.id !== "") return undefined;
    // Some servers repeat the name with every piece.
    const isNamed = name !== "" && call.name !== "";
    const isComplete = parseJson(call.arguments) !== undefined && written !== "";
    return isNamed && (name !== call.name || isComplete) ? undefined : call;
  }
}

/** Mistral's form, the strictest: nine letters or digits. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_LENGTH));
  return Array.from(bytes, (byte) => ID_SIGNS.charAt(byte % ID_SIGNS.length)).join("");
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/**
 * The public names of the package, read from where each is declared: the manifest of the element, the tables of events and errors,
 * package.json, and the entries of the sources. Run with tsx, since it imports the tables.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { ERROR_CODES } from "../../src/core/errors.ts";
import { SESSION_EVENTS } from "../../src/core/session-events.ts";
import { ROOT } from "./run.mjs";

const readJson = (name) => JSON.parse(readFileSync(join(ROOT, name), "utf8"));
const named = (list) => list.map(({ name }) => name);

/** The tables of the element; what is private in it is not in the manifest. */
function elementNames() {
  const { modules } = readJson("custom-elements.json");
  const element = modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === "live-avatar");
  const members = (kind) => named(element.members.filter((member) => member.kind === kind));
  return {
    attributes: named(element.attributes),
    properties: members("field"),
    methods: members("method"),
    events: named(element.events),
    slots: named(element.slots),
    parts: named(element.cssParts),
    "CSS properties": named(element.cssProperties),
    states: named(element.cssStates),
  };
}

/** `message` and, for what its listeners are given, `message.message`. */
const sessionEvents = () =>
  Object.entries(SESSION_EVENTS).flatMap(([name, keys]) => [
    name,
    ...keys.filter((key) => key !== "...").map((key) => `${name}.${key}`),
  ]);

/** The source of an entry: `./dist/room/index.d.ts` is made of `src/room/index.ts`, and declarations alone are their own. */
function sourceOf(declarations) {
  const source = join(ROOT, declarations.replace(/^\.\/dist\/(.*)\.d\.ts$/, "./src/$1.ts"));
  if (!existsSync(source)) throw new Error(`package.json names ${declarations}, and there is no ${source}.`);
  return source;
}

/** What each entry exports, types too: `live-avatar/room#LiveAvatarRenderer`. */
function exportedNames({ name, exports }) {
  const entries = Object.entries(exports)
    .filter(([, target]) => typeof target === "object")
    .map(([entry, target]) => [entry.replace(/^\./, name), sourceOf(target.types)]);
  const program = ts.createProgram(
    entries.map(([, file]) => file),
    { target: ts.ScriptTarget.ES2022, moduleResolution: ts.ModuleResolutionKind.Bundler, noLib: true, types: [] },
  );
  const checker = program.getTypeChecker();
  return entries.flatMap(([entry, file]) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    return module ? named(checker.getExportsOfModule(module)).map((one) => `${entry}#${one}`) : [];
  });
}

/** @returns {Record<string, string[]>} the names of each table, sorted */
export function publicNames() {
  const about = readJson("package.json");
  const tables = {
    ...elementNames(),
    "session events": sessionEvents(),
    "error codes": Object.keys(ERROR_CODES),
    entries: Object.keys(about.exports).map((entry) => entry.replace(/^\./, about.name)),
    commands: Object.keys(about.bin),
    exports: exportedNames(about),
  };
  return Object.fromEntries(Object.entries(tables).map(([table, names]) => [table, [...new Set(names)].sort()]));
}

/** The types of the element's events as a reader wants them: with all keys of their details, and no names of ours but public ones. */
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "./run.mjs";

const { NoTruncation, UseAliasDefinedOutsideCurrentScope } = ts.TypeFormatFlags;
const FORMAT = NoTruncation | UseAliasDefinedOutsideCurrentScope;
const FILE = join(ROOT, "src/element/events.ts");

function programOf(file) {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  return ts.createProgram([file], { ...options, types: [] });
}

/** @returns {ReadonlyMap<string, string>} by the name of the event, such as `CustomEvent<{ turnId: string }>` */
export function eventTypes() {
  const program = programOf(FILE);
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(FILE));
  const map = checker.getExportsOfModule(module).find(({ name }) => name === "LiveAvatarEventMap");

  const textOf = (type) => checker.typeToString(type, undefined, FORMAT);
  const member = (property) => {
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const text = textOf(checker.getTypeOfSymbol(property));
    return isOptional ? `${property.name}?: ${text.replace(/ \| undefined$/, "")}` : `${property.name}: ${text}`;
  };
  const detailText = (detail) => {
    const members = checker.getPropertiesOfType(detail).map(member);
    // An interface has a name that the package exports; `Record<string, never>` is the one without members.
    const isNamed = detail.symbol?.flags & ts.SymbolFlags.Interface || members.length === 0;
    return isNamed ? textOf(detail) : `{ ${members.join("; ")} }`;
  };
  return new Map(
    checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(map)).map((event) => {
      const [detail] = checker.getTypeArguments(checker.getTypeOfSymbol(event));
      return [event.name, `CustomEvent<${detailText(detail)}>`];
    }),
  );
}

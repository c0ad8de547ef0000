/** What a user of an entry point can meet in its signatures: the walk of `test/package/public-types.node.test.ts`. */
import ts from "typescript";

const NAMED = ts.SymbolFlags.Interface | ts.SymbolFlags.Class | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Enum;
const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

/** What the module of declarations `file` exports, each under the symbol of its declaration. */
export function exportsOf(program: ts.Program, file: string): ReadonlySet<ts.Symbol> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is no module`);
  const target = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return new Set(checker.getExportsOfModule(module).map(target));
}

/** Finds the types of the package that the public signatures of what an entry point exports are made of. */
export class SignatureWalk {
  readonly #checker: ts.TypeChecker;
  readonly #isOurs: (file: string) => boolean;
  readonly #seen = new Set<ts.Type>();
  /** Each with the place where it was met first, such as `LiveAvatarElement.startVideo(options)`. */
  readonly met = new Map<ts.Symbol, string>();

  constructor(program: ts.Program, entry: string, isOurs: (file: string) => boolean) {
    this.#checker = program.getTypeChecker();
    this.#isOurs = isOurs;
    for (const symbol of exportsOf(program, entry)) {
      const { name, flags } = symbol;
      if (flags & ts.SymbolFlags.Type) this.#visitParts(this.#checker.getDeclaredTypeOfSymbol(symbol), name);
      if (flags & ts.SymbolFlags.Value) this.#visit(this.#checker.getTypeOfSymbol(symbol), name);
    }
  }

  #visit(type: ts.Type, place: string): void {
    const name = type.aliasSymbol ?? type.getSymbol();
    // An alias with arguments only computes what stands in its place.
    const isNamed = name && (name.flags & NAMED) !== 0 && this.#isDeclaredHere(name) && !type.aliasTypeArguments;
    if (isNamed && !this.met.has(name)) this.met.set(name, place);
    this.#visitParts(type, place);
  }

  #isDeclaredHere({ declarations = [] }: ts.Symbol): boolean {
    return declarations.some((node) => this.#isOurs(node.getSourceFile().fileName));
  }

  #visitParts(type: ts.Type, place: string): void {
    if (this.#seen.has(type)) return;
    this.#seen.add(type);
    const inner = [
      ...(type.isUnionOrIntersection() ? type.types : []),
      ...(isReference(type) ? this.#checker.getTypeArguments(type) : []),
      ...(type.aliasTypeArguments ?? []),
      ...this.#checker.getIndexInfosOfType(type).map((info) => info.type),
    ];
    for (const one of inner) this.#visit(one, place);
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      this.#visitSignature(signature, place);
    }
    // Properties of a union are those of its parts.
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
      for (const property of type.getProperties()) this.#visitProperty(property, place);
    }
  }

  #visitProperty(property: ts.Symbol, place: string): void {
    const [declaration] = property.declarations ?? [];
    if (!declaration || !this.#isDeclaredHere(property) || property.name.startsWith("__#")) return;
    if (ts.getCombinedModifierFlags(declaration) & HIDDEN) return;
    this.#visit(this.#checker.getTypeOfSymbol(property), `${place}.${property.name}`);
  }

  #visitSignature(signature: ts.Signature, place: string): void {
    for (const parameter of signature.getParameters()) {
      this.#visit(this.#checker.getTypeOfSymbol(parameter), `${place}(${parameter.name})`);
    }
    this.#visit(signature.getReturnType(), `${place}()`);
  }
}

const isReference = (type: ts.Type): type is ts.TypeReference =>
  (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;

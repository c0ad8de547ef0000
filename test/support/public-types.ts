/** What a user of an entry point can meet in its signatures: the walk of `test/package/public-types.node.test.ts`. */
import ts from "typescript";

/** A type of the package that somebody who calls it would have to write down, and where it was met. */
export interface NamedType {
  readonly name: string;
  readonly metAt: string;
}

/** Names of the package that the exports of `entry` use and that it does not export itself. */
export class SignatureWalk {
  readonly #checker: ts.TypeChecker;
  readonly #isOurs: (file: string) => boolean;
  readonly #exported: ReadonlySet<ts.Symbol>;
  readonly #seen = new Set<ts.Type>();
  readonly missing = new Map<string, NamedType>();

  constructor(program: ts.Program, entry: string, isOurs: (file: string) => boolean) {
    this.#checker = program.getTypeChecker();
    this.#isOurs = isOurs;
    const source = program.getSourceFile(entry);
    const module = source && this.#checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${entry} is no module`);
    const exports = this.#checker.getExportsOfModule(module).map((symbol) => this.#target(symbol));
    this.#exported = new Set(exports);
    for (const symbol of exports) this.#visitExport(symbol);
  }

  #target(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #visitExport(symbol: ts.Symbol): void {
    if (symbol.flags & ts.SymbolFlags.Type)
      this.#visitMembers(this.#checker.getDeclaredTypeOfSymbol(symbol), symbol.name);
    if (symbol.flags & ts.SymbolFlags.Value) this.#visit(this.#checker.getTypeOfSymbol(symbol), symbol.name);
  }

  #visit(type: ts.Type, place: string): void {
    const name = type.aliasSymbol ?? type.getSymbol();
    if (name && this.#isNamed(name)) {
      // An alias with arguments only computes what stands in its place.
      if (!this.#exported.has(name) && !type.aliasTypeArguments)
        this.missing.set(name.name, { name: name.name, metAt: place });
    }
    this.#visitMembers(type, place);
  }

  #isNamed(symbol: ts.Symbol): boolean {
    const kinds = ts.SymbolFlags.Interface | ts.SymbolFlags.Class | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Enum;
    return (symbol.flags & kinds) !== 0 && this.#isDeclaredHere(symbol);
  }

  #isDeclaredHere(symbol: ts.Symbol): boolean {
    return symbol.declarations?.some((node) => this.#isOurs(node.getSourceFile().fileName)) ?? false;
  }

  #visitMembers(type: ts.Type, place: string): void {
    if (this.#seen.has(type)) return;
    this.#seen.add(type);
    if (type.isUnionOrIntersection())
      type.types.forEach((one) => {
        this.#visit(one, place);
      });
    const whole = this.#checker.getTypeArguments(type as ts.TypeReference);
    if ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference)
      whole.forEach((one) => {
        this.#visit(one, place);
      });
    type.aliasTypeArguments?.forEach((one) => {
      this.#visit(one, place);
    });
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()])
      this.#visitSignature(signature, place);
    for (const { type: value } of this.#checker.getIndexInfosOfType(type)) this.#visit(value, place);
    if (type.isUnion() || !(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return;
    for (const property of type.getProperties()) this.#visitProperty(property, place);
  }

  #visitProperty(property: ts.Symbol, place: string): void {
    const [declaration] = property.declarations ?? [];
    if (!declaration || !this.#isDeclaredHere(property) || property.name.startsWith("__#")) return;
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
    if (ts.getCombinedModifierFlags(declaration) & hidden) return;
    this.#visit(this.#checker.getTypeOfSymbol(property), `${place}.${property.name}`);
  }

  #visitSignature(signature: ts.Signature, place: string): void {
    for (const parameter of signature.getParameters()) {
      this.#visit(this.#checker.getTypeOfSymbol(parameter), `${place}(${parameter.name})`);
    }
    this.#visit(signature.getReturnType(), `${place}()`);
  }
}

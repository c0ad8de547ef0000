/** The comments of a table or an interface in a TypeScript source: what the manifest says of its rows. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "./run.mjs";

const commentOf = (node) => {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  return comment && ts.getTextOfJSDocComment(comment.comment)?.replaceAll(/\s*\n\s*/g, " ");
};

/** The rows of `const name = {…} as const satisfies …`, or the members of `interface name {…}`. */
function rowsOf(statement, name) {
  if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) return statement.members;
  if (!ts.isVariableStatement(statement)) return [];
  const table = statement.declarationList.declarations.find((one) => one.name.getText() === name);
  let value = table?.initializer;
  while (value && !ts.isObjectLiteralExpression(value)) value = value.expression;
  return value?.properties ?? [];
}

/** @returns the rows in their order; of an interface's also the type as it is written */
export async function rowDocs(file, name) {
  const source = ts.createSourceFile(file, await readFile(join(ROOT, file), "utf8"), ts.ScriptTarget.ESNext, true);
  const rows = source.statements.flatMap((statement) => [...rowsOf(statement, name)]);
  if (rows.length === 0) throw new Error(`${file} has no ${name}`);
  return rows.map((row) => ({ name: row.name.getText(), description: commentOf(row), type: row.type?.getText() }));
}

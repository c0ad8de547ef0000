/** The tables of docs/scaling.md are what their formulas and letters give. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { textOf } from "../support/documents.js";

const TEXT = textOf("docs/scaling.md");
/** What one processor of the backend is planned with. */
const PER_PROCESSOR = 250;

/** The rows of the table that begins with this heading, without it. */
function rowsOf(heading: string): string[][] {
  const lines = TEXT.slice(TEXT.indexOf(`\n| ${heading} `) + 1).split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** "13,667 a second" → 13667 */
const numberIn = (text: string): number => Number.parseFloat(text.replaceAll(",", ""));

const LETTERS = new Map(rowsOf("letter").map(([letter = "", , here = ""]) => [letter, numberIn(here)]));

/** Evaluates a sum of products of numbers, letters and parentheses. */
function valueOf(formula: string, visitors: number): number {
  const signs = formula.match(/[A-Z]|\d+|[()+·/]/g) ?? [];
  const factor = (): number => {
    const sign = signs.shift() ?? "";
    if (sign !== "(") return sign === "V" ? visitors : (LETTERS.get(sign) ?? Number(sign));
    const value = sum();
    assert.equal(signs.shift(), ")", formula);
    return value;
  };
  const product = (): number => {
    let value = factor();
    while (signs[0] === "·" || signs[0] === "/") value = signs.shift() === "·" ? value * factor() : value / factor();
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (signs[0] === "+") {
      signs.shift();
      value += product();
    }
    return value;
  };
  const value = sum();
  assert.equal(signs.length, 0, formula);
  return value;
}

const VISITORS = [10, 1000, 100_000];

/** The value, rounded to the digits that are written. */
function assertRounded(written: string, value: number): void {
  const [number = ""] = /^[\d.]+/.exec(written.replaceAll(",", "")) ?? [];
  assert.equal(number, value.toFixed(number.split(".")[1]?.length ?? 0), written);
}

describe("docs/scaling.md", () => {
  for (const [what = "", formula = "", ...cells] of rowsOf("what")) {
    const isCount = cells.every((cell) => /^[\d.,]+( \(.*\))?$/.test(cell));
    if (!isCount) continue;
    it(`${what}: ${formula}`, () => {
      for (const [index, cell] of cells.entries()) {
        assertRounded(cell, valueOf(formula, VISITORS[index] ?? NaN));
      }
    });
  }

  for (const [what = "", formula = "", ...cells] of rowsOf("the backend has")) {
    it(`processors of ${what}`, () => {
      for (const [index, cell] of cells.entries()) {
        const [requests = "", processors] = cell.split(": ");
        const value = valueOf(formula, VISITORS[index] ?? NaN);
        assertRounded(requests, value);
        assert.equal(Number(processors), Math.ceil(value / PER_PROCESSOR), `${what} ${cell}`);
      }
    });
  }

  it("has the tables that are looked at", () => {
    assert.equal(rowsOf("the backend has").length, 5);
    assert.ok(rowsOf("what").length >= 9);
    assert.ok(LETTERS.get("T") === 15 && LETTERS.get("L") === 5);
  });
});

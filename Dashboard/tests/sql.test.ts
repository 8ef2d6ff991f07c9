import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TableView } from "../src/api/types.ts";
import { complete, csvOf, isNumericType, placeOf, widthOf } from "../src/lib/sql.ts";

const tables: readonly TableView[] = [
  {
    name: "bars",
    rows: 10,
    columns: [{ name: "symbol", type: "VARCHAR" }, { name: "close", type: "DOUBLE" }],
  },
  {
    name: "findings",
    rows: 2,
    columns: [{ name: "symbol", type: "VARCHAR" }, { name: "rule", type: "VARCHAR" }],
  },
];
const labels = (sql: string, at = sql.length, isAsked = false): readonly string[] =>
  complete(sql, at, tables, isAsked)?.offers.map((offer) => offer.label) ?? [];

describe("the console's completion", () => {
  it("offers the columns of the table before a dot", () => {
    assert.deepEqual(labels("select bars."), ["symbol", "close"]);
    assert.deepEqual(labels("select f.r from findings f", 10), ["symbol", "rule"]);
    assert.deepEqual(labels("select f.r from findings as f", 10), ["symbol", "rule"]);
  });

  it("offers columns of the tables that are named, each once, and then tables, functions and keywords", () => {
    const offered = labels("select c from bars", 8);
    assert.deepEqual(offered.slice(0, 4), ["symbol", "close", "bars", "findings"]);
    assert.ok(offered.includes("count") && offered.includes("SELECT"));
    assert.ok(!offered.includes("rule"));
  });

  it("offers every column while no table is named", () => {
    assert.deepEqual(labels("s").slice(0, 3), ["symbol", "close", "rule"]);
  });

  it("offers nothing between words unless it is asked", () => {
    assert.deepEqual(labels("select "), []);
    assert.ok(labels("select ", 7, true).length > 0);
    assert.deepEqual(labels("select nothing."), []);
  });

  it("replaces the word that is being typed", () => {
    assert.equal(complete("select clo", 10, tables, false)?.from, 7);
    assert.equal(complete("select bars.clo", 15, tables, false)?.from, 12);
  });
});

describe("the place of a fault", () => {
  it("is read from the line with the caret", () => {
    const sql = "select\n  foo from bars";
    const place = placeOf("Binder Error: no foo\n\nLINE 2:   foo from bars\n          ^", sql);
    assert.deepEqual(place, { line: 2, column: 3, offset: 9 });
    assert.equal(sql.slice(place?.offset).startsWith("foo"), true);
  });

  it("is found in a line that was shown in part", () => {
    const sql = `select ${"a, ".repeat(40)}foo from bars`;
    const place = placeOf("Binder Error\nLINE 1: ...a, a, a, foo from bars\n                     ^", sql);
    assert.equal(place?.line, 1);
  });

  it("is none without a caret, or in a line that is not there", () => {
    assert.equal(placeOf("The question took too long.", "select 1"), null);
    assert.equal(placeOf("LINE 9: x\n        ^", "select 1"), null);
  });
});

describe("an answer", () => {
  const answer = {
    columns: [{ name: "symbol", type: "VARCHAR" }, { name: "note, long", type: "VARCHAR" }],
    rows: [["AAPL", 'says "no"'], ["MSFT", null]],
    isCut: false,
    milliseconds: 1,
  };

  it("becomes comma-separated values", () => {
    assert.equal(csvOf(answer), 'symbol,"note, long"\r\nAAPL,"says ""no"""\r\nMSFT,\r\n');
  });

  it("has columns as wide as what stands in them", () => {
    assert.equal(widthOf(answer, 0), 8);
    assert.equal(widthOf(answer, 1), 12);
    assert.equal(widthOf({ ...answer, rows: [["x".repeat(200), null]] }, 0), 48);
  });

  it("tells figures from text", () => {
    assert.equal(isNumericType("DECIMAL(18,4)"), true);
    assert.equal(isNumericType("bigint"), true);
    assert.equal(isNumericType("DATE"), false);
  });
});

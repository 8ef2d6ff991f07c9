import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filtered, sorted } from "../src/lib/sorting.ts";

describe("sorting", () => {
  const rows = [{ id: "a", v: 2 }, { id: "b", v: null }, { id: "c", v: 3 }, { id: "d", v: 2 }];
  const ids = (list: readonly { id: string }[]): string => list.map((row) => row.id).join("");
  it("is stable and puts missing figures last, both ways", () => {
    assert.equal(ids(sorted(rows, (row) => row.v, "ascending")), "adcb");
    assert.equal(ids(sorted(rows, (row) => row.v, "descending")), "cadb");
  });
  it("leaves its input alone", () => {
    sorted(rows, (row) => row.v, "descending");
    assert.equal(ids(rows), "abcd");
  });
});

describe("filtering", () => {
  const names = ["Momentum 12-1", "Crossover AAPL", "Buy and hold"];
  it("wants every word, in any order and case", () => {
    assert.deepEqual(filtered(names, (name) => name, "aapl cross"), ["Crossover AAPL"]);
    assert.equal(filtered(names, (name) => name, "  "), names);
    assert.deepEqual(filtered(names, (name) => name, "gold"), []);
  });
});

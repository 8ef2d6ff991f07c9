import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { growth, points } from "../src/charts/columns.ts";
import { byYear, compounded } from "../src/charts/MonthTable.tsx";
import { sparkPath } from "../src/lib/spark.ts";

describe("columns", () => {
  it("leave a gap where a value is missing", () => {
    assert.deepEqual(points(["2020-01-02", "2020-01-03"], [1, null]), [{ time: "2020-01-02", value: 1 }, {
      time: "2020-01-03",
    }]);
  });
  it("that grew are told from other ones", () => {
    assert.deepEqual(growth(["a", "b"], ["a", "b", "c"]), { kind: "grown", from: 1 });
    assert.deepEqual(growth(["a", "b"], ["x", "b", "c"]), { kind: "other" });
    assert.deepEqual(growth(["a", "b"], ["a"]), { kind: "other" });
    assert.deepEqual(growth([], ["a"]), { kind: "other" });
  });
});

describe("months", () => {
  it("stand by year, newest first, with gaps", () => {
    const table = byYear([{ year: 2019, month: 12, value: 0.1 }, { year: 2020, month: 1, value: -0.1 }]);
    assert.deepEqual(table.map(([year, row]) => [year, row[0], row[11]]), [[2020, -0.1, null], [
      2019,
      null,
      0.1,
    ]]);
  });
  it("compound", () => assert.ok(Math.abs(compounded([0.1, null, -0.1]) - -0.01) < 1e-12));
});

describe("a sparkline", () => {
  it("needs two values", () => assert.deepEqual([sparkPath([], 10, 10), sparkPath([1], 10, 10)], ["", ""]));
  it("of one level lies in the middle", () => assert.equal(sparkPath([5, 5], 10, 10), "M0.0,5.0L10.0,5.0"));
  it("spans the box", () => assert.equal(sparkPath([0, 1], 10, 13), "M0.0,11.5L10.0,1.5"));
});

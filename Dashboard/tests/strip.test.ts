import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  cellAt,
  fullness,
  monthsOf,
  outline,
  overall,
  shareOf,
  yearsOf,
  yearTicks,
} from "../src/lib/strip.ts";

const strip = {
  months: ["2024-11", "2024-12", "2025-01", "2025-02"],
  expected: [20, 21, 0, 20],
  held: [20, 20, 0, 10],
  findings: [0, 1, 0, 3],
};

describe("a strip of months", () => {
  it("has no share where nothing is expected, and none above one", () => {
    assert.equal(shareOf(3, 0), null);
    assert.equal(shareOf(22, 21), 1);
    assert.deepEqual(monthsOf(strip).map((month) => month.share), [1, 20 / 21, null, 0.5]);
  });

  it("tells full months from those with a hole", () => {
    assert.deepEqual([1, 0.985, 0.9, 0.5, null].map(fullness), ["full", "most", "some", "little", "none"]);
    assert.equal(fullness(0.9985), "most");
  });

  it("joins cells of one colour into one outline", () => {
    const months = monthsOf({ ...strip, held: [20, 21, 0, 20] });
    assert.equal(outline(months, "full"), "M0 0h2v1h-2zM3 0h1v1h-1z");
    assert.equal(outline(months, "none"), "M2 0h1v1h-1z");
    assert.equal(outline(months, "little"), "");
  });

  it("finds the cell under a pixel", () => {
    assert.equal(cellAt(0, 400, 4), 0);
    assert.equal(cellAt(399.9, 400, 4), 3);
    assert.equal(cellAt(-5, 400, 4), 0);
    assert.equal(cellAt(900, 400, 4), 3);
    assert.equal(cellAt(10, 0, 4), null);
    assert.equal(cellAt(10, 400, 0), null);
  });

  it("counts held of expected over all months", () => {
    assert.equal(overall(monthsOf(strip)), 50 / 61);
    assert.equal(overall([]), null);
  });

  it("names years at their first month, and no more than fit", () => {
    const months = monthsOf(strip);
    assert.deepEqual(yearTicks(months, 10), [{ at: 0, year: "2024" }, { at: 2, year: "2025" }]);
    assert.deepEqual(yearTicks(months, 1), [{ at: 0, year: "2024" }]);
  });

  it("leaves the first year's name out where the second one would lie on it", () => {
    const long = ["2016-11", "2016-12"].concat(
      ...["2017", "2018", "2019", "2020"].map((year) =>
        Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, "0")}`)
      ),
    );
    const none = long.map(() => 0);
    const months = monthsOf({ months: long, expected: none, held: none, findings: none });
    assert.deepEqual(yearTicks(months, 14).map((tick) => tick.year), ["2017", "2018", "2019", "2020"]);
    assert.deepEqual(yearTicks(months.slice(0, 26), 14).map((tick) => tick.year), ["2016", "2017", "2018"]);
  });

  it("becomes rows of twelve months, newest year first", () => {
    const [[newest, row] = ["", []], [before] = [""]] = yearsOf(monthsOf(strip));
    assert.equal(newest, "2025");
    assert.equal(before, "2024");
    assert.equal(row.length, 12);
    assert.equal(row[1]?.findings, 3);
    assert.equal(row[5], null);
  });
});

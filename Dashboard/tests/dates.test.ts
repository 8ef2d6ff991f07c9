import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isDate, rangeFault } from "../src/lib/dates.ts";

describe("a date", () => {
  it("is of the calendar", () => {
    assert.deepEqual(["2020-02-29", "2021-02-29", "2020-13-01", "20-1-1", ""].map(isDate), [
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("a range", () => {
  it("says what is wrong with it", () => {
    assert.equal(rangeFault("2020-01-02", "2020-12-31"), null);
    assert.equal(rangeFault("", "2020-12-31"), "Give the first session.");
    assert.equal(rangeFault("2020-01-02", "soon"), "The last session must be a date, YYYY-MM-DD.");
    assert.equal(rangeFault("2020-12-31", "2020-01-02"), "The range must end after it begins.");
  });
  it("may be open where that means all", () => assert.equal(rangeFault("", "", true), null));
});

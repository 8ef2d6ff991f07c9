import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CoverageView } from "../src/api/types.ts";
import { holdingOf, universeOf } from "../src/features/research-lab/universe.ts";

const held = (
  symbol: string,
  first: string | null,
  last: string | null,
  provider = "vendor",
): CoverageView => ({ symbol, first, last, provider }) as CoverageView;

describe("a universe", () => {
  it("is read from a specification", () =>
    assert.deepEqual(universeOf('{"universe":["AAPL",3,"IBM"]}'), ["AAPL", "IBM"]));
  it("is empty while the text cannot be read", () =>
    assert.deepEqual([universeOf("{"), universeOf("3"), universeOf('{"universe":1}')], [[], [], []]));
  it("spans its symbols and names those that are not held", () => {
    const coverage = [
      held("AAPL", "2000-03-01", "2013-03-01"),
      held("GOOG", "2004-08-19", "2013-03-04"),
      held("FB", null, null),
    ];
    assert.deepEqual(holdingOf(["GOOG", "AAPL", "FB", "XYZ"], coverage), {
      from: "2000-03-01",
      to: "2013-03-04",
      absent: ["FB", "XYZ"],
      sampleEnds: null,
    });
  });
  it("says where the sample data ends of its own symbols, not of others", () => {
    const coverage = [
      held("AAPL", "2000-03-01", "2013-03-01", "sample"),
      held("IBM", "2000-03-01", "2024-01-02"),
      held("AAPL.ADJ", "1990-01-02", "2022-12-28", "sample"),
    ];
    assert.equal(holdingOf(["AAPL", "IBM"], coverage).sampleEnds, "2013-03-01");
  });
});

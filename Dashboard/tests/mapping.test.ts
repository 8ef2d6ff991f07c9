import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { guessMapping, mappingOf, noMapping, sourceFault } from "../src/lib/mapping.ts";

describe("the mapping of a file", () => {
  it("is guessed from names that vendors give", () => {
    const draft = guessMapping(["Ticker", "Trading Day", "Open", "High", "Low", "Last", "Vol", "Note"]);
    assert.equal(draft.symbol, "Ticker");
    assert.equal(draft.date, "Trading Day");
    assert.equal(draft.close, "Last");
    assert.equal(draft.volume, "Vol");
  });

  it("prefers the field's own name and chooses no column twice", () => {
    const draft = guessMapping(["last", "close", "date"]);
    assert.equal(draft.close, "close");
    assert.equal(draft.open, "");
  });

  it("is none while nothing is chosen", () => {
    assert.equal(mappingOf(noMapping), null);
  });

  it("names one symbol in place of a column", () => {
    const mapping = mappingOf({ ...noMapping, symbol: "Ticker", symbolOfFile: " aapl " });
    assert.equal(mapping?.symbol, null);
    assert.equal(mapping?.symbolOfFile, "AAPL");
  });
});

describe("a source's name", () => {
  it("has lower-case letters, digits and dashes only", () => {
    assert.equal(sourceFault("vendor-2"), null);
    assert.ok(sourceFault("Vendor 2")?.includes("lower-case"));
    assert.ok(sourceFault("")?.includes("lower-case"));
  });
});

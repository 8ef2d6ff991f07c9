import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterOf, findingFilterOf, isFiltered, queryOf } from "../src/features/data-hub/filters.ts";
import { requestOf } from "../src/features/data-hub/request.ts";
import { symbolsIn } from "../src/lib/symbols.ts";

const read = (query: string): URLSearchParams => new URLSearchParams(query);

describe("the coverage's filter", () => {
  it("is none in an empty address, rising by symbol", () => {
    const filter = filterOf(read(""));
    assert.equal(isFiltered(filter), false);
    assert.deepEqual(queryOf(filter), { sort: "symbol", order: "rising" });
  });

  it("is read from an address", () => {
    const filter = filterOf(read("search=apple&rule=bad-value&severity=fault&sort=bars&order=falling"));
    assert.equal(isFiltered(filter), true);
    assert.deepEqual(queryOf(filter), {
      search: "apple",
      rule: "bad-value",
      severity: "fault",
      sort: "bars",
      order: "falling",
    });
  });

  it("drops words that nobody knows", () => {
    const filter = filterOf(read("severity=terrible&sort=colour&order=sideways"));
    assert.equal(isFiltered(filter), false);
    assert.deepEqual(queryOf(filter), { sort: "symbol", order: "rising" });
  });
});

describe("the findings' filter", () => {
  it("asks for open findings unless it says otherwise", () => {
    assert.equal(findingFilterOf(read("")).state, "open");
    assert.equal(findingFilterOf(read("state=all")).state, "all");
    assert.equal(findingFilterOf(read("state=gone")).state, "open");
  });

  it("writes the symbol as the store does", () => {
    assert.equal(findingFilterOf(read("search=%20aapl")).symbol, "AAPL");
  });
});

describe("an ingestion", () => {
  const draft = {
    provider: "fmp",
    what: "bars",
    route: "automatic",
    text: "",
    from: "",
    to: "",
    isReload: false,
  } as const;

  it("leaves out what is the default", () => {
    assert.deepEqual(requestOf(draft), { provider: "fmp" });
  });

  it("says everything that was chosen", () => {
    const chosen = {
      ...draft,
      what: "reference",
      route: "symbols",
      text: "aapl, msft",
      from: "2020-01-01",
      isReload: true,
    } as const;
    assert.deepEqual(requestOf(chosen), {
      provider: "fmp",
      symbols: ["AAPL", "MSFT"],
      from: "2020-01-01",
      what: "reference",
      route: "symbols",
      isReload: true,
    });
  });

  it("reads symbols in any notation, each once", () => {
    assert.deepEqual(symbolsIn(" aapl;msft\nBRK.B, AAPL"), ["AAPL", "MSFT", "BRK.B"]);
    assert.deepEqual(symbolsIn("  "), []);
  });
});

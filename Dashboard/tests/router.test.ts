import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { linkTo, parseRoute } from "../src/lib/router.ts";

describe("a route", () => {
  it("survives the way there and back", () => {
    const link = linkTo(["data", "^GSPC/x"], { tab: "a b" });
    const { parts, query } = parseRoute(link);
    assert.deepEqual([parts, query.get("tab")], [["data", "^GSPC/x"], "a b"]);
  });
  it("of nothing is the first page", () => assert.deepEqual(parseRoute("").parts, []));
  it("that cannot be read is the first page", () =>
    assert.deepEqual(parseRoute("#/data/%E0%A4%A").parts, []));
});

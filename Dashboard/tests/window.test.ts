import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rowsInSight, scrollFor } from "../src/lib/window.ts";

describe("rows in sight", () => {
  it("are few of many", () =>
    assert.deepEqual(rowsInSight(32_000, 320, 32, 40_000, 4), { first: 996, last: 1014 }));
  it("begin at the first and end at the last", () => {
    assert.deepEqual(rowsInSight(0, 320, 32, 5, 4), { first: 0, last: 5 });
    assert.deepEqual(rowsInSight(32 * 39_990, 320, 32, 40_000, 4), { first: 39_986, last: 40_000 });
  });
  it("are none of none", () => assert.deepEqual(rowsInSight(0, 320, 32, 0), { first: 0, last: 0 }));
  it("stay in range when the list shrank under the scroll", () =>
    assert.deepEqual(rowsInSight(32_000, 320, 32, 3), { first: 3, last: 3 }));
  it("bear a bounce above the top and a box without height", () =>
    assert.deepEqual(rowsInSight(-50, -1, 32, 100, 2), { first: 0, last: 2 }));
});

describe("scrolling to a row", () => {
  it("moves only as far as needed", () => {
    assert.deepEqual([scrollFor(3, 0, 320, 32), scrollFor(20, 0, 320, 32), scrollFor(2, 320, 320, 32)], [
      0,
      352,
      64,
    ]);
  });
});

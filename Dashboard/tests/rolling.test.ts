import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rollingReturns } from "../src/lib/rolling.ts";

const near = (value: number | null | undefined, wanted: number): void =>
  assert.ok(value != null && Math.abs(value - wanted) < 1e-12, `${value} is not ${wanted}`);

describe("rolling returns", () => {
  it("end at the last session and begin at the deposit", () => {
    const [week, month, , , , all] = rollingReturns([101, 102, 103, 104, 105, 110], [
      100,
      100,
      100,
      100,
      100,
      99,
    ], 100);
    near(week?.desk, 110 / 101 - 1);
    near(week?.benchmark, -0.01);
    near(week?.excess, 110 / 101 - 1 + 0.01);
    assert.equal(month?.desk, null);
    near(all?.desk, 0.1);
  });
  it("count the first session when a window is as long as the history", () =>
    near(rollingReturns([101, 102, 103, 104, 105], [], 100)[0]?.desk, 0.05));
  it("do not exist without sessions, deposit or benchmark", () => {
    assert.ok(rollingReturns([], [], 100).every((each) => each.desk === null && each.excess === null));
    assert.equal(rollingReturns([101], [], null).at(-1)?.desk, null);
    assert.equal(rollingReturns([101, 102], [100], 100).at(-1)?.benchmark, null);
  });
});

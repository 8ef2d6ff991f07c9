import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Signal } from "../src/lib/signal.ts";

describe("a signal", () => {
  it("tells its listeners of a new value", () => {
    const signal = new Signal(1);
    const seen: number[] = [];
    signal.subscribe(() => seen.push(signal.get()));
    signal.set(2);
    signal.update((value) => value + 1);
    assert.deepEqual(seen, [2, 3]);
  });
  it("keeps silent when the value is the same", () => {
    const signal = new Signal("a");
    let count = 0;
    signal.subscribe(() => {
      count += 1;
    });
    signal.set("a");
    assert.equal(count, 0);
  });
  it("forgets a listener that left, even while telling", () => {
    const signal = new Signal(0);
    let late = 0;
    const leave = signal.subscribe(() => leave());
    signal.subscribe(() => {
      late += 1;
    });
    signal.set(1);
    signal.set(2);
    assert.equal(late, 2);
  });
});

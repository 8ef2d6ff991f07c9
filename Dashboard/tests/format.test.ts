import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  DASH,
  decimal,
  dollars,
  dollarsExact,
  dollarsShort,
  dollarsSigned,
  duration,
  instant,
  integer,
  inUnit,
  latency,
  minute,
  percent,
  percentSigned,
  price,
  shortHash,
  times,
  words,
} from "../src/lib/format.ts";

const MINUS = "\u2212";

describe("figures", () => {
  it("write a true minus sign", () => {
    assert.deepEqual(
      [dollars(-1234.4), percent(-0.0428), price(-3.5), integer(-12), times(-0.5), decimal(-1.234)],
      [`${MINUS}$1,234`, `${MINUS}4.28%`, `${MINUS}3.50`, `${MINUS}12`, `${MINUS}0.50×`, `${MINUS}1.23`],
    );
  });
  it("are a dash when they do not exist, never a zero", () => {
    for (
      const format of [
        dollars,
        dollarsSigned,
        dollarsShort,
        dollarsExact,
        percent,
        percentSigned,
        price,
        integer,
        decimal,
        times,
        duration,
        instant,
        minute,
        latency,
      ]
    ) {
      assert.equal(format(null), DASH);
      assert.equal(format(undefined), DASH);
    }
    assert.equal(decimal(Number.NaN), DASH);
    assert.equal(inUnit(null, "USD"), DASH);
    assert.equal(shortHash(null), DASH);
  });
  it("keep zero a zero", () => {
    assert.deepEqual([dollars(0), percentSigned(0), integer(0)], ["$0", "0.00%", "0"]);
  });
  it("have no sign where they round to zero", () => {
    assert.deepEqual([dollarsSigned(-0.2), percentSigned(0.00001), percent(-0.00001)], [
      "$0",
      "0.00%",
      "0.00%",
    ]);
  });
  it("show a gain's plus sign", () => {
    assert.deepEqual([dollarsSigned(41_961), percentSigned(0.00394)], ["+$41,961", "+0.39%"]);
  });
  it("keep three figures in short dollars", () => {
    assert.deepEqual(
      [dollarsShort(15_518_221), dollarsShort(-182_400), dollarsShort(999), dollarsShort(1_234_000_000)],
      ["$15.5M", `${MINUS}$182K`, "$999", "$1.23B"],
    );
  });
  it("follow the unit of their limit", () => {
    assert.deepEqual([
      inUnit(25_000, "USD"),
      inUnit(0.021, "fraction"),
      inUnit(90, "seconds"),
      inUnit(12, "count"),
    ], ["$25.0K", "2.10%", "1 min 30 s", "12"]);
  });
});

describe("times", () => {
  it("are in UTC and say so", () =>
    assert.equal(instant(Date.UTC(2026, 10, 22, 16, 40, 5)), "2026-11-22 16:40:05 UTC"));
  it("are lengths in their two largest units", () => {
    assert.deepEqual([
      duration(0.25),
      duration(5),
      duration(59.6),
      duration(200),
      duration(7300),
      duration(90_000),
    ], ["250 ms", "5.0 s", "1 min 0 s", "3 min 20 s", "2 h 1 min", "1 d 1 h"]);
  });
});

it("camel case becomes words", () => assert.equal(words("partiallyFilled"), "partially filled"));

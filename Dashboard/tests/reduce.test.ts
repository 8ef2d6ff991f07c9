import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DeskHistory, DeskView, JobView, LogLine, OrderView } from "../src/api/types.ts";
import {
  KEPT,
  newerDesk,
  newerJob,
  startedAnew,
  upsert,
  withJob,
  withLine,
  withOrder,
  withPoint,
} from "../src/state/reduce.ts";

const desk = (revision: number): DeskView => ({ revision }) as DeskView;
const job = (part: Partial<JobView>): JobView =>
  ({ id: "j", completed: 0, finishedAt: null, state: "running", ...part }) as JobView;
const order = (id: string, states: readonly string[], filled = 0): OrderView =>
  ({ id, filled, life: states.map((state, i) => ({ state, at: i })) }) as unknown as OrderView;

describe("the desk", () => {
  it("of a higher revision wins, whichever came first", () => {
    assert.equal(newerDesk(desk(4), desk(5)).revision, 5);
    assert.equal(newerDesk(desk(5), desk(4)).revision, 5);
  });
});

describe("a replay", () => {
  const at = (phase: string, sessionsDone: number, specificationHash = "a"): DeskView =>
    ({ phase, sessionsDone, specificationHash }) as DeskView;
  it("is another one after an end, a step back or with another strategy", () => {
    assert.ok(startedAnew(at("finished", 9), at("replaying", 0)));
    assert.ok(startedAnew(at("replaying", 9), at("replaying", 1)));
    assert.ok(startedAnew(at("replaying", 9), at("replaying", 12, "b")));
  });
  it("goes on otherwise", () => {
    assert.ok(!startedAnew(at("replaying", 9), at("replaying", 10)));
    assert.ok(!startedAnew(at("paused", 9), at("replaying", 9)));
    assert.ok(!startedAnew(at("replaying", 9), at("finished", 10)));
    assert.ok(!startedAnew(null, at("replaying", 1)));
  });
});

describe("a job", () => {
  it("that ended does not run again", () => {
    const done = job({ state: "done", finishedAt: 9, completed: 10 });
    assert.equal(newerJob(done, job({ completed: 3 })), done);
    assert.equal(newerJob(job({ completed: 3 }), done), done);
  });
  it("never loses progress", () => {
    assert.equal(newerJob(job({ completed: 7 }), job({ completed: 5 })).completed, 7);
  });
  it("that is new comes first", () => {
    assert.deepEqual(withJob([job({ id: "a" })], job({ id: "b" })).map((each) => each.id), ["b", "a"]);
  });
});

describe("the blotter", () => {
  it("takes the longer life of an order and keeps its place", () => {
    const held = [order("1", ["initialized"]), order("2", ["initialized", "submitted", "filled"], 5)];
    const next = withOrder(held, order("2", ["initialized", "submitted"]));
    assert.equal(next, held);
    assert.deepEqual(withOrder(held, order("1", ["initialized", "denied"])).map((each) => each.life.length), [
      2,
      3,
    ]);
  });
  it("takes a fuller fill of the same state", () => {
    const held = [order("1", ["partiallyFilled"], 3)];
    assert.equal(withOrder(held, order("1", ["partiallyFilled"], 8))[0]?.filled, 8);
    assert.equal(withOrder(held, order("1", ["partiallyFilled"], 2)), held);
  });
  it("is bounded", () => {
    let rows: readonly number[] = [];
    for (let i = 0; i < KEPT + 20; i += 1) rows = upsert(rows, i, (row) => row);
    assert.equal(rows.length, KEPT);
    assert.equal(rows[0], KEPT + 19);
  });
});

describe("the equity curve", () => {
  const held: DeskHistory = {
    sessions: ["2020-01-02", "2020-01-03"],
    equity: [100, 101],
    drawdown: [0, 0],
    benchmark: [100, 99],
  };
  const point = { session: "2020-01-06", equity: 99, drawdown: -0.02, benchmark: 98 };
  it("grows by a new session", () => {
    assert.deepEqual(withPoint(held, point), {
      sessions: ["2020-01-02", "2020-01-03", "2020-01-06"],
      equity: [100, 101, 99],
      drawdown: [0, 0, -0.02],
      benchmark: [100, 99, 98],
    });
  });
  it("corrects its last session and does not double it", () => {
    const next = withPoint(held, { ...point, session: "2020-01-03" });
    assert.deepEqual([next.sessions, next.equity, next.benchmark], [held.sessions, [100, 99], [100, 98]]);
  });
  it("ignores a session that it is past", () =>
    assert.equal(withPoint(held, { ...point, session: "2020-01-02" }), held));
  it("does not begin a benchmark in the middle", () => {
    assert.deepEqual(withPoint({ ...held, benchmark: [] }, point).benchmark, []);
  });
  it("begins with its benchmark", () => {
    const empty: DeskHistory = { sessions: [], equity: [], drawdown: [], benchmark: [] };
    assert.deepEqual(withPoint(empty, point).benchmark, [98]);
  });
});

describe("the log", () => {
  const line = (at: number): LogLine => ({ at, severity: "notice", message: "m" });
  it("does not repeat a line that the snapshot held", () => {
    const held = [line(2), line(1)];
    assert.equal(withLine(held, line(1)), held);
    assert.deepEqual(withLine(held, line(3)).map((each) => each.at), [3, 2, 1]);
  });
});

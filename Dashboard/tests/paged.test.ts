import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Page, PagedRows, withoutTotal } from "../src/state/paged.ts";

interface Request {
  readonly offset: number;
  readonly signal: AbortSignal;
  readonly answer: (page: Page<string>) => void;
  readonly fail: (error: Error) => void;
}

/** A server that answers when it is told to. */
function held(): { readonly asked: Request[]; readonly rows: PagedRows<string> } {
  const asked: Request[] = [];
  const rows = new PagedRows<string>(
    (offset, _limit, signal) => new Promise((answer, fail) => asked.push({ offset, signal, answer, fail })),
    10,
    4,
  );
  return { asked, rows };
}
const page = (offset: number, total: number, mark = ""): Page<string> => ({
  total,
  rows: Array.from({ length: Math.min(10, total - offset) }, (_, i) => `row ${offset + i}${mark}`),
});
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const offsets = (asked: readonly Request[]): readonly number[] => asked.map((each) => each.offset);

describe("a list in pages", () => {
  it("asks for the first page, and knows the length after it", async () => {
    const { asked, rows } = held();
    rows.look(0, 8);
    assert.deepEqual(offsets(asked), [0]);
    assert.equal(rows.get().total, null);
    asked[0]?.answer(page(0, 95));
    await settled();
    assert.equal(rows.get().total, 95);
    assert.equal(rows.row(7), "row 7");
    assert.equal(rows.row(10), undefined);
  });

  it("fetches the page ahead in the direction of travel", async () => {
    const { asked, rows } = held();
    rows.look(0, 8);
    asked[0]?.answer(page(0, 95));
    await settled();
    assert.deepEqual(offsets(asked), [0, 10]);
    rows.look(50, 58);
    assert.deepEqual(offsets(asked).slice(2), [50, 60]);
    rows.look(45, 53);
    assert.deepEqual(offsets(asked).slice(4), [40, 30]);
  });

  it("ends requests whose page left the view", async () => {
    const { asked, rows } = held();
    rows.look(0, 8);
    asked[0]?.answer(page(0, 400));
    await settled();
    rows.look(200, 208);
    assert.equal(asked[1]?.signal.aborted, true);
    const late = asked[2];
    rows.look(300, 308);
    assert.equal(late?.signal.aborted, true);
    late?.answer(page(200, 400));
    await settled();
    assert.equal(rows.row(200), undefined);
  });

  it("keeps stale rows in sight until their successors come", async () => {
    const { asked, rows } = held();
    rows.look(0, 8);
    asked[0]?.answer(page(0, 10));
    await settled();
    rows.refresh();
    assert.equal(rows.row(3), "row 3");
    assert.deepEqual(offsets(asked), [0, 0]);
    asked[1]?.answer(page(0, 9, " again"));
    await settled();
    assert.equal(rows.row(3), "row 3 again");
    assert.equal(rows.get().total, 9);
  });

  it("does not ask again for what failed until it is told to", async () => {
    const { asked, rows } = held();
    rows.look(0, 8);
    asked[0]?.fail(new Error("no line"));
    await settled();
    assert.equal(rows.get().trouble?.detail, "no line");
    rows.look(0, 9);
    assert.equal(asked.length, 1);
    rows.retry();
    assert.equal(rows.get().trouble, null);
    asked[1]?.answer(page(0, 5));
    await settled();
    assert.equal(rows.row(4), "row 4");
  });

  it("holds few pages, and never drops those in view", async () => {
    const { asked, rows } = held();
    rows.look(0, 8);
    asked[0]?.answer(page(0, 400));
    await settled();
    for (let first = 0; first < 200; first += 10) {
      rows.look(first, first + 8);
      for (const each of asked.splice(0)) each.answer(page(each.offset, 400));
      await settled();
    }
    assert.equal(rows.row(0), undefined);
    assert.equal(rows.row(190), "row 190");
  });

  it("forgets rows beyond the end when the list shrank", async () => {
    const { asked, rows } = held();
    rows.look(0, 8);
    asked[0]?.answer(page(0, 30));
    await settled();
    rows.look(20, 28);
    for (const each of asked.splice(0)) each.answer(page(each.offset, 30));
    await settled();
    assert.equal(rows.row(25), "row 25");
    rows.look(0, 8);
    rows.refresh();
    asked.at(-2)?.answer(page(0, 12));
    asked.at(-1)?.answer(page(10, 12));
    await settled();
    assert.equal(rows.get().total, 12);
    assert.equal(rows.row(25), undefined);
  });
});

describe("a list without a total", () => {
  it("promises one row more after a full page", async () => {
    const fetch = withoutTotal((offset) => Promise.resolve(offset === 0 ? ["a", "b"] : ["c"]));
    const { signal } = new AbortController();
    assert.deepEqual(await fetch(0, 2, signal), { total: 3, rows: ["a", "b"] });
    assert.deepEqual(await fetch(2, 2, signal), { total: 3, rows: ["c"] });
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Resource } from "../src/state/resource.ts";

interface Counted {
  readonly revision: number;
}
const newer = (held: Counted, fresh: Counted): Counted => (fresh.revision >= held.revision ? fresh : held);

/** A server whose answers the test gives one by one. */
function server(): {
  readonly fetch: () => Promise<Counted>;
  readonly answers: ((revision: number) => void)[];
  readonly fails: ((error: Error) => void)[];
} {
  const answers: ((revision: number) => void)[] = [];
  const fails: ((error: Error) => void)[] = [];
  const fetch = (): Promise<Counted> =>
    new Promise((resolve, reject) => {
      answers.push((revision) => resolve({ revision }));
      fails.push(reject);
    });
  return { fetch, answers, fails };
}

describe("a resource", () => {
  it("keeps what an event made newer while the answer was on its way", async () => {
    const { fetch, answers } = server();
    const resource = new Resource(fetch, newer);
    const first = resource.refetch();
    answers[0]?.(5);
    await first;
    const second = resource.refetch();
    resource.change(() => ({ revision: 7 }));
    answers[1]?.(6);
    await second;
    assert.equal(resource.get().value?.revision, 7);
  });

  it("takes a lower count when it reloads from a server that began anew", async () => {
    const { fetch, answers } = server();
    const resource = new Resource(fetch, newer);
    const first = resource.refetch();
    answers[0]?.(400);
    await first;
    const second = resource.reload();
    answers[1]?.(1);
    await second;
    assert.equal(resource.get().value?.revision, 1);
  });

  it("asks once more when it is asked while it waits, and never twice at once", async () => {
    const { fetch, answers } = server();
    const resource = new Resource(fetch, newer);
    const all = Promise.all([resource.refetch(), resource.refetch(), resource.refetch()]);
    assert.equal(answers.length, 1);
    answers[0]?.(1);
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
    assert.equal(answers.length, 2);
    answers[1]?.(2);
    await all;
    assert.equal(resource.get().value?.revision, 2);
  });

  it("keeps the old value in sight when a fetch fails", async () => {
    const { fetch, answers, fails } = server();
    const resource = new Resource(fetch, newer);
    const first = resource.refetch();
    answers[0]?.(3);
    await first;
    const second = resource.refetch();
    fails[1]?.(new Error("gone"));
    await second;
    assert.deepEqual([resource.get().value?.revision, resource.get().trouble?.detail], [3, "gone"]);
  });
});

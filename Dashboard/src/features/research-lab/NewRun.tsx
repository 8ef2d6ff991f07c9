import { type FormEvent, type ReactElement, useEffect, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import type { SpecificationCheck, StrategyView } from "../../api/types.ts";
import { rangeFault } from "../../lib/dates.ts";
import { shortHash } from "../../lib/format.ts";
import { linkTo } from "../../lib/router.ts";
import { useSignal } from "../../lib/signal.ts";
import { troubleOf } from "../../lib/problem.ts";
import { withJob } from "../../state/reduce.ts";
import { useResource } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { jobs, status, strategies } from "../../state/stores.ts";
import { LOOKED_UP, useHeld } from "../../state/symbols.ts";
import { announce } from "../../state/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { TextField } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";
import { JobList } from "../jobs/JobList.tsx";
import { holdingOf, universeOf } from "./universe.ts";
import { SpecificationEditor } from "./SpecificationEditor.tsx";

const CHECK_AFTER_MS = 350;

/** Indents the canonical text for a reader; its meaning and so its hash stay. */
export function readable(specification: string): string {
  try {
    return JSON.stringify(JSON.parse(specification), null, 2);
  } catch {
    return specification;
  }
}

export function NewRun({ strategy }: { readonly strategy: string | null }): ReactElement {
  const loaded = useResource(strategies);
  return (
    <Loading loaded={loaded} retry={() => void strategies.refetch()} rows={8}>
      {(all) => (all.length === 0
        ? (
          <Empty title="No strategy">
            QS ships some; the server lists none. Check its set-up with{" "}
            <code className="num">qs doctor</code>.
          </Empty>
        )
        : <Workbench all={all} wanted={strategy} />)}
    </Loading>
  );
}

type Verdict = SpecificationCheck | { readonly failure: string } | null;

/** Asks the server what is wrong with the text, a moment after the typing stops. */
function useCheck(text: string): Verdict {
  const [verdict, setVerdict] = useState<{ readonly text: string; readonly verdict: Verdict }>({
    text: "",
    verdict: null,
  });
  useEffect(() => {
    const abort = new AbortController();
    const check = async (): Promise<void> => {
      try {
        setVerdict({
          text,
          verdict: await api.checkSpecification({ specification: text }, { signal: abort.signal }),
        });
      } catch (error) {
        if (!abort.signal.aborted) setVerdict({ text, verdict: { failure: troubleOf(error).detail } });
      }
    };
    const timer = setTimeout(() => void check(), CHECK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  // A verdict on another text is none.
  return verdict.text === text ? verdict.verdict : null;
}

function Workbench(
  { all, wanted }: { readonly all: readonly StrategyView[]; readonly wanted: string | null },
): ReactElement {
  const [hash, setHash] = useState(wanted);
  const chosen = all.find((each) => each.hash === hash) ?? all[0];
  const initial = useMemo(() => readable(chosen?.specification ?? ""), [chosen?.specification]);
  const [edited, setEdited] = useState<{ readonly base: string; readonly text: string } | null>(null);
  const text = edited !== null && edited.base === initial ? edited.text : initial;
  const verdict = useCheck(text);
  return (
    <div className="grid grid-cols-[230px_minmax(0,1fr)_290px] max-xl:grid-cols-[200px_minmax(0,1fr)] max-md:grid-cols-1">
      <nav aria-label="Strategies" className="max-h-[620px] overflow-auto border-r border-white/6 p-2">
        <ul className="space-y-0.5">
          {all.map((each) => (
            <li key={each.hash}>
              <button
                type="button"
                aria-current={each.hash === chosen?.hash ? "true" : undefined}
                onClick={() => setHash(each.hash)}
                className={`w-full rounded-lg px-3 py-2 text-left ${
                  each.hash === chosen?.hash ? "bg-accent/11 text-ink" : "text-ink-2 hover:bg-white/4"
                }`}
              >
                <span className="block truncate text-xs font-semibold">{each.name}</span>
                <span className="mt-0.5 line-clamp-2 text-2xs text-ink-3">{each.summary}</span>
                <span className="num text-2xs text-ink-3">{shortHash(each.hash)}</span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div className="flex min-w-0 flex-col border-r border-white/6">
        <div className="h-[460px]">
          <SpecificationEditor
            initial={initial}
            onChange={(value) => setEdited({ base: initial, text: value })}
          />
        </div>
        <div
          className="border-t border-white/6 px-4 py-2.5 text-xs"
          role="status"
          data-check={verdict === null
            ? "waiting"
            : "faults" in verdict && verdict.faults.length === 0
            ? "valid"
            : "invalid"}
        >
          <CheckNote verdict={verdict} />
        </div>
      </div>
      <div className="max-xl:col-span-full">
        <RunForm text={text} verdict={verdict} />
      </div>
    </div>
  );
}

function CheckNote({ verdict }: { readonly verdict: Verdict }): ReactElement {
  if (verdict === null) return <p className="text-ink-3">Checking…</p>;
  if ("failure" in verdict) return <p className="text-down">The check did not answer: {verdict.failure}</p>;
  if (verdict.faults.length === 0) {
    return (
      <p className="text-up">
        ✓ Valid{" "}
        <span className="num text-2xs text-ink-3" title={verdict.hash ?? ""}>
          hash {shortHash(verdict.hash)}
        </span>
      </p>
    );
  }
  return (
    <ul className="max-h-32 space-y-0.5 overflow-auto text-down">
      {verdict.faults.map((fault) => <li key={fault}>✕ {fault}</li>)}
    </ul>
  );
}

function RunForm({ text, verdict }: { readonly text: string; readonly verdict: Verdict }): ReactElement {
  const who = useSignal(visitor);
  const data = useResource(status).value?.data;
  const [edited, setEdited] = useState<{ readonly from?: string; readonly to?: string }>({});
  const [seed, setSeed] = useState("1");
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useResource(jobs).value?.find((each) => each.id === jobId);
  const { isBusy, run } = useAction();
  const universe = useMemo(() => universeOf(text), [text]);
  const symbols = useHeld(universe);
  const holding = useMemo(
    () => (symbols === null ? null : holdingOf(universe.slice(0, LOOKED_UP), symbols)),
    [universe, symbols],
  );
  const from = edited.from ?? holding?.from ?? "";
  const to = edited.to ?? holding?.to ?? "";
  const fault = data?.symbols === 0
    ? "No data is held; ingest some in the Data Hub first."
    : verdict === null || !("faults" in verdict)
    ? "The specification is being checked."
    : verdict.faults.length > 0
    ? "The specification has faults; they stand below it."
    : rangeFault(from, to) ?? (/^\d+$/.test(seed) ? null : "The seed is a whole number.");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (fault !== null || isBusy) return;
    run(async () => {
      const started = await api.backtest({ specification: text, from, to, seed: Number(seed) });
      jobs.change((held) => withJob(held, started));
      setJobId(started.id);
    });
  };
  const result = job?.state === "done" ? job.result : null;
  useEffect(() => {
    if (result != null) announce("The backtest is done", "Its tear sheet is ready.");
  }, [result]);
  return (
    <form onSubmit={submit} className="space-y-3 p-4">
      <p className="eyebrow">Run</p>
      <div className="grid grid-cols-2 gap-2.5">
        <TextField
          label="First session"
          type="date"
          value={from}
          onChange={(value) => setEdited({ ...edited, from: value })}
          required
        />
        <TextField
          label="Last session"
          type="date"
          value={to}
          onChange={(value) => setEdited({ ...edited, to: value })}
          required
        />
      </div>
      <TextField
        label="Seed of the resampling"
        value={seed}
        onChange={setSeed}
        isMono
        hint="The same seed gives the same bytes."
        required
      />
      <p className="text-2xs text-ink-3">
        {data === undefined ? "" : data.symbols === 0
          ? (
            <>
              No data is held.{" "}
              <a className="text-accent underline" href={linkTo(["data"], { tab: "ingestion" })}>
                Ingest some
              </a>{" "}
              first.
            </>
          )
          : holding === null || holding.from === null
          ? "Nothing is held of this universe."
          : (
            <>
              Held of {universe.length > LOOKED_UP ? `its first ${LOOKED_UP} symbols` : "this universe"}:{" "}
              <span className="num">{holding.from} to {holding.to}</span>.
            </>
          )}
        {holding === null || holding.sampleEnds === null
          ? null
          : <span className="text-warn">{` Sample data, ends ${holding.sampleEnds}.`}</span>}
        {holding === null || holding.from === null || holding.absent.length === 0
          ? null
          : (
            <span className="text-warn">
              {" Not held: "}
              <span className="num">{holding.absent.join(", ")}</span>.
            </span>
          )}
      </p>
      <div className="flex items-center justify-between gap-2">
        {result == null
          ? <span />
          : (
            <a className="text-xs text-accent underline" href={linkTo(["research", "run", result])}>
              Open the tear sheet
            </a>
          )}
        <Button
          submits
          variant="primary"
          icon="play"
          isBusy={isBusy}
          reason={refusal(who, "backtest") ?? fault}
        >
          Run backtest
        </Button>
      </div>
      {jobId === null ? null : (
        <div className="-mx-4 border-t border-white/6">
          <JobList kinds={["backtest"]} />
        </div>
      )}
    </form>
  );
}

import { type ReactElement, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import type { IngestionDetail, IngestRoute, JobFault, JobView } from "../../api/types.ts";
import { bytes, instant, integer } from "../../lib/format.ts";
import { type Trouble, troubleOf } from "../../lib/problem.ts";
import { useSignal } from "../../lib/signal.ts";
import { symbolsIn } from "../../lib/symbols.ts";
import { PagedRows, withoutTotal } from "../../state/paged.ts";
import { withJob } from "../../state/reduce.ts";
import { refusal, visitor } from "../../state/session.ts";
import { jobs } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { TextArea } from "../../ui/Field.tsx";
import { type PagedColumn, PagedTable } from "../../ui/PagedTable.tsx";
import { useAction } from "../../ui/useAction.ts";

export const routeNames: Readonly<Record<IngestRoute, string>> = {
  automatic: "the cheaper route",
  market: "market route",
  symbols: "symbol route",
};

/** What an ingestion has cost and brought so far, as the server counts it. */
export function IngestionFigures({ detail, isUnderWay }: {
  readonly detail: IngestionDetail;
  readonly isUnderWay: boolean;
}): ReactElement {
  const left = detail.callsLeft == null ? "no limit" : integer(detail.callsLeft);
  const figures = [
    ["bars", integer(detail.bars), "text-ink"],
    ["saved", integer(detail.saved), "text-ink"],
    ["changed", integer(detail.changed), detail.changed > 0 ? "text-accent" : "text-ink-3"],
    ["empty", integer(detail.empty), detail.empty > 0 ? "text-ink" : "text-ink-3"],
    ["failed", integer(detail.failed), detail.failed > 0 ? "text-down" : "text-ink-3"],
    ["calls", integer(detail.calls), "text-ink"],
    ...(isUnderWay ? [["calls left this minute", left, "text-ink"] as const] : []),
    ["received", bytes(detail.bytes), "text-ink"],
  ] as const;
  return (
    <dl className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-2xs" data-ingestion="">
      <div className="flex gap-1.5">
        <dt className="text-ink-3">{detail.provider}</dt>
        <dd className="text-ink-2">{routeNames[detail.route]}</dd>
      </div>
      {figures.map(([name, value, tone]) => (
        <div key={name} className="flex gap-1.5" data-figure={name}>
          <dt className="text-ink-3">{name}</dt>
          <dd className={`num ${tone}`}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Pause, resume, the order of symbols, what failed, and Retry. */
export function IngestionControls({ job }: { readonly job: JobView }): ReactElement | null {
  const who = useSignal(visitor);
  const { isBusy, run } = useAction();
  const [open, setOpen] = useState<"faults" | "first" | null>(null);
  if (job.kind !== "ingest") return null;
  const refused = refusal(who, "ingest");
  const failed = job.ingestion?.failed ?? 0;
  const change = (work: () => Promise<JobView>, title?: string): void =>
    run(async () => {
      const answer = await work();
      jobs.change((held) => withJob(held, answer));
      if (title !== undefined) announce(title, answer.title);
    });
  const isUnderWay = job.finishedAt == null;
  return (
    <>
      {isUnderWay && job.state === "paused"
        ? (
          <Button
            icon="play"
            isBusy={isBusy}
            reason={refused}
            onPress={() => change(() => api.resumeJob(job.id))}
          >
            Resume
          </Button>
        )
        : null}
      {isUnderWay && job.isPausable && job.state !== "paused"
        ? (
          <Button
            icon="pause"
            isBusy={isBusy}
            reason={refused}
            onPress={() => change(() => api.pauseJob(job.id))}
          >
            Pause
          </Button>
        )
        : null}
      {isUnderWay && job.isPausable
        ? <Button icon="first" reason={refused} onPress={() => setOpen("first")}>To the front</Button>
        : null}
      {failed > 0 ? <Button onPress={() => setOpen("faults")}>{`${integer(failed)} failed`}</Button> : null}
      {!isUnderWay && failed > 0
        ? (
          <Button
            icon="again"
            isBusy={isBusy}
            reason={refused}
            onPress={() => change(() => api.retryJob(job.id), "The failed symbols are fetched again")}
          >
            Retry
          </Button>
        )
        : null}
      <Dialog isOpen={open === "faults"} onClose={() => setOpen(null)} title="What failed" isWide>
        <Faults job={job} />
      </Dialog>
      <Dialog isOpen={open === "first"} onClose={() => setOpen(null)} title="Fetch these first">
        <First job={job} onDone={() => setOpen(null)} />
      </Dialog>
    </>
  );
}

const faultColumns: readonly PagedColumn<JobFault>[] = [
  {
    key: "symbol",
    title: "Symbol",
    width: "110px",
    cell: (row) => <span className="font-semibold">{row.symbol}</span>,
  },
  {
    key: "message",
    title: "What happened",
    width: "minmax(240px,1fr)",
    cell: (row) => <span className="text-ink-2" title={row.message}>{row.message}</span>,
  },
  {
    key: "at",
    title: "Time",
    width: "170px",
    cell: (row) => <span className="num text-2xs text-ink-3">{instant(row.at)}</span>,
  },
];

function Faults({ job }: { readonly job: JobView }): ReactElement {
  const rows = useMemo(
    () =>
      new PagedRows<JobFault>(
        withoutTotal((offset, limit, signal) => api.jobFaults(job.id, { offset, limit }, { signal })),
      ),
    [job.id],
  );
  return (
    <div className="h-[420px] max-h-[64vh]">
      <PagedTable
        label="What failed in the job"
        columns={faultColumns}
        rows={rows}
        minimumWidth={560}
        empty={<Empty title="Nothing failed">Each symbol of this job came in.</Empty>}
      />
    </div>
  );
}

function First({ job, onDone }: { readonly job: JobView; readonly onDone: () => void }): ReactElement {
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isBusy, setBusy] = useState(false);
  const symbols = symbolsIn(text);
  const send = async (): Promise<void> => {
    setBusy(true);
    setTrouble(null);
    try {
      const answer = await api.firstInJob(job.id, { symbols });
      jobs.change((held) => withJob(held, answer));
      announce("Those of them that wait are fetched next", symbols.join(", "));
      onDone();
    } catch (error) {
      setTrouble(troubleOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy && symbols.length > 0) void send();
      }}
    >
      <TextArea
        label="Symbols"
        value={text}
        onChange={setText}
        placeholder="AAPL, MSFT"
        hint="Those that wait in this job move before all others; held and watched ones are in front already."
      />
      {trouble === null ? null : (
        <p role="alert" className="text-xs text-down">
          {trouble.title}. <span className="text-ink-2">{trouble.detail} {trouble.remedy}</span>
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onPress={onDone}>Back</Button>
        <Button
          submits
          variant="primary"
          isBusy={isBusy}
          reason={symbols.length === 0 ? "Name at least one symbol." : null}
        >
          Move to the front
        </Button>
      </div>
    </form>
  );
}

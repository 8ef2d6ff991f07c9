import { type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import type { DataChangeView, QuarantineView } from "../../api/types.ts";
import { bytes, DASH, instant, minute, percentSigned, price } from "../../lib/format.ts";
import { go } from "../../lib/router.ts";
import { type PagedRows, withoutTotal } from "../../state/paged.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { Copy } from "../../ui/Copy.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Figure } from "../../ui/Figure.tsx";
import { type PagedColumn, PagedTable } from "../../ui/PagedTable.tsx";
import { useDataRows } from "./hub.ts";

const causes: Readonly<Record<string, readonly [text: string, tone: BadgeTone]>> = {
  split: ["split", "accent"],
  dividend: ["dividend", "warn"],
  correction: ["correction", "down"],
  lateBar: ["late bar", "plain"],
  withdrawn: ["withdrawn", "down"],
};

function Cause({ cause }: { readonly cause: string }): ReactElement {
  const [text, tone] = causes[cause] ?? [cause, "plain"];
  return <Badge tone={tone}>{text}</Badge>;
}

/** How far a close moved; null where one of the two does not exist. */
const difference = ({ before, after }: DataChangeView): number | null =>
  before == null || after == null || before === 0 ? null : after / before - 1;

const changeColumns: readonly PagedColumn<DataChangeView>[] = [
  {
    key: "at",
    title: "Seen",
    width: "132px",
    cell: (row) => <span className="num text-2xs text-ink-3">{minute(row.at)}</span>,
  },
  {
    key: "symbol",
    title: "Symbol",
    width: "minmax(84px,0.7fr)",
    cell: (row) => <span className="font-semibold">{row.symbol}</span>,
  },
  {
    key: "session",
    title: "Session",
    width: "96px",
    cell: (row) => <span className="num text-ink-2">{row.session}</span>,
  },
  { key: "cause", title: "Cause", width: "96px", cell: (row) => <Cause cause={row.cause} /> },
  {
    key: "before",
    title: "Close before",
    width: "minmax(88px,0.6fr)",
    isNumeric: true,
    cell: (row) => <Figure value={row.before} format={price} reason="There was no bar" />,
  },
  {
    key: "after",
    title: "Close after",
    width: "minmax(88px,0.6fr)",
    isNumeric: true,
    cell: (row) => <Figure value={row.after} format={price} reason="The bar was withdrawn" />,
  },
  {
    key: "difference",
    title: "Difference",
    width: "minmax(84px,0.6fr)",
    isNumeric: true,
    cell: (row) => (
      <Figure value={difference(row)} format={percentSigned} reason="One of the two closes does not exist" />
    ),
  },
  { key: "provider", title: "Provider", width: "80px", cell: (row) => row.provider },
];

/** Stored values that a provider no longer stood by. */
export function ChangesTable({ rows, label, onOpen }: {
  readonly rows: PagedRows<DataChangeView>;
  readonly label: string;
  readonly onOpen?: (change: DataChangeView) => void;
}): ReactElement {
  return (
    <PagedTable
      label={label}
      columns={changeColumns}
      rows={rows}
      minimumWidth={760}
      onOpen={onOpen}
      empty={
        <Empty title="Nothing was changed">
          Each ingestion compares the last stored sessions with the provider's. What differs appears here.
        </Empty>
      }
    />
  );
}

const quarantineColumns: readonly PagedColumn<QuarantineView>[] = [
  {
    key: "at",
    title: "Seen",
    width: "132px",
    cell: (row) => <span className="num text-2xs text-ink-3">{minute(row.at)}</span>,
  },
  { key: "provider", title: "Provider", width: "72px", cell: (row) => row.provider },
  {
    key: "subject",
    title: "Asked for",
    width: "minmax(120px,0.8fr)",
    cell: (row) => <span className="num text-2xs" title={row.subject}>{row.subject}</span>,
  },
  {
    key: "reason",
    title: "What was wrong",
    width: "minmax(200px,2fr)",
    cell: (row) => <span className="text-ink-2" title={row.reason}>{row.reason}</span>,
  },
  { key: "bytes", title: "Size", width: "84px", isNumeric: true, cell: (row) => bytes(row.bytes) },
];

/** What providers changed, and answers of theirs that nobody could read. */
export function Changes(): ReactElement {
  const changes = useDataRows<DataChangeView>(
    withoutTotal((offset, limit, signal) => api.dataChanges({ offset, limit }, { signal })),
    [],
  );
  const kept = useDataRows<QuarantineView>(
    withoutTotal((offset, limit, signal) => api.quarantine({ offset, limit }, { signal })),
    [],
  );
  const [open, setOpen] = useState<QuarantineView | null>(null);
  return (
    <div className="grid h-full min-h-0 grid-rows-[minmax(0,1.2fr)_minmax(0,1fr)]">
      <section aria-label="Changes" className="flex min-h-0 flex-col">
        <h2 className="px-4 py-2 text-xs text-ink-3">
          <span className="font-semibold text-ink">Changed values</span>: what providers corrected, split or
          withdrew after it was stored, newest first
        </h2>
        <div className="min-h-0 flex-1">
          <ChangesTable
            rows={changes}
            label="Changed values"
            onOpen={(change) => go(["data", change.symbol])}
          />
        </div>
      </section>
      <section aria-label="Quarantined answers" className="flex min-h-0 flex-col border-t border-white/8">
        <h2 className="px-4 py-2 text-xs text-ink-3">
          <span className="font-semibold text-ink">Quarantined answers</span>: they broke their schema;
          nothing of them was stored
        </h2>
        <div className="min-h-0 flex-1">
          <PagedTable
            label="Quarantined answers"
            columns={quarantineColumns}
            rows={kept}
            minimumWidth={640}
            onOpen={setOpen}
            empty={
              <Empty title="No answer is in quarantine">
                An answer with a missing, renamed or unreadable field is kept here, whole, for a look.
              </Empty>
            }
          />
        </div>
      </section>
      <Dialog isOpen={open !== null} onClose={() => setOpen(null)} title="A quarantined answer" isWide>
        {open === null ? null : <Quarantined kept={open} />}
      </Dialog>
    </div>
  );
}

function Quarantined({ kept }: { readonly kept: QuarantineView }): ReactElement {
  return (
    <div className="space-y-3 text-xs">
      <p className="text-ink-2">
        <span className="text-ink">{kept.provider}</span>, asked for{" "}
        <span className="num break-all">{kept.subject === "" ? DASH : kept.subject}</span>,{" "}
        <span className="num">{instant(kept.at)}</span>, {bytes(kept.bytes)}
      </p>
      <p className="text-warn">{kept.reason}</p>
      <div className="flex items-center gap-2">
        <p className="eyebrow">The beginning of the answer</p>
        <Copy text={kept.excerpt} label="Copy the beginning" />
      </div>
      <pre
        tabIndex={0}
        aria-label="The beginning of the answer"
        className="num max-h-72 overflow-auto rounded-lg border border-white/8 bg-white/2 p-3 text-2xs break-all whitespace-pre-wrap text-ink-2"
      >
        {kept.excerpt === "" ? "The answer was empty." : kept.excerpt}
      </pre>
    </div>
  );
}

import { type ReactElement, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import type { AuditVerdict, AuditView } from "../../api/types.ts";
import { instant, integer, shortHash } from "../../lib/format.ts";
import { filtered } from "../../lib/sorting.ts";
import { Resource, useResource } from "../../state/resource.ts";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { FilterField } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";

const columns: readonly Column<AuditView>[] = [
  {
    key: "sequence",
    title: "#",
    width: "64px",
    isNumeric: true,
    cell: (row) => integer(row.sequence),
    sort: (row) => row.sequence,
  },
  {
    key: "at",
    title: "Time",
    width: "180px",
    cell: (row) => <span className="num text-ink-2">{instant(row.at)}</span>,
    sort: (row) => row.at,
  },
  {
    key: "actor",
    title: "Who",
    width: "minmax(80px,0.7fr)",
    cell: (row) => row.actor,
    sort: (row) => row.actor,
  },
  {
    key: "action",
    title: "What",
    width: "minmax(120px,1fr)",
    cell: (row) => <span className="font-semibold">{row.action}</span>,
    sort: (row) => row.action,
  },
  {
    key: "subject",
    title: "To what",
    width: "minmax(120px,1fr)",
    cell: (row) => <span className="num text-2xs text-ink-2" title={row.subject}>{row.subject}</span>,
    sort: (row) => row.subject,
  },
  {
    key: "rationale",
    title: "Why",
    width: "minmax(140px,1.6fr)",
    cell: (row) => <span title={row.rationale}>{row.rationale}</span>,
    sort: (row) => row.rationale,
  },
  {
    key: "hash",
    title: "Hash",
    width: "100px",
    cell: (row) => <span className="num text-2xs text-ink-3" title={row.hash}>{shortHash(row.hash)}</span>,
  },
];

/** Who decided what and why, in an order that cannot be changed without being seen. */
export function Audit(): ReactElement {
  const resource = useMemo(() => new Resource(() => api.audit({ limit: 1000 })), []);
  const loaded = useResource(resource);
  const [query, setQuery] = useState("");
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null);
  const [open, setOpen] = useState<AuditView | null>(null);
  const { isBusy, run } = useAction();
  const rows = useMemo(
    () =>
      filtered(
        loaded.value ?? [],
        (row) => `${row.actor} ${row.action} ${row.subject} ${row.rationale}`,
        query,
      ),
    [loaded.value, query],
  );
  return (
    <div>
      <div className="flex flex-wrap items-center gap-3 px-4 py-2.5">
        <Button
          icon="shield"
          isBusy={isBusy}
          onPress={() =>
            run(async () => {
              setVerdict(await api.verifyAudit());
              await resource.refetch();
            })}
        >
          Verify the chain
        </Button>
        <div
          role="status"
          className="min-w-0 text-xs"
          data-verdict={verdict === null ? "none" : verdict.isIntact ? "intact" : "broken"}
        >
          {verdict === null
            ? <span className="text-ink-3">Recomputes every hash on the server.</span>
            : <Verdict verdict={verdict} />}
        </div>
        <span className="ml-auto">
          <FilterField label="Filter the audit trail" value={query} onChange={setQuery} />
        </span>
      </div>
      <div className="h-[calc(100vh-var(--top-bar)-190px)] min-h-[340px]">
        <Loading loaded={loaded} retry={() => void resource.refetch()} rows={8}>
          {() => (
            <DataTable
              label="Audit trail"
              columns={columns}
              rows={rows}
              rowKey={(row) => String(row.sequence)}
              minimumWidth={880}
              initialSort={["sequence", "descending"]}
              onOpen={setOpen}
              empty={
                <Empty title={query === "" ? "The audit trail is empty" : "No entry matches the filter"}>
                  {query === ""
                    ? "Sign-ins, proposals, decisions and halts are written here."
                    : "Clear the filter to see all."}
                </Empty>
              }
            />
          )}
        </Loading>
      </div>
      <Dialog
        isOpen={open !== null}
        onClose={() => setOpen(null)}
        title={`Entry ${open?.sequence ?? ""}`}
        isWide
      >
        {open === null ? null : <Entry entry={open} />}
      </Dialog>
    </div>
  );
}

function Verdict({ verdict }: { readonly verdict: AuditVerdict }): ReactElement {
  if (verdict.isIntact) {
    return (
      <p className="text-up">
        ✓ Intact: <span className="num">{integer(verdict.entries)}</span> entries, head{" "}
        <span className="num" title={verdict.head ?? ""}>{shortHash(verdict.head)}</span>
      </p>
    );
  }
  return (
    <p className="text-down">
      ✕ Broken at entry <span className="num">{integer(verdict.brokenAt)}</span>:{" "}
      {verdict.reason ?? "no reason given"}
    </p>
  );
}

function Entry({ entry }: { readonly entry: AuditView }): ReactElement {
  const facts = [
    ["Time", instant(entry.at)],
    ["Who", entry.actor],
    ["What", entry.action],
    ["To what", entry.subject],
    ["Why", entry.rationale],
    ["Details", entry.details],
    ["Hash", entry.hash],
  ] as const;
  return (
    <dl className="space-y-2 text-xs">
      {facts.map(([name, value]) => (
        <div key={name} className="flex gap-3">
          <dt className="w-16 shrink-0 text-ink-3">{name}</dt>
          <dd className="num min-w-0 break-all text-ink-2">{value === "" ? "none" : value}</dd>
        </div>
      ))}
    </dl>
  );
}

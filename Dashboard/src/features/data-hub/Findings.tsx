import { type ReactElement, useMemo } from "react";
import type { FindingView } from "../../api/types.ts";
import { go } from "../../lib/router.ts";
import { filtered } from "../../lib/sorting.ts";
import { useResource } from "../../state/resource.ts";
import { findings } from "../../state/stores.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";

const tones: Readonly<Record<FindingView["severity"], BadgeTone>> = {
  notice: "plain",
  warning: "warn",
  fault: "down",
};
const order = { notice: 0, warning: 1, fault: 2 } as const;
type Row = FindingView & { readonly key: string };

const columns: readonly Column<Row>[] = [
  {
    key: "symbol",
    title: "Symbol",
    width: "minmax(76px,0.6fr)",
    cell: (row) => <span className="font-semibold">{row.symbol}</span>,
    sort: (row) => row.symbol,
  },
  {
    key: "session",
    title: "Session",
    width: "100px",
    cell: (row) => <span className="num text-ink-2">{row.session}</span>,
    sort: (row) => row.session,
  },
  {
    key: "severity",
    title: "Severity",
    width: "92px",
    cell: (row) => <Badge tone={tones[row.severity]}>{row.severity}</Badge>,
    sort: (row) => order[row.severity],
  },
  {
    key: "rule",
    title: "Rule",
    width: "minmax(120px,1fr)",
    cell: (row) => <span className="num text-2xs">{row.rule}</span>,
    sort: (row) => row.rule,
  },
  {
    key: "evidence",
    title: "Evidence",
    width: "minmax(220px,2.4fr)",
    cell: (row) => <span className="text-ink-2" title={row.evidence}>{row.evidence}</span>,
  },
];

export function FindingsTable(
  { found, query = "", onOpen }: {
    readonly found: readonly FindingView[];
    readonly query?: string;
    readonly onOpen?: (symbol: string) => void;
  },
): ReactElement {
  const rows = useMemo(() => {
    const keyed = found.map((each, i): Row => ({
      ...each,
      key: `${each.symbol} ${each.session} ${each.rule} ${i}`,
    }));
    return filtered(
      keyed,
      (row) => `${row.symbol} ${row.session} ${row.rule} ${row.severity} ${row.evidence}`,
      query,
    );
  }, [found, query]);
  return (
    <DataTable
      label="Health findings"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.key}
      minimumWidth={640}
      initialSort={["severity", "descending"]}
      onOpen={onOpen === undefined ? undefined : (row) => onOpen(row.symbol)}
      empty={query === ""
        ? <Empty title="No finding">The health rules found nothing to report.</Empty>
        : <Empty title="No finding matches the filter">Clear the filter to see all.</Empty>}
    />
  );
}

export function Findings({ query }: { readonly query: string }): ReactElement {
  const loaded = useResource(findings);
  return (
    <Loading loaded={loaded} retry={() => void findings.refetch()} rows={6}>
      {(all) => <FindingsTable found={all} query={query} onOpen={(symbol) => go(["data", symbol])} />}
    </Loading>
  );
}

import type { ReactElement } from "react";
import { allSeverity, type FindingTally } from "../../api/types.ts";
import { integer } from "../../lib/format.ts";
import { linkTo, replaceQuery } from "../../lib/router.ts";
import { useResource } from "../../state/resource.ts";
import { tally } from "../../state/stores.ts";
import { Badge } from "../../ui/Badge.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { severityTones } from "./tones.ts";

const ruleColumns: readonly Column<FindingTally>[] = [
  {
    key: "severity",
    title: "Severity",
    width: "92px",
    cell: (row) => <Badge tone={severityTones[row.severity]}>{row.severity}</Badge>,
    sort: (row) => allSeverity.indexOf(row.severity),
  },
  {
    key: "rule",
    title: "Rule",
    width: "minmax(170px,0.8fr)",
    cell: (row) => <span className="num font-medium">{row.rule}</span>,
    sort: (row) => row.rule,
  },
  {
    key: "meaning",
    title: "What it checks",
    width: "minmax(220px,2fr)",
    cell: (row) => <span className="text-ink-2" title={row.meaning}>{row.meaning}</span>,
  },
  {
    key: "findings",
    title: "Open findings",
    width: "104px",
    isNumeric: true,
    cell: (row) => integer(row.findings),
    sort: (row) => row.findings,
  },
  {
    key: "symbols",
    title: "Symbols",
    width: "84px",
    isNumeric: true,
    cell: (row) => integer(row.symbols),
    sort: (row) => row.symbols,
  },
  {
    key: "links",
    title: "Findings of the rule",
    hidesTitle: true,
    width: "84px",
    cell: (row) => (
      <a
        className="text-accent underline-offset-2 hover:underline"
        href={linkTo(["data"], { tab: "findings", rule: row.rule, severity: row.severity })}
        aria-label={`Findings of ${row.rule}`}
      >
        findings
      </a>
    ),
  },
];

/** The rules that found something; opening one lists its symbols. */
export function ByFinding(): ReactElement {
  const loaded = useResource(tally);
  return (
    <Loading loaded={loaded} retry={() => void tally.refetch()} rows={6}>
      {(rows) => (
        <DataTable
          label="Open findings by rule"
          columns={ruleColumns}
          rows={rows}
          rowKey={(row) => `${row.rule} ${row.severity}`}
          minimumWidth={760}
          initialSort={["severity", "descending"]}
          onOpen={(row) => replaceQuery({ view: null, rule: row.rule, severity: row.severity })}
          empty={
            <Empty title="Nothing is open">
              The health rules found nothing that waits for a decision. They run after each ingestion.
            </Empty>
          }
        />
      )}
    </Loading>
  );
}

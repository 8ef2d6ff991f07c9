import { type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import {
  allPriceBasisWord,
  type ImportFault,
  type ImportReport,
  type PriceBasisWord,
} from "../../api/types.ts";
import { counted, integer } from "../../lib/format.ts";
import {
  barFields,
  dateFormats,
  guessMapping,
  type MappingDraft,
  mappingOf,
  noMapping,
  sourceFault,
} from "../../lib/mapping.ts";
import { type Trouble, troubleOf } from "../../lib/problem.ts";
import { useSignal } from "../../lib/signal.ts";
import { refusal, visitor } from "../../state/session.ts";
import { dataChanged, status } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { CheckField, SelectField, TextField } from "../../ui/Field.tsx";
import { priceBases } from "./hub.ts";

interface Draft {
  readonly source: string;
  readonly prices: PriceBasisWord;
  readonly isSecondSource: boolean;
  readonly mapping: MappingDraft;
}

/** A file is checked first; only a file without a fault can be taken in. */
export function ImportForm({ file }: { readonly file: string }): ReactElement {
  const who = useSignal(visitor);
  const [draft, setDraft] = useState<Draft>({
    source: "",
    prices: "raw",
    isSecondSource: false,
    mapping: noMapping,
  });
  const [checked, setChecked] = useState<{ readonly draft: Draft; readonly report: ImportReport } | null>(
    null,
  );
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState<"check" | "save" | null>(null);
  const report = checked?.report ?? null;
  const isCurrent = checked?.draft === draft;
  const fault = refusal(who, "ingest") ?? sourceFault(draft.source.trim());

  const send = async (isDryRun: boolean): Promise<void> => {
    setBusy(isDryRun ? "check" : "save");
    setTrouble(null);
    try {
      const answer = await api.takeIn({
        file,
        source: draft.source.trim(),
        prices: draft.prices,
        mapping: mappingOf(draft.mapping),
        isDryRun,
        isSecondSource: draft.isSecondSource,
      });
      // With the columns known, a mapping that nobody chose yet is guessed from their names.
      const isFirst = report === null && mappingOf(draft.mapping) === null && answer.faultCount > 0;
      const next = isFirst ? { ...draft, mapping: guessMapping(answer.columns) } : draft;
      setDraft(next);
      setChecked({ draft: isFirst ? draft : next, report: answer });
      if (!answer.isSaved) return;
      announce("The file is taken in", `${integer(answer.bars)} bars of ${integer(answer.symbols)} symbols.`);
      dataChanged();
      void status.refetch();
    } catch (error) {
      setTrouble(troubleOf(error));
    } finally {
      setBusy(null);
    }
  };
  const unready = report === null || !isCurrent
    ? "Check the file first."
    : report.faultCount > 0
    ? "A file with faults is not taken in."
    : report.isSaved
    ? "The file is in."
    : null;
  return (
    <form
      aria-label={`Import of ${file}`}
      className="space-y-3 border-t border-white/6 px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy === null && fault === null) void send(true);
      }}
    >
      <div className="grid grid-cols-3 gap-2.5 max-md:grid-cols-1">
        <TextField
          label="Name of the source"
          value={draft.source}
          onChange={(source) => setDraft({ ...draft, source })}
          isMono
          placeholder="vendor-x"
          hint="Stored beside the bars."
        />
        <SelectField
          label="Prices"
          value={draft.prices}
          onChange={(value) =>
            setDraft({ ...draft, prices: allPriceBasisWord.find((word) => word === value) ?? "raw" })}
          options={allPriceBasisWord.map((word) => ({ value: word, label: priceBases[word] }))}
        />
        <div className="pt-5">
          <CheckField
            label="A second source"
            hint="Kept aside, to compare with the first."
            isChecked={draft.isSecondSource}
            onChange={(isSecondSource) => setDraft({ ...draft, isSecondSource })}
          />
        </div>
      </div>
      {report === null ? null : (
        <Mapping
          columns={report.columns}
          mapping={draft.mapping}
          onChange={(mapping) => setDraft({ ...draft, mapping })}
        />
      )}
      {trouble === null
        ? null
        : (
          <div role="alert" className="rounded-md border border-down/40 bg-down/8 px-3 py-2 text-xs">
            <p className="font-semibold text-down">{trouble.title}</p>
            <p className="text-ink-2">{trouble.detail}</p>
            <p className="text-ink-3">{trouble.remedy}</p>
          </div>
        )}
      {report === null ? null : <Report report={report} isCurrent={isCurrent} />}
      <div className="flex items-center justify-end gap-2">
        <p className="mr-auto text-2xs text-ink-3">A check reads the whole file and saves nothing.</p>
        <Button
          submits
          icon="search"
          variant={unready === null ? "quiet" : "primary"}
          isBusy={busy === "check"}
          reason={fault}
        >
          Check
        </Button>
        <Button
          icon="data"
          variant="primary"
          isBusy={busy === "save"}
          reason={fault ?? unready}
          onPress={() => void send(false)}
        >
          Take in
        </Button>
      </div>
    </form>
  );
}

const fieldNames: Readonly<Record<typeof barFields[number], string>> = {
  symbol: "Symbol",
  date: "Date",
  open: "Open",
  high: "High",
  low: "Low",
  close: "Close",
  volume: "Volume",
};

function Mapping({ columns, mapping, onChange }: {
  readonly columns: readonly string[];
  readonly mapping: MappingDraft;
  readonly onChange: (mapping: MappingDraft) => void;
}): ReactElement {
  return (
    <fieldset>
      <legend className="eyebrow mb-1.5">Which column is which</legend>
      <div className="grid grid-cols-4 gap-2.5 max-md:grid-cols-2">
        {barFields.map((field) => (
          <SelectField
            key={field}
            label={fieldNames[field]}
            value={mapping[field]}
            onChange={(value) => onChange({ ...mapping, [field]: value })}
            options={[
              { value: "", label: `the column ${field}` },
              ...columns.map((column) => ({ value: column, label: column })),
            ]}
          />
        ))}
        <SelectField
          label="Form of the dates"
          value={mapping.dateFormat}
          onChange={(dateFormat) => onChange({ ...mapping, dateFormat })}
          options={[
            { value: "", label: "as usual" },
            ...dateFormats.map((format) => ({ value: format, label: format })),
          ]}
        />
        <TextField
          label="Or all of one symbol"
          value={mapping.symbolOfFile}
          onChange={(symbolOfFile) => onChange({ ...mapping, symbolOfFile })}
          isMono
          placeholder="AAPL"
        />
      </div>
    </fieldset>
  );
}

const faultColumns: readonly Column<ImportFault & { readonly key: string }>[] = [
  {
    key: "line",
    title: "Line",
    width: "84px",
    isNumeric: true,
    cell: (row) => row.line === 0 ? "file" : integer(row.line),
    sort: (row) => row.line,
  },
  {
    key: "column",
    title: "Column",
    width: "minmax(90px,0.5fr)",
    cell: (row) => <span className="num">{row.column}</span>,
    sort: (row) => row.column,
  },
  {
    key: "message",
    title: "What is wrong",
    width: "minmax(220px,2fr)",
    cell: (row) => <span className="text-ink-2" title={row.message}>{row.message}</span>,
    sort: (row) => row.message,
  },
];

function Report(
  { report, isCurrent }: { readonly report: ImportReport; readonly isCurrent: boolean },
): ReactElement {
  const rows = report.faults.map((fault, i) => ({ ...fault, key: String(i) }));
  const isGood = report.faultCount === 0;
  return (
    <section
      aria-label="What the file holds"
      className="rounded-lg border border-white/8"
      data-import={isGood ? "good" : "faults"}
    >
      <p role="status" className="flex flex-wrap gap-x-4 gap-y-1 px-3 py-2 text-xs">
        <span className={isGood ? "text-up" : "text-down"}>
          {report.isSaved
            ? "✓ Taken in"
            : isGood
            ? "✓ No fault"
            : `✕ ${counted(report.faultCount, "fault")}; nothing was saved`}
        </span>
        <span className="num text-ink-2">
          {counted(report.lines, "line")} · {counted(report.bars, "bar")} ·{" "}
          {counted(report.symbols, "symbol")}
          {report.first === null ? "" : ` · ${report.first} to ${report.last ?? report.first}`}
        </span>
        {report.unused.length === 0
          ? null
          : <span className="text-ink-3">not used: {report.unused.join(", ")}</span>}
        {isCurrent ? null : <span className="text-warn">The form has changed since; check again.</span>}
      </p>
      {isGood ? null : (
        <div className="h-64 border-t border-white/8">
          <DataTable
            label="Faults of the file"
            columns={faultColumns}
            rows={rows}
            rowKey={(row) => row.key}
            minimumWidth={460}
            initialSort={["line", "ascending"]}
            empty={<Empty title="No fault">Each line can be read.</Empty>}
          />
        </div>
      )}
    </section>
  );
}

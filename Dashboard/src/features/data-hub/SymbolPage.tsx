import { type ReactElement, type ReactNode, useState } from "react";
import * as api from "../../api/client.ts";
import {
  type AdjustmentWord,
  allAdjustmentWord,
  allProviderWord,
  type BarsView,
  type DataChangeView,
  type SymbolDetail,
} from "../../api/types.ts";
import { BarsChart, isClosesOnly } from "../../charts/BarsChart.tsx";
import { HeatStrip } from "../../charts/HeatStrip.tsx";
import { isDate } from "../../lib/dates.ts";
import { date, integer } from "../../lib/format.ts";
import { useSignal } from "../../lib/signal.ts";
import { withoutTotal } from "../../state/paged.ts";
import { withJob } from "../../state/reduce.ts";
import type { Loaded } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { dataChanged, jobs } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { SelectField, TextField } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { useAction } from "../../ui/useAction.ts";
import { ChangesTable } from "./Changes.tsx";
import { StripLegend } from "./CoverageStrip.tsx";
import { Facts } from "./Facts.tsx";
import { FindingsTable, useFindingRows } from "./Findings.tsx";
import { priceBases, useData, useDataRows, wayBack } from "./hub.ts";

const adjustments: Readonly<Record<AdjustmentWord, string>> = {
  raw: "Raw, as traded",
  splits: "Adjusted for splits",
  totalReturn: "Total return",
};
/** Findings drawn on the chart; a chart with more marks than so many shows nothing else. */
const MARKED = 300;

/** One symbol: its bars and corporate actions, its names, and what is thought of its data. */
export function SymbolPage({ symbol }: { readonly symbol: string }): ReactElement {
  const [adjustment, setAdjustment] = useState<AdjustmentWord>("splits");
  const [typed, setTyped] = useState("");
  const asOf = isDate(typed) ? typed : "";
  const [bars, barsResource] = useData(
    () => api.bars(symbol, { adjustment, ...(asOf === "" ? {} : { asOf }) }),
    [symbol, adjustment, asOf],
  );
  const [detail, detailResource] = useData(() => api.symbolDetail(symbol), [symbol]);
  const [marked] = useData(() => api.findings({ symbol, limit: MARKED }), [symbol]);
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <Title symbol={symbol} detail={detail.value} />
        <div className="ml-auto flex flex-wrap items-end gap-2">
          <TextField
            label="As known on"
            type="date"
            value={typed}
            onChange={setTyped}
            className="w-28"
          />
          <SelectField
            label="Prices"
            value={adjustment}
            onChange={(value) => setAdjustment(allAdjustmentWord.find((word) => word === value) ?? "splits")}
            options={allAdjustmentWord.map((word) => ({ value: word, label: adjustments[word] }))}
            className="w-44"
          />
          {detail.value === null ? null : <Actions detail={detail.value} />}
        </div>
      </div>
      <Panel
        title="Daily bars"
        className="h-[440px]"
        aside={bars.value === null ? null : <ChartNotes bars={bars.value} asOf={asOf} typed={typed} />}
      >
        <Loading loaded={bars} retry={() => void barsResource.refetch()} rows={8}>
          {(value) => (value.sessions.length === 0
            ? (
              <Empty title={asOf === "" ? "No bar is held" : `No bar was known on ${asOf}`}>
                {asOf === ""
                  ? "Ingest this symbol in the Data Hub, or fetch it again above."
                  : "Choose a later date, or clear it to see what is known now."}
              </Empty>
            )
            : <BarsChart bars={value} findings={marked.value?.rows} />)}
        </Loading>
      </Panel>
      <Panel title="Coverage" aside={<StripLegend />}>
        <Loading
          loaded={detail}
          retry={() =>
            void detailResource.refetch()}
          rows={2}
        >
          {(value) => <HeatStrip strip={value.strip} label={`Coverage of ${symbol}`} />}
        </Loading>
      </Panel>
      <div className="grid grid-cols-[minmax(0,1fr)_330px] gap-3 max-xl:grid-cols-1">
        <Lists symbol={symbol} asOf={asOf} bars={bars} retry={() => void barsResource.refetch()} />
        <Panel title="Profile" className="min-h-[220px]">
          <Loading loaded={detail} retry={() => void detailResource.refetch()}>
            {(value) => <Profile detail={value} />}
          </Loading>
        </Panel>
      </div>
    </>
  );
}

function Title(
  { symbol, detail }: { readonly symbol: string; readonly detail: SymbolDetail | null },
): ReactElement {
  const held = detail?.coverage;
  return (
    <>
      <a
        href={wayBack()}
        aria-label="Back to the Data Hub"
        className="grid size-7 place-items-center rounded-md text-ink-3 hover:text-ink"
      >
        <Icon name="back" size={16} />
      </a>
      <div className="min-w-0">
        <h2 className="text-[15px] font-semibold">
          {symbol} <span className="font-normal text-ink-3">{held?.name}</span>
        </h2>
        {held === undefined ? null : (
          <p className="num text-2xs text-ink-3">
            {held.first ?? "no bar"} to {held.last ?? "none"} · {integer(held.bars)} bars ·{" "}
            <span className={held.missing > 0 ? "text-warn" : ""}>{integer(held.missing)} missing</span> ·
            {" "}
            {priceBases[held.prices]} · {held.provider}
            {detail?.secondSource == null ? "" : ` beside ${detail.secondSource}`}
          </p>
        )}
      </div>
      {held?.provider === "sample"
        ? <Badge tone="warn">Sample data, ends {held.last ?? "unknown"}</Badge>
        : null}
      {detail?.delistedOn == null ? null : <Badge tone="down">Delisted {detail.delistedOn}</Badge>}
    </>
  );
}

function ChartNotes({ bars, asOf, typed }: {
  readonly bars: BarsView;
  readonly asOf: string;
  readonly typed: string;
}): ReactElement {
  const splits = bars.actions.filter((action) => action.kind === "split").length;
  return (
    <>
      {asOf === ""
        ? typed === "" ? null : <span className="text-warn">The date must be YYYY-MM-DD.</span>
        : <Badge tone="accent">as known on {asOf}</Badge>}
      <span>{isClosesOnly(bars) ? "closes only" : "candles with volume"}</span>
      <span className="num">
        {integer(splits)} {splits === 1 ? "split" : "splits"}, {integer(bars.actions.length - splits)}{" "}
        dividends
      </span>
    </>
  );
}

/** Watch and fetch again. */
function Actions({ detail }: { readonly detail: SymbolDetail }): ReactElement {
  const who = useSignal(visitor);
  const { isBusy, run } = useAction();
  const [isAsking, setAsking] = useState(false);
  const { symbol, provider: source } = detail.coverage;
  const provider = allProviderWord.find((word) => word === source);
  const refused = refusal(who, "ingest");
  return (
    <>
      <Button
        icon="star"
        isBusy={isBusy}
        reasonBelow
        reason={refused}
        onPress={() =>
          run(async () => {
            const answer = await (detail.isWatched ? api.unwatch(symbol) : api.watch(symbol));
            announce(answer.message);
            dataChanged();
          })}
      >
        {detail.isWatched ? "Unwatch" : "Watch"}
      </Button>
      <Button
        icon="again"
        reasonBelow
        reason={refused ??
          (provider === undefined ? `Its bars came from ${source}, which cannot be asked again.` : null)}
        onPress={() => setAsking(true)}
      >
        Fetch again
      </Button>
      <Dialog isOpen={isAsking} onClose={() => setAsking(false)} title={`Fetch ${symbol} again`}>
        <div className="space-y-3 text-xs">
          <p className="text-ink-2">
            Its whole history is fetched from {source}{" "}
            again. Values that differ replace the old ones and are listed as changes; the old ones stay
            readable as of their time.
          </p>
          <div className="flex justify-end gap-2">
            <Button onPress={() => setAsking(false)}>Back</Button>
            <Button
              variant="primary"
              isBusy={isBusy}
              onPress={() =>
                run(async () => {
                  if (provider === undefined) return;
                  const job = await api.ingest({ provider, symbols: [symbol], isReload: true });
                  jobs.change((held) => withJob(held, job));
                  announce("The symbol is fetched again", job.title);
                  setAsking(false);
                })}
            >
              Fetch again
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}

const listTabs = [
  { id: "findings", label: "Findings" },
  { id: "actions", label: "Corporate actions" },
  { id: "changes", label: "Changes" },
  { id: "facts", label: "Facts" },
] as const;

function Lists({ symbol, asOf, bars, retry }: {
  readonly symbol: string;
  readonly asOf: string;
  readonly bars: Loaded<BarsView>;
  readonly retry: () => void;
}): ReactElement {
  const [tab, setTab] = useState("findings");
  return (
    <section className="panel h-[360px]" aria-label={`Lists of ${symbol}`}>
      <Tabs label="Symbol" tabs={listTabs} chosen={tab} onChoose={setTab} className="h-full">
        {tab === "findings"
          ? <SymbolFindings symbol={symbol} />
          : tab === "actions"
          ? <Loading loaded={bars} retry={retry}>{(value) => <CorporateActions bars={value} />}</Loading>
          : tab === "changes"
          ? <SymbolChanges symbol={symbol} />
          : <Facts symbol={symbol} asOf={asOf} />}
      </Tabs>
    </section>
  );
}

function SymbolFindings({ symbol }: { readonly symbol: string }): ReactElement {
  const rows = useFindingRows({ symbol, rule: "", severity: "", state: "all" });
  return (
    <FindingsTable
      rows={rows}
      isOfOneSymbol
      empty={<Empty title="No finding">The health rules found nothing to report of {symbol}.</Empty>}
    />
  );
}

function SymbolChanges({ symbol }: { readonly symbol: string }): ReactElement {
  const rows = useDataRows<DataChangeView>(
    withoutTotal((offset, limit, signal) => api.dataChanges({ symbol, offset, limit }, { signal })),
    [symbol],
  );
  return <ChangesTable rows={rows} label={`Changed values of ${symbol}`} />;
}

function CorporateActions({ bars }: { readonly bars: BarsView }): ReactElement {
  if (bars.actions.length === 0) {
    return <Empty title="No corporate action">Neither a split nor a dividend is held.</Empty>;
  }
  return (
    <ul
      className="h-full overflow-auto px-4 py-2 text-xs"
      tabIndex={0}
      aria-label="Corporate actions, newest first"
    >
      {bars.actions.toReversed().map((action) => (
        <li
          key={`${action.session} ${action.kind} ${action.value}`}
          className="num flex gap-3 border-b border-white/4 py-1"
        >
          <span className="text-ink-2">{action.session}</span>
          <span className={action.kind === "split" ? "text-accent" : "text-warn"}>{action.kind}</span>
          <span className="ml-auto">{action.value}</span>
        </li>
      ))}
    </ul>
  );
}

function Profile({ detail }: { readonly detail: SymbolDetail }): ReactElement {
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ["Kind", detail.kind],
    ["Exchange", detail.exchange],
    ["Currency", detail.currency],
    ["Country", detail.country],
    ["Sector", detail.sector],
    ["Industry", detail.industry],
    ["Listed", detail.listedOn],
    ["Delisted", detail.delistedOn],
    ["Second source", detail.secondSource],
    ...detail.minutes.map((held) =>
      [
        `Bars of ${held.minutes} min`,
        `${integer(held.bars)}, ${date(held.first)} to ${date(held.last)}`,
      ] as const
    ),
  ];
  const known = facts.filter(([, value]) => value != null);
  return (
    <div
      className="h-full space-y-4 overflow-auto px-4 pb-4 text-xs"
      tabIndex={0}
      role="region"
      aria-label="Profile and names"
    >
      {known.length === 0
        ? <p className="text-ink-3">No profile is held. Ingest the provider's reference data to have one.</p>
        : (
          <dl className="space-y-1">
            {known.map(([name, value]) => <Fact key={name} name={name}>{value}</Fact>)}
          </dl>
        )}
      <div>
        <h3 className="eyebrow mb-1">Names over time</h3>
        {detail.names.length === 0
          ? <p className="text-2xs text-ink-3">It never had another name, as far as is known.</p>
          : (
            <ul className="space-y-0.5">
              {detail.names.map((name) => (
                <li key={`${name.symbol} ${name.from ?? ""}`} className="num flex gap-3">
                  <span className="font-semibold text-ink">{name.symbol}</span>
                  <span className="ml-auto text-2xs text-ink-3">
                    {name.from ?? "the beginning"} to {name.until ?? "now"}
                  </span>
                </li>
              ))}
            </ul>
          )}
      </div>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-ink-3">{name}</dt>
      <dd className="min-w-0 text-right text-ink-2">{children}</dd>
    </div>
  );
}

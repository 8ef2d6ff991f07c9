import { type ReactElement, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import { type AdjustmentWord, allAdjustmentWord } from "../../api/types.ts";
import { BarsChart, isClosesOnly } from "../../charts/BarsChart.tsx";
import { integer } from "../../lib/format.ts";
import { linkTo } from "../../lib/router.ts";
import { Resource, useResource } from "../../state/resource.ts";
import { coverage } from "../../state/stores.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { SelectField } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { priceBases } from "./DataHubPage.tsx";
import { FindingsTable } from "./Findings.tsx";

const adjustments: Readonly<Record<AdjustmentWord, string>> = {
  raw: "Raw, as traded",
  splits: "Adjusted for splits",
  totalReturn: "Total return",
};

/** One symbol: its bars, its corporate actions, and what the health rules say. */
export function SymbolPage({ symbol }: { readonly symbol: string }): ReactElement {
  const [adjustment, setAdjustment] = useState<AdjustmentWord>("splits");
  const bars = useMemo(() => new Resource(() => api.bars(symbol, { adjustment })), [symbol, adjustment]);
  const found = useMemo(() => new Resource(() => api.findings({ symbol })), [symbol]);
  const view = useResource(bars);
  const loadedFindings = useResource(found);
  const held = useResource(coverage).value?.find((each) => each.symbol === symbol);
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <a
          href={linkTo(["data"])}
          aria-label="Back to the coverage"
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
              {integer(held.missing)} missing · {priceBases[held.prices]} · {held.provider}
            </p>
          )}
        </div>
        {held?.provider === "sample"
          ? <Badge tone="warn">Sample data, ends {held.last ?? "unknown"}</Badge>
          : null}
        <div className="ml-auto w-44">
          <SelectField
            label="Prices"
            value={adjustment}
            onChange={(value) => setAdjustment(allAdjustmentWord.find((word) => word === value) ?? "splits")}
            options={allAdjustmentWord.map((word) => ({ value: word, label: adjustments[word] }))}
          />
        </div>
      </div>
      <Panel
        title="Daily bars"
        className="h-[440px]"
        aside={view.value === null ? null : (
          <>
            <span>{isClosesOnly(view.value) ? "closes only" : "candles with volume"}</span>
            <span className="num">{integer(view.value.actions.length)} corporate actions</span>
          </>
        )}
      >
        <Loading loaded={view} retry={() => void bars.refetch()} rows={8}>
          {(value) => (value.sessions.length === 0
            ? <Empty title="No bar is held">Ingest this symbol in the Data Hub.</Empty>
            : <BarsChart bars={value} />)}
        </Loading>
      </Panel>
      <div className="grid grid-cols-[minmax(0,1fr)_330px] gap-3 max-xl:grid-cols-1">
        <Panel title="Findings" className="h-[280px]">
          <Loading
            loaded={loadedFindings}
            retry={() =>
              void found.refetch()}
          >
            {(value) => <FindingsTable found={value} />}
          </Loading>
        </Panel>
        <Panel title="Corporate actions" className="h-[280px]">
          <Loading loaded={view} retry={() => void bars.refetch()}>
            {(value) => (value.actions.length === 0
              ? <Empty title="No corporate action">Neither a split nor a dividend is held.</Empty>
              : (
                <ul
                  className="h-full overflow-auto px-4 pb-3 text-xs"
                  tabIndex={0}
                  aria-label="Corporate actions, newest first"
                >
                  {value.actions.toReversed().map((action) => (
                    <li
                      key={`${action.session} ${action.kind} ${action.value}`}
                      className="num flex gap-3 border-b border-white/4 py-1"
                    >
                      <span className="text-ink-2">{action.session}</span>
                      <span className={action.kind === "split" ? "text-accent" : "text-warn"}>
                        {action.kind}
                      </span>
                      <span className="ml-auto">{action.value}</span>
                    </li>
                  ))}
                </ul>
              ))}
          </Loading>
        </Panel>
      </div>
    </>
  );
}

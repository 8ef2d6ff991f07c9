import { type FormEvent, type ReactElement, type ReactNode, useEffect, useId, useState } from "react";
import * as api from "../../api/client.ts";
import {
  allOrderKindWord,
  type DeskView,
  type OrderKindWord,
  type OrderPreview,
  type OrderTicket,
  type SideWord,
} from "../../api/types.ts";
import { dollars, integer, percent, price as money, times, words } from "../../lib/format.ts";
import { type Trouble, troubleOf } from "../../lib/problem.ts";
import { useSignal } from "../../lib/signal.ts";
import { withOrder } from "../../state/reduce.ts";
import { refusal, visitor } from "../../state/session.ts";
import { orders } from "../../state/stores.ts";
import { useSymbolSearch } from "../../state/symbols.ts";
import { announce, refuse } from "../../state/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { Figure } from "../../ui/Figure.tsx";
import { SelectField, TextField } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";
import { Breaches } from "./Breaches.tsx";

/** A key that the same wish keeps until it was answered; a repetition makes no second order. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
const PREVIEW_AFTER_MS = 350;

interface Draft {
  readonly symbol: string;
  readonly side: SideWord;
  readonly shares: string;
  readonly kind: OrderKindWord;
  readonly price: string;
}

function faultOf(draft: Draft): string | null {
  if (draft.symbol.trim() === "") return "Give a symbol.";
  if (!/^[1-9]\d*$/.test(draft.shares)) return "Give whole shares, one at least.";
  if (draft.kind !== "market" && !(Number(draft.price) > 0)) return `A ${draft.kind} order needs a price.`;
  return null;
}

const ticketOf = (draft: Draft, idempotencyKey: string): OrderTicket => ({
  symbol: draft.symbol.trim().toUpperCase(),
  side: draft.side,
  shares: Number(draft.shares),
  kind: draft.kind,
  price: draft.kind === "market" ? null : Number(draft.price),
  idempotencyKey,
});

type Judgement = { readonly preview: OrderPreview } | { readonly trouble: Trouble } | null;

/** An order by hand, judged by the server before it is sent and again when it is. */
export function OrderForm({ view }: { readonly view: DeskView }): ReactElement {
  const who = useSignal(visitor);
  const list = useId();
  const [draft, setDraft] = useState<Draft>({
    symbol: "",
    side: "buy",
    shares: "",
    kind: "market",
    price: "",
  });
  const symbols = useSymbolSearch(draft.symbol);
  const [key, setKey] = useState(newKey);
  const [judgement, setJudgement] = useState<Judgement>(null);
  const { isBusy, run } = useAction();

  const fault = faultOf(draft);
  const isRunning = view.phase === "replaying" || view.phase === "paused";
  const reason = refusal(who, "trade") ?? (isRunning ? fault : "The desk does not run; start it above.");
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    setJudgement(null);
  };

  useEffect(() => {
    if (reason !== null) return undefined;
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        setJudgement({ preview: await api.previewOrder(ticketOf(draft, key), { signal: abort.signal }) });
      } catch (error) {
        if (!abort.signal.aborted) setJudgement({ trouble: troubleOf(error) });
      }
    };
    const timer = setTimeout(() => void ask(), PREVIEW_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // The desk's revision is left out on purpose: a preview is one answer, not a stream.
  }, [draft, key, reason]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason !== null || isBusy) return;
    run(async () => {
      const order = await api.placeOrder(ticketOf(draft, key));
      setKey(newKey());
      orders.change((held) => withOrder(held, order));
      const what = `${order.side} ${integer(order.shares)} ${order.symbol}.`;
      if (order.state === "denied" || order.state === "rejected") {
        refuse(
          `Order ${order.state}`,
          `${what} ${order.breaches.map((breach) => breach.explanation).join(" ")}`,
        );
      } else {
        announce(`Order ${words(order.state)}`, what);
      }
    });
  };
  return (
    <form onSubmit={submit} className="flex h-full flex-col gap-2.5 overflow-auto px-4 pb-3">
      <div className="grid grid-cols-2 gap-2.5">
        <div className="min-w-0">
          <label htmlFor={`${list}-symbol`} className="mb-1 block text-2xs font-medium text-ink-2">
            Symbol
          </label>
          <input
            id={`${list}-symbol`}
            list={list}
            value={draft.symbol}
            onChange={(event) => change({ symbol: event.target.value })}
            className="field num h-[30px]"
            autoComplete="off"
          />
          <datalist id={list}>
            {symbols.map((each) => <option key={each.symbol} value={each.symbol}>{each.name}</option>)}
          </datalist>
        </div>
        <TextField
          label="Shares"
          type="number"
          min={1}
          step={1}
          value={draft.shares}
          onChange={(shares) => change({ shares })}
        />
        <SelectField
          label="Side"
          value={draft.side}
          onChange={(side) => change({ side: side === "sell" ? "sell" : "buy" })}
          options={[{ value: "buy", label: "Buy" }, { value: "sell", label: "Sell" }]}
        />
        <SelectField
          label="Kind"
          value={draft.kind}
          onChange={(kind) => change({ kind: allOrderKindWord.find((word) => word === kind) ?? "market" })}
          options={allOrderKindWord.map((word) => ({ value: word, label: words(word) }))}
        />
        {draft.kind === "market" ? null : (
          <TextField
            label={`${draft.kind === "limit" ? "Limit" : "Stop"} price, USD`}
            type="number"
            min={0}
            step="any"
            value={draft.price}
            onChange={(value) => change({ price: value })}
          />
        )}
      </div>
      <div
        className="min-h-24 flex-1 rounded-lg border border-white/7 bg-white/2 px-3 py-2 text-xs"
        aria-live="polite"
        data-preview=""
      >
        <WhatIf judgement={judgement} isWaiting={reason === null} />
      </div>
      <div className="flex items-center justify-end">
        <Button submits variant="primary" isBusy={isBusy} reason={reason}>Send order</Button>
      </div>
    </form>
  );
}

function WhatIf(
  { judgement, isWaiting }: { readonly judgement: Judgement; readonly isWaiting: boolean },
): ReactElement {
  if (judgement === null) {
    return (
      <p className="text-ink-3">
        {isWaiting ? "Asking the risk gate…" : "Fill in the ticket to see what the order would do."}
      </p>
    );
  }
  if ("trouble" in judgement) {
    return (
      <p className="text-down">
        {judgement.trouble.title}.{" "}
        <span className="text-ink-3">{judgement.trouble.detail} {judgement.trouble.remedy}</span>
      </p>
    );
  }
  const { preview } = judgement;
  return (
    <>
      <p className={`font-semibold ${preview.isAdmitted ? "text-up" : "text-down"}`}>
        {preview.isAdmitted ? "✓ The risk gate would admit it" : "✕ The risk gate would deny it"}
      </p>
      <dl className="mt-1 space-y-0.5 text-2xs text-ink-3">
        <Line name="Judged at">
          <Figure value={preview.referencePrice} format={money} reason="No fresh price" />
        </Line>
        <Line name="Order value">
          <Figure value={preview.orderValue} format={dollars} reason="No fresh price" />
        </Line>
        <Line name="Exposure gross">
          <Figure value={preview.exposureGrossBefore} format={times} reason="" /> →{" "}
          <Figure value={preview.exposureGrossAfter} format={times} reason="No fresh price" />
        </Line>
        <Line name="VaR 95">
          <Figure value={preview.valueAtRiskBefore} format={percent} reason="Needs more sessions" /> →{" "}
          <Figure value={preview.valueAtRiskAfter} format={percent} reason="Needs more sessions" />
        </Line>
      </dl>
      <Breaches breaches={preview.breaches} />
    </>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="flex justify-between gap-3">
      <dt>{name}</dt>
      <dd className="num text-ink-2">{children}</dd>
    </div>
  );
}

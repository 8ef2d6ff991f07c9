import { type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import {
  allIngestRoute,
  allIngestWhat,
  allProviderWord,
  type IngestPlanView,
  type IngestRoute,
  type IngestWhat,
  type ProviderWord,
} from "../../api/types.ts";
import { rangeFault } from "../../lib/dates.ts";
import { symbolsIn } from "../../lib/symbols.ts";
import { counted, duration, integer } from "../../lib/format.ts";
import { type Trouble, troubleOf } from "../../lib/problem.ts";
import { useSignal } from "../../lib/signal.ts";
import { withJob } from "../../state/reduce.ts";
import { useResource } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { jobs, universes } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { CheckField, SelectField, TextArea, TextField } from "../../ui/Field.tsx";
import { routeNames } from "../jobs/IngestionDetail.tsx";
import { type Draft, requestOf } from "./request.ts";

const providers: Readonly<Record<ProviderWord, string>> = {
  sample: "Sample pack (real bars, no key)",
  fmp: "Financial Modeling Prep (needs a key)",
  alpaca: "Alpaca (needs a key)",
};
const whats: Readonly<Record<IngestWhat, string>> = {
  bars: "Daily bars",
  reference: "Reference data",
  fundamentals: "Company reports",
};
const whatTexts: Readonly<Record<IngestWhat, string>> = {
  bars: "Daily bars with splits and dividends.",
  reference: "Profiles, delistings, changes of symbols and memberships of indices.",
  fundamentals: "Income, balance, cash flow and ratios, by the day they became public.",
};
const routes: Readonly<Record<IngestRoute, string>> = {
  automatic: "Whichever costs less",
  market: "Whole market",
  symbols: "Symbol by symbol",
};

/** What was filled in last; looking at another page must not lose a list of symbols. */
let kept: Draft = {
  provider: "sample",
  what: "bars",
  route: "automatic",
  text: "",
  from: "",
  to: "",
  isReload: false,
};

type Planned =
  & { readonly draft: Draft }
  & ({ readonly plan: IngestPlanView } | { readonly trouble: Trouble });

/** An ingestion is planned first, so that its calls and minutes are known before it starts. */
export function IngestForm(): ReactElement {
  const who = useSignal(visitor);
  const [draft, setDraft] = useState(kept);
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [isPlanning, setPlanning] = useState(false);
  const [isStarting, setStarting] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part };
    // To load all anew is decided each time.
    kept = { ...next, isReload: false };
    setDraft(next);
  };
  // A plan for another order is none.
  const current = planned?.draft === draft ? planned : null;
  const refused = refusal(who, "ingest");
  const fault = rangeFault(draft.from, draft.to, true);

  const plan = async (): Promise<void> => {
    setPlanning(true);
    try {
      setPlanned({ draft, plan: await api.planIngest(requestOf(draft)) });
    } catch (error) {
      setPlanned({ draft, trouble: troubleOf(error) });
    } finally {
      setPlanning(false);
    }
  };
  const start = async (): Promise<void> => {
    setAsking(false);
    setStarting(true);
    try {
      const job = await api.ingest(requestOf(draft));
      jobs.change((held) => withJob(held, job));
      announce("The ingestion has begun", job.title);
      setPlanned(null);
    } catch (error) {
      setPlanned({ draft, trouble: troubleOf(error) });
    } finally {
      setStarting(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPlanning && fault === null && refused === null) void plan();
      }}
      className="space-y-2.5"
      aria-label="Ingestion"
    >
      <Fields draft={draft} change={change} />
      <div className="flex items-center justify-between gap-3 pt-1">
        <p className="min-w-0 text-2xs text-ink-3">
          Only what is missing is fetched, unless all is loaded anew.
        </p>
        <Button
          submits
          variant={current === null ? "primary" : "quiet"}
          icon="search"
          isBusy={isPlanning}
          reason={refused ?? fault}
        >
          Plan
        </Button>
      </div>
      {current === null ? null : (
        <Answer
          planned={current}
          isStarting={isStarting}
          onStart={() => draft.isReload ? setAsking(true) : void start()}
          refused={refused}
        />
      )}
      <Dialog isOpen={isAsking} onClose={() => setAsking(false)} title="Fetch what is held again">
        <Reload
          draft={draft}
          plan={current !== null && "plan" in current ? current.plan : null}
          onBack={() => setAsking(false)}
          onStart={() => void start()}
        />
      </Dialog>
    </form>
  );
}

function Fields(
  { draft, change }: { readonly draft: Draft; readonly change: (part: Partial<Draft>) => void },
): ReactElement {
  const named = useResource(universes).value ?? [];
  const symbols = symbolsIn(draft.text);
  return (
    <>
      <SelectField
        label="Provider"
        value={draft.provider}
        onChange={(value) => change({ provider: allProviderWord.find((word) => word === value) ?? "sample" })}
        options={allProviderWord.map((word) => ({ value: word, label: providers[word] }))}
      />
      <div className="grid grid-cols-2 gap-2.5">
        <SelectField
          label="What"
          value={draft.what}
          onChange={(value) => change({ what: allIngestWhat.find((word) => word === value) ?? "bars" })}
          options={allIngestWhat.map((word) => ({ value: word, label: whats[word] }))}
        />
        <SelectField
          label="Route"
          value={draft.route}
          onChange={(value) =>
            change({ route: allIngestRoute.find((word) => word === value) ?? "automatic" })}
          options={allIngestRoute.map((word) => ({ value: word, label: routes[word] }))}
        />
      </div>
      <p className="text-2xs text-ink-3">{whatTexts[draft.what]}</p>
      <TextArea
        label="Symbols"
        value={draft.text}
        onChange={(text) => change({ text })}
        rows={2}
        placeholder="AAPL, MSFT"
        hint={symbols.length === 0
          ? "None given: all that the provider lists."
          : `${counted(symbols.length, "symbol")}.`}
      />
      {named.length === 0 ? null : (
        <SelectField
          label="Take the symbols of a universe"
          value=""
          onChange={(name) =>
            change({ text: named.find((each) => each.name === name)?.symbols.join(", ") ?? draft.text })}
          options={[
            { value: "", label: "Choose" },
            ...named.map((each) => ({
              value: each.name,
              label: `${each.title} (${integer(each.symbols.length)})`,
            })),
          ]}
        />
      )}
      <div className="grid grid-cols-2 gap-2.5">
        <TextField
          label="First session"
          type="date"
          value={draft.from}
          onChange={(from) => change({ from })}
        />
        <TextField label="Last session" type="date" value={draft.to} onChange={(to) => change({ to })} />
      </div>
      <CheckField
        label="Load everything anew"
        hint="Fetches what is held as well and puts it in the place of the old; what differs is kept as a change."
        isChecked={draft.isReload}
        onChange={(isReload) => change({ isReload })}
      />
    </>
  );
}

/** Brings an answer below a long form into sight. */
const show = (element: HTMLElement | null): void => element?.scrollIntoView({ block: "nearest" });

/** What the server would do, or why it would not. */
function Answer({ planned, isStarting, onStart, refused }: {
  readonly planned: Planned;
  readonly isStarting: boolean;
  readonly onStart: () => void;
  readonly refused: string | null;
}): ReactElement {
  if ("trouble" in planned) {
    const { trouble } = planned;
    return (
      <div ref={show} role="alert" className="rounded-lg border border-down/40 bg-down/8 px-3 py-2 text-xs">
        <p className="font-semibold text-down">{trouble.title}</p>
        <p className="text-ink-2">{trouble.detail}</p>
        <p className="text-ink-3">{trouble.remedy}</p>
        {trouble.request === null
          ? null
          : <p className="num text-2xs text-ink-3">request {trouble.request}</p>}
        <div className="mt-2 flex justify-end">
          <Button isBusy={isStarting} reason={refused} onPress={onStart}>Start without a plan</Button>
        </div>
      </div>
    );
  }
  const { plan } = planned;
  const figures = [
    ["Symbols", integer(plan.symbols)],
    ["Sessions", integer(plan.sessions)],
    ["Calls", integer(plan.calls)],
    [
      "Time",
      plan.calls === 0
        ? "none"
        : plan.minutes == null
        ? "no limit of calls"
        : `about ${duration(plan.minutes * 60)}`,
    ],
    ["Up to date", integer(plan.upToDate)],
    ["Left out", integer(plan.skipped)],
  ] as const;
  const isNothing = plan.symbols === 0 && plan.sessions === 0 && plan.calls === 0;
  return (
    <section
      ref={show}
      aria-label="Plan"
      role="status"
      className="rounded-lg border border-accent/25 bg-accent/5 px-3 py-2.5"
    >
      <p className="text-xs font-semibold text-ink">
        {plan.provider}: {routeNames[plan.route]}
      </p>
      <p className="mt-0.5 text-2xs text-ink-2">{plan.reason}</p>
      <dl className="mt-2 grid grid-cols-3 gap-x-4 gap-y-1.5 text-2xs">
        {figures.map(([name, value]) => (
          <div key={name} data-plan={name}>
            <dt className="text-ink-3">{name}</dt>
            <dd className="num text-ink">{value}</dd>
          </div>
        ))}
      </dl>
      {plan.skipped === 0 ? null : (
        <p className="mt-1.5 text-2xs text-ink-3">
          Left out: the provider had nothing of them lately, or refuses them. They are tried again when that
          note expires.
        </p>
      )}
      {plan.unlisted.length === 0 ? null : (
        <p className="mt-1.5 text-2xs break-words text-warn">
          Not on the provider's list: <span className="num">{plan.unlisted.slice(0, 20).join(", ")}</span>
          {plan.unlisted.length > 20 ? ` and ${integer(plan.unlisted.length - 20)} more` : ""}.
        </p>
      )}
      <div className="mt-2.5 flex items-center justify-end gap-3">
        {isNothing ? <span className="text-2xs text-up">✓ Everything is up to date.</span> : null}
        <Button variant="primary" icon="data" isBusy={isStarting} reason={refused} onPress={onStart}>
          Start ingestion
        </Button>
      </div>
    </section>
  );
}

function Reload({ draft, plan, onBack, onStart }: {
  readonly draft: Draft;
  readonly plan: IngestPlanView | null;
  readonly onBack: () => void;
  readonly onStart: () => void;
}): ReactElement {
  const symbols = symbolsIn(draft.text).length;
  return (
    <div className="space-y-3 text-xs">
      <p className="text-ink-2">
        The whole history of{" "}
        {symbols === 0 ? "every symbol that the provider lists" : counted(symbols, "symbol")}{" "}
        is fetched again from {providers[draft.provider]}, also where nothing is missing.
        {plan === null ? "" : ` That is ${counted(plan.calls, "call")}.`}
      </p>
      <p className="text-ink-3">
        Values that differ replace the old ones, and the old ones stay readable as of their time.
      </p>
      <div className="flex justify-end gap-2">
        <Button onPress={onBack}>Back</Button>
        <Button variant="danger" onPress={onStart}>Load anew</Button>
      </div>
    </div>
  );
}

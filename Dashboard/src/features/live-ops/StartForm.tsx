import { type FormEvent, type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import type { ProposalView } from "../../api/types.ts";
import { rangeFault } from "../../lib/dates.ts";
import { date } from "../../lib/format.ts";
import { linkTo } from "../../lib/router.ts";
import { useSignal } from "../../lib/signal.ts";
import { showDesk } from "../../state/desk-state.ts";
import { useResource } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { deskLog, history, orders, proposals, runs } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { Loading } from "../../ui/Empty.tsx";
import { SelectField, TextField } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";

/** The approvals that hold now. The server decides again when the desk starts. */
export const holding = (all: readonly ProposalView[], now: number): readonly ProposalView[] =>
  all.filter((each) => each.state === "approved" && (each.expiresAt == null || each.expiresAt > now));

export function StartForm(): ReactElement {
  const loaded = useResource(proposals);
  const [now] = useState(() => Date.now());
  return (
    <Loading loaded={loaded} retry={() => void proposals.refetch()} rows={2}>
      {(all) => {
        const approved = holding(all, now);
        if (approved.length > 0) return <Form approved={approved} />;
        return (
          <p className="rounded-lg border border-white/8 bg-white/2 px-4 py-3 text-xs text-ink-2">
            No strategy holds an approval, so the desk cannot start. Propose a run in the{" "}
            <a className="text-accent underline" href={linkTo(["research"])}>Research Lab</a>; a second
            account approves it in{" "}
            <a className="text-accent underline" href={linkTo(["governance"])}>Governance</a>.
          </p>
        );
      }}
    </Loading>
  );
}

function Form({ approved }: { readonly approved: readonly ProposalView[] }): ReactElement {
  const who = useSignal(visitor);
  const tested = useResource(runs).value;
  const [chosen, setChosen] = useState<string | null>(null);
  const [edited, setEdited] = useState<{ readonly from?: string; readonly to?: string }>({});
  const [speed, setSpeed] = useState("20");
  const [capital, setCapital] = useState("1000000");
  const { isBusy, run } = useAction();

  const proposal = approved.find((each) => each.id === chosen) ?? approved[0];
  const source = tested?.find((each) => each.id === proposal?.run);
  const from = edited.from ?? source?.from ?? "";
  const to = edited.to ?? source?.to ?? "";
  const fault = rangeFault(from, to) ??
    (!(Number(speed) >= 0.1 && Number(speed) <= 1000)
      ? "The speed goes from 0.1 to 1000 sessions a second."
      : !(Number(capital) > 0)
      ? "Give the capital to deposit."
      : null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (proposal === undefined || fault !== null || isBusy) return;
    run(async () => {
      const answer = await api.startDesk({
        specificationHash: proposal.specificationHash,
        from,
        to,
        speed: Number(speed),
        capital: Number(capital),
      });
      showDesk(answer);
      for (const resource of [history, orders, deskLog]) void resource.refetch();
      announce(
        "The desk has started",
        `${answer.specificationName ?? ""} on ${answer.broker}, ${answer.sessionsTotal} sessions.`,
      );
    });
  };
  return (
    <form
      onSubmit={submit}
      className="grid grid-cols-[minmax(180px,1.6fr)_repeat(4,minmax(110px,1fr))_auto] items-end gap-2.5 max-lg:grid-cols-2"
    >
      <SelectField
        label="Approved strategy"
        value={proposal?.id ?? ""}
        onChange={(id) => {
          setChosen(id);
          setEdited({});
        }}
        options={approved.map((each) => ({
          value: each.id,
          label: `${each.specificationName} (until ${date(each.expiresAt)})`,
        }))}
      />
      <TextField
        label="First session"
        type="date"
        value={from}
        onChange={(value) => setEdited({ ...edited, from: value })}
        required
      />
      <TextField
        label="Last session"
        type="date"
        value={to}
        onChange={(value) => setEdited({ ...edited, to: value })}
        required
      />
      <TextField
        label="Sessions a second"
        type="number"
        min={0.1}
        max={1000}
        step="any"
        value={speed}
        onChange={setSpeed}
        required
      />
      <TextField
        label="Capital, USD"
        type="number"
        min={1}
        step="any"
        value={capital}
        onChange={setCapital}
        required
      />
      <Button submits variant="primary" icon="play" isBusy={isBusy} reason={refusal(who, "trade") ?? fault}>
        Start
      </Button>
    </form>
  );
}

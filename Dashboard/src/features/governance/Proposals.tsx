import { type FormEvent, type ReactElement, type ReactNode, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import type { ProposalState, ProposalView } from "../../api/types.ts";
import { date, decimal, instant, integer, percent, percentSigned, shortHash } from "../../lib/format.ts";
import { linkTo } from "../../lib/router.ts";
import { useSignal } from "../../lib/signal.ts";
import { filtered } from "../../lib/sorting.ts";
import { upsert } from "../../state/reduce.ts";
import { useResource } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { proposals } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { FilterField, TextArea, TextField } from "../../ui/Field.tsx";
import { Figure } from "../../ui/Figure.tsx";
import { useAction } from "../../ui/useAction.ts";

const tones: Readonly<Record<ProposalState, BadgeTone>> = {
  open: "accent",
  approved: "up",
  refused: "down",
  withdrawn: "plain",
  expired: "warn",
};

export function Proposals(): ReactElement {
  const loaded = useResource(proposals);
  const [query, setQuery] = useState("");
  const [decidingId, setDecidingId] = useState<string | null>(null);
  const rows = useMemo(
    () =>
      filtered(
        loaded.value ?? [],
        (each) =>
          `${each.specificationName} ${each.state} ${each.proposedBy} ${
            each.decidedBy ?? ""
          } ${each.specificationHash}`,
        query,
      ),
    [loaded.value, query],
  );
  const deciding = loaded.value?.find((each) => each.id === decidingId);
  return (
    <div>
      <div className="flex flex-wrap items-center gap-3 px-4 py-2.5">
        <p className="text-xs text-ink-3">
          Two people: whoever proposes cannot decide. Only an approved, unexpired strategy can trade.
        </p>
        <span className="ml-auto">
          <FilterField label="Filter proposals" value={query} onChange={setQuery} />
        </span>
      </div>
      <Loading loaded={loaded} retry={() => void proposals.refetch()} rows={6}>
        {(all) => (rows.length === 0
          ? (
            <Empty title={all.length === 0 ? "No proposal yet" : "No proposal matches the filter"}>
              {all.length === 0
                ? (
                  <>
                    Open a run in the{" "}
                    <a className="text-accent underline" href={linkTo(["research"])}>Research Lab</a>{" "}
                    and choose Propose.
                  </>
                )
                : "Clear the filter to see all."}
            </Empty>
          )
          : (
            <ul className="divide-y divide-white/6">
              {rows.map((each) => (
                <Proposal
                  key={each.id}
                  proposal={each}
                  decide={() => setDecidingId(each.id)}
                />
              ))}
            </ul>
          ))}
      </Loading>
      <Dialog
        isOpen={deciding !== undefined}
        onClose={() =>
          setDecidingId(null)}
        title={`Decide on ${deciding?.specificationName ?? ""}`}
      >
        {deciding === undefined ? null : (
          <DecisionForm
            proposal={deciding}
            done={() => setDecidingId(null)}
          />
        )}
      </Dialog>
    </div>
  );
}

const few = "Undefined: too few sessions or no variance";

function Proposal(
  { proposal, decide }: { readonly proposal: ProposalView; readonly decide: () => void },
): ReactElement {
  const who = useSignal(visitor);
  const { isBusy, run } = useAction();
  const isOwn = who.kind === "account" && who.session.account === proposal.proposedBy;
  const isOpen = proposal.state === "open";
  const closed = isOpen ? null : `It is ${proposal.state} already.`;
  const { metrics } = proposal;
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-3" data-proposal={proposal.state}>
      <div className="min-w-64 flex-1 space-y-1 text-xs">
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={tones[proposal.state]}>{proposal.state}</Badge>
          <span className="text-body font-semibold">{proposal.specificationName}</span>
          <span className="num text-2xs text-ink-3" title={proposal.specificationHash}>
            {shortHash(proposal.specificationHash)}
          </span>
          <a
            className="text-2xs text-accent underline-offset-2 hover:underline"
            href={linkTo(["research", "run", proposal.run])}
          >
            its run
          </a>
        </p>
        <p className="text-ink-2">
          <span className="text-ink-3">
            Proposed by {proposal.proposedBy}, <span className="num">{instant(proposal.proposedAt)}</span>:
          </span>{" "}
          {proposal.rationale}
        </p>
        {proposal.decidedBy == null ? null : (
          <p className="text-ink-2">
            <span className="text-ink-3">
              {proposal.state === "refused" ? "Refused" : "Decided"} by {proposal.decidedBy},{" "}
              <span className="num">{instant(proposal.decidedAt)}</span>:
            </span>{" "}
            {proposal.decisionRationale ?? "no rationale kept"}
          </p>
        )}
        {proposal.expiresAt == null ? null : (
          <p className="text-ink-3">
            {proposal.state === "expired" ? "Expired" : "Holds until"}{" "}
            <span className="num">{date(proposal.expiresAt)}</span>
          </p>
        )}
      </div>
      <dl className="num grid grid-cols-[repeat(5,72px)] text-2xs max-sm:grid-cols-3">
        <Cell name="Return">
          <Figure value={metrics.totalReturn} format={percentSigned} reason={few} />
        </Cell>
        <Cell name="Sharpe">
          <Figure value={metrics.sharpe} format={decimal} reason={few} />
        </Cell>
        <Cell name="Max DD">
          <Figure value={metrics.maximumDrawdown} format={percent} reason={few} />
        </Cell>
        <Cell name="p-value">
          <Figure value={metrics.pValue} format={(v) => decimal(v, 3)} reason={few} />
        </Cell>
        <Cell name="Trades">{integer(metrics.trades)}</Cell>
      </dl>
      <div className="flex gap-2">
        <Button
          isBusy={isBusy}
          reason={refusal(who, "propose") ?? closed ??
            (isOwn ? null : `Only ${proposal.proposedBy} can withdraw it.`)}
          onPress={() =>
            run(async () => {
              const answer = await api.withdraw(proposal.id);
              proposals.change((held) => upsert(held, answer, (each) => each.id));
              announce("The proposal is withdrawn", answer.specificationName);
            })}
        >
          Withdraw
        </Button>
        <Button
          variant="primary"
          onPress={decide}
          reason={refusal(who, "approve") ?? closed ?? (isOwn
            ? "You proposed it, so another account must decide: two people stand behind every strategy that trades."
            : null)}
        >
          Decide
        </Button>
      </div>
    </li>
  );
}

function Cell({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt className="text-ink-3">{name}</dt>
      <dd className="text-xs text-ink">{children}</dd>
    </div>
  );
}

function DecisionForm(
  { proposal, done }: { readonly proposal: ProposalView; readonly done: () => void },
): ReactElement {
  const [rationale, setRationale] = useState("");
  const [days, setDays] = useState("90");
  const { isBusy, run } = useAction();
  const isShort = rationale.trim().length < 3;
  const wanted = Number(days);
  const badDays = !(Number.isInteger(wanted) && wanted >= 1 && wanted <= 365);
  const decide = (approve: boolean): void =>
    run(async () => {
      const answer = await api.decide(proposal.id, {
        approve,
        rationale: rationale.trim(),
        days: badDays ? 1 : wanted,
      });
      proposals.change((held) => upsert(held, answer, (each) => each.id));
      announce(
        `The proposal is ${answer.state}`,
        answer.expiresAt == null
          ? answer.specificationName
          : `${answer.specificationName}, until ${date(answer.expiresAt)}.`,
      );
      done();
    });
  return (
    <form onSubmit={(event: FormEvent) => event.preventDefault()} className="space-y-3">
      <p className="text-xs text-ink-2">{proposal.proposedBy} says: {proposal.rationale}</p>
      <TextArea
        label="Your rationale, kept in the audit trail"
        value={rationale}
        onChange={setRationale}
        rows={4}
        minLength={3}
        required
      />
      <TextField
        label="An approval holds for, days"
        type="number"
        min={1}
        max={365}
        step={1}
        value={days}
        onChange={setDays}
        fault={badDays ? "From 1 to 365 days." : null}
        className="w-44"
      />
      <div className="flex justify-end gap-2">
        <Button
          variant="danger"
          isBusy={isBusy}
          reason={isShort ? "Give a rationale." : null}
          onPress={() => decide(false)}
        >
          Refuse
        </Button>
        <Button
          variant="good"
          isBusy={isBusy}
          reason={isShort ? "Give a rationale." : badDays ? "From 1 to 365 days." : null}
          onPress={() => decide(true)}
        >
          Approve
        </Button>
      </div>
    </form>
  );
}

import { type FormEvent, type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import type { RunView } from "../../api/types.ts";
import { go } from "../../lib/router.ts";
import { useSignal } from "../../lib/signal.ts";
import { upsert, withJob } from "../../state/reduce.ts";
import { useResource } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { jobs, proposals } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextArea } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useAction } from "../../ui/useAction.ts";

const link =
  "inline-flex h-[30px] items-center gap-1.5 rounded-lg border border-white/12 px-3 text-xs text-ink-2 hover:border-white/25 hover:text-ink";

/** What can be done with a run: repeat it byte for byte, take it away, put it forward. */
export function RunActions({ run }: { readonly run: RunView }): ReactElement {
  const who = useSignal(visitor);
  const [isProposing, setProposing] = useState(false);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useResource(jobs).value?.find((each) => each.id === jobId);
  const again = useAction();
  return (
    <div className="ml-auto flex flex-wrap items-center justify-end gap-2">
      {job === undefined ? null : (
        <span
          role="status"
          className={`text-xs ${
            job.state === "failed" ? "text-down" : job.state === "done" ? "text-up" : "text-ink-3"
          }`}
        >
          {job.state === "done" || job.state === "failed" ? job.message : `Reproducing, ${job.state}…`}
        </span>
      )}
      {run.trackingLink == null
        ? null
        : (
          <a className={link} href={run.trackingLink} target="_blank" rel="noreferrer">
            <Icon name="link" size={13} />Experiment tracker
          </a>
        )}
      <a className={link} href={api.tearSheetUrl(run.id)} download={`${run.name} ${run.id.slice(0, 8)}.html`}>
        Tear sheet, HTML
      </a>
      <Button
        reasonBelow
        isBusy={again.isBusy}
        reason={refusal(who, "backtest")}
        onPress={() =>
          again.run(async () => {
            const started = await api.reproduce(run.id);
            jobs.change((held) => withJob(held, started));
            setJobId(started.id);
          })}
      >
        Reproduce
      </Button>
      <Button
        variant="primary"
        reasonBelow
        reason={refusal(who, "propose")}
        onPress={() => setProposing(true)}
      >
        Propose
      </Button>
      <Dialog isOpen={isProposing} onClose={() => setProposing(false)} title={`Propose ${run.name}`}>
        <ProposalForm run={run} />
      </Dialog>
    </div>
  );
}

function ProposalForm({ run }: { readonly run: RunView }): ReactElement {
  const [rationale, setRationale] = useState("");
  const { isBusy, run: act } = useAction();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy || rationale.trim().length < 3) return;
    act(async () => {
      const proposal = await api.propose({ run: run.id, rationale: rationale.trim() });
      proposals.change((held) => upsert(held, proposal, (each) => each.id));
      announce(
        "The proposal is open",
        `${proposal.specificationName} waits for a second account's decision.`,
      );
      go(["governance"]);
    });
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <p className="text-xs text-ink-2">
        An approval will bind this exact specification,{" "}
        <span className="num">{run.specificationHash.slice(0, 10)}</span>, and this run. Another account
        decides.
      </p>
      <TextArea
        label="Why it should trade"
        value={rationale}
        onChange={setRationale}
        rows={4}
        minLength={3}
        required
        hint="Kept in the audit trail."
      />
      <div className="flex justify-end">
        <Button
          submits
          variant="primary"
          isBusy={isBusy}
          reason={rationale.trim().length < 3 ? "Give a rationale." : null}
        >
          Put forward
        </Button>
      </div>
    </form>
  );
}

import { type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import type { FindingView, RepairWord } from "../../api/types.ts";
import { instant } from "../../lib/format.ts";
import { linkTo } from "../../lib/router.ts";
import { type Trouble, troubleOf } from "../../lib/problem.ts";
import { useSignal } from "../../lib/signal.ts";
import { withJob } from "../../state/reduce.ts";
import { refusal, visitor } from "../../state/session.ts";
import { dataChanged, jobs } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { CheckField, TextArea } from "../../ui/Field.tsx";
import { severityTones, stateTones } from "./tones.ts";

interface Action {
  readonly word: RepairWord;
  readonly title: string;
  readonly text: string;
  readonly needsReason: boolean;
}

const actions: Readonly<Record<RepairWord, Action>> = {
  refetch: {
    word: "refetch",
    title: "Fetch again",
    text: "Asks the provider for the symbol's whole history again. What changed is kept as a change.",
    needsReason: false,
  },
  quarantine: {
    word: "quarantine",
    title: "Quarantine",
    text: "Takes the bar out of the data: no backtest and no chart sees it until the finding is reopened.",
    needsReason: true,
  },
  accept: {
    word: "accept",
    title: "Accept",
    text: "Says that the data are right as they are. The finding no longer counts against the symbol.",
    needsReason: true,
  },
  reopen: {
    word: "reopen",
    title: "Reopen",
    text: "Takes the decision back. A bar that was quarantined returns to the data.",
    needsReason: true,
  },
};

/** What somebody reads in a year must say something. */
const SHORTEST = 10;

/** What may be done in each state. */
const offered: Readonly<Record<FindingView["state"], readonly RepairWord[]>> = {
  open: ["refetch", "quarantine", "accept"],
  accepted: ["reopen"],
  quarantined: ["reopen"],
  resolved: [],
};

/** One finding: the values seen, what most likely sets it right, and the decision. */
export function FindingDialog({ finding, onClose, onChange }: {
  readonly finding: FindingView | null;
  readonly onClose: () => void;
  readonly onChange: (finding: FindingView) => void;
}): ReactElement {
  return (
    <Dialog
      isOpen={finding !== null}
      onClose={onClose}
      title={finding === null ? "Finding" : `${finding.symbol}, ${finding.session}`}
      isWide
    >
      {finding === null ? null : (
        <div className="space-y-4">
          <Facts finding={finding} />
          <Decision
            key={`${finding.id} ${finding.state}`}
            finding={finding}
            onClose={onClose}
            onChange={onChange}
          />
        </div>
      )}
    </Dialog>
  );
}

function Facts({ finding }: { readonly finding: FindingView }): ReactElement {
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 text-xs">
        <Badge tone={severityTones[finding.severity]}>{finding.severity}</Badge>
        <span className="num text-ink">{finding.rule}</span>
        <Badge tone={stateTones[finding.state]}>{finding.state}</Badge>
        <a
          className="ml-auto text-accent underline-offset-2 hover:underline"
          href={linkTo(["data", finding.symbol])}
        >
          Open {finding.symbol}
        </a>
      </p>
      <p className="rounded-lg border border-white/8 bg-white/2 px-3 py-2 text-xs break-words text-ink">
        {finding.evidence}
      </p>
      <p className="text-2xs text-ink-3">
        Found <span className="num">{instant(finding.foundAt)}</span>. Most likely sets it right:{" "}
        <span className="text-ink-2">{actions[finding.repair].title.toLowerCase()}</span>.
        {finding.decidedBy === null ? null : (
          <>
            {" "}Decided by <span className="text-ink-2">{finding.decidedBy}</span>,{" "}
            <span className="num">{instant(finding.decidedAt)}</span>:{" "}
            <span className="text-ink-2">{finding.reason ?? "no reason given"}</span>
          </>
        )}
      </p>
    </>
  );
}

function Decision({ finding, onClose, onChange }: {
  readonly finding: FindingView;
  readonly onClose: () => void;
  readonly onChange: (finding: FindingView) => void;
}): ReactElement {
  const who = useSignal(visitor);
  const words = offered[finding.state];
  const [word, setWord] = useState<RepairWord>(
    words.includes(finding.repair) ? finding.repair : words[0] ?? "refetch",
  );
  const [reason, setReason] = useState("");
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  if (words.length === 0) {
    return (
      <p className="text-xs text-ink-3">
        The rules no longer find it, so there is nothing to decide. It stays here as a record.
      </p>
    );
  }
  const action = actions[word];
  const send = async (): Promise<void> => {
    setBusy(true);
    setTrouble(null);
    try {
      const answer = await api.repair(finding.id, {
        action: word,
        ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
      });
      const { job } = answer;
      if (job !== null && job !== undefined) jobs.change((held) => withJob(held, job));
      announce(
        job === null || job === undefined
          ? `The finding is ${answer.finding.state}`
          : "The symbol is fetched again",
        `${answer.finding.symbol}, ${answer.finding.session}, ${answer.finding.rule}.`,
      );
      dataChanged();
      onChange(answer.finding);
      onClose();
    } catch (error) {
      setTrouble(troubleOf(error));
    } finally {
      setBusy(false);
    }
  };
  const fault = action.needsReason && reason.trim().length < SHORTEST
    ? `Give a reason of at least ${SHORTEST} characters.`
    : word === "quarantine" && !isSure
    ? "Confirm that the bar leaves the data."
    : null;
  return (
    <form
      className="space-y-3 border-t border-white/8 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy && fault === null && refusal(who, "repair") === null) void send();
      }}
    >
      <fieldset>
        <legend className="eyebrow mb-1.5">What to do</legend>
        <div className="grid grid-cols-3 gap-2 max-md:grid-cols-1">
          {words.map((each) => (
            <label
              key={each}
              className={`flex cursor-pointer gap-2 rounded-lg border px-3 py-2 text-xs ${
                each === word ? "border-accent/50 bg-accent/8" : "border-white/10 hover:border-white/20"
              }`}
            >
              <input
                type="radio"
                name="repair"
                checked={each === word}
                onChange={() => setWord(each)}
                className="mt-0.5 accent-accent"
              />
              <span>
                <span className="font-semibold text-ink">{actions[each].title}</span>
                {each === finding.repair
                  ? <span className="text-2xs text-accent">{" suggested"}</span>
                  : null}
                <span className="mt-0.5 block text-2xs text-ink-3">{actions[each].text}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <TextArea
        label={action.needsReason
          ? "Reason, kept in the audit trail"
          : "Reason (optional), kept in the audit trail"}
        value={reason}
        onChange={setReason}
        rows={2}
        placeholder="What you checked, and against what"
      />
      {word === "quarantine"
        ? (
          <CheckField
            label={`Take the bar of ${finding.symbol} on ${finding.session} out of the data`}
            isChecked={isSure}
            onChange={setSure}
          />
        )
        : null}
      {trouble === null
        ? null
        : (
          <div role="alert" className="rounded-md border border-down/40 bg-down/8 px-3 py-2 text-xs">
            <p className="font-semibold text-down">Not done. {trouble.title}</p>
            <p className="text-ink-2">{trouble.detail}</p>
            <p className="text-ink-3">{trouble.remedy}</p>
            {trouble.request === null
              ? null
              : <p className="num text-2xs text-ink-3">request {trouble.request}</p>}
          </div>
        )}
      <div className="flex justify-end gap-2">
        <Button onPress={onClose}>Back</Button>
        <Button
          submits
          variant={word === "quarantine" ? "danger" : "primary"}
          isBusy={isBusy}
          reason={refusal(who, "repair") ?? fault}
        >
          {action.title}
        </Button>
      </div>
    </form>
  );
}

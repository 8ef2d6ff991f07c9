import { type FormEvent, type ReactElement, useState } from "react";
import { instant, integer } from "../lib/format.ts";
import { type Trouble, troubleOf } from "../lib/problem.ts";
import { useSignal } from "../lib/signal.ts";
import { halt, resume } from "../state/desk-state.ts";
import { refusal, visitor } from "../state/session.ts";
import { desk } from "../state/stores.ts";
import { announce } from "../state/toasts.ts";
import { Signal } from "../lib/signal.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextArea } from "../ui/Field.tsx";

/** Which of the two dialogs is open; the palette opens them too. */
export const haltDialog = new Signal<"halt" | "resume" | null>(null);

/** HALT on every page, and RESUME when halted. */
export function HaltControl(): ReactElement {
  const who = useSignal(visitor);
  const view = useSignal(desk).value;
  const isHalted = view !== null && view.tradingState !== "active";
  return (
    <div className="flex shrink-0 items-center gap-2">
      {isHalted
        ? (
          <Button
            variant="good"
            icon="play"
            reasonBelow
            reason={refusal(who, "resume")}
            onPress={() => haltDialog.set("resume")}
          >
            RESUME
          </Button>
        )
        : null}
      {view?.tradingState === "halted" ? null : (
        <Button
          variant="danger"
          icon="stop"
          reasonBelow
          reason={refusal(who, "halt")}
          onPress={() => haltDialog.set("halt")}
        >
          HALT
        </Button>
      )}
    </div>
  );
}

/** The two questions, beside the page and not in its bar, where a dialog would be no dialog of the page. */
export function HaltDialogs(): ReactElement {
  const open = useSignal(haltDialog);
  const close = (): void => haltDialog.set(null);
  return (
    <>
      <Dialog isOpen={open === "halt"} onClose={close} title="Halt trading">
        <Form kind="halt" />
      </Dialog>
      <Dialog isOpen={open === "resume"} onClose={close} title="Resume trading">
        <Form kind="resume" />
      </Dialog>
    </>
  );
}

const texts = {
  halt: {
    explanation:
      "No order leaves any more and working orders are cancelled. Positions stay. The halt survives restarts until a person resumes.",
    button: "HALT now",
    placeholder: "What you saw",
  },
  resume: {
    explanation: "Strategies and people may send orders again, through the risk gate.",
    button: "RESUME trading",
    placeholder: "Why it is safe again",
  },
} as const;

function Form({ kind }: { readonly kind: "halt" | "resume" }): ReactElement {
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const view = useSignal(desk).value;
  const text = texts[kind];

  const send = async (): Promise<void> => {
    setBusy(true);
    setTrouble(null);
    try {
      const answer = await (kind === "halt" ? halt(reason.trim()) : resume(reason.trim()));
      // The title is what the server says the state is, not what was asked for.
      const title = answer.tradingState === "halted"
        ? "Trading is halted"
        : answer.tradingState === "active"
        ? "Trading is active"
        : "Trading only reduces";
      announce(title, answer.stateReason == null ? "" : `${answer.stateBy ?? ""}: ${answer.stateReason}`);
      haltDialog.set(null);
    } catch (error) {
      setTrouble(troubleOf(error));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isBusy) void send();
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <p className="text-xs text-ink-2">{text.explanation}</p>
      {view === null || kind === "halt" ? null : (
        <p className="text-xs text-ink-3">
          Since <span className="num">{instant(view.stateAt)}</span>, by {view.stateBy ?? "nobody named"}:
          {" "}
          {view.stateReason ?? "no reason kept"}.{" "}
          <span className="num">{integer(view.positions.length)}</span> positions are open.
        </p>
      )}
      <TextArea
        label="Reason, kept in the audit trail"
        value={reason}
        onChange={setReason}
        placeholder={text.placeholder}
        minLength={3}
        required
      />
      {trouble === null
        ? null
        : (
          <div role="alert" className="rounded-md border border-down/40 bg-down/8 px-3 py-2 text-xs">
            <p className="font-semibold text-down">
              {kind === "halt" ? "Not confirmed: the desk may still trade." : "Not resumed."} {trouble.title}
            </p>
            <p className="text-ink-2">{trouble.detail}</p>
            <p className="text-ink-3">{trouble.remedy}</p>
          </div>
        )}
      <div className="flex justify-end gap-2">
        <Button onPress={() => haltDialog.set(null)}>Back</Button>
        <Button
          submits
          variant={kind === "halt" ? "danger" : "good"}
          isBusy={isBusy}
          reason={reason.trim().length < 3 ? "Give a reason of at least three characters." : null}
        >
          {text.button}
        </Button>
      </div>
    </form>
  );
}

import { type FormEvent, type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import type { ProviderWord } from "../../api/types.ts";
import { rangeFault } from "../../lib/dates.ts";
import { useSignal } from "../../lib/signal.ts";
import { withJob } from "../../state/reduce.ts";
import { useResource } from "../../state/resource.ts";
import { refusal, visitor } from "../../state/session.ts";
import { jobs, universes } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { SelectField, TextArea, TextField } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";

const providers = [
  { value: "sample", label: "Sample pack (real bars, no key)" },
  { value: "fmp", label: "Financial Modeling Prep (needs a key)" },
] as const;

/** Splits at spaces and commas; in capitals, each once. */
export const symbolsIn = (
  text: string,
): readonly string[] => [...new Set(text.toUpperCase().split(/[\s,;]+/).filter((symbol) => symbol !== ""))];

export function IngestForm(): ReactElement {
  const who = useSignal(visitor);
  const named = useResource(universes).value ?? [];
  const [provider, setProvider] = useState<ProviderWord>("sample");
  const [text, setText] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const { isBusy, run } = useAction();
  const symbols = symbolsIn(text);
  const fault = rangeFault(from, to, true);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy || fault !== null) return;
    run(async () => {
      const job = await api.ingest({
        provider,
        ...(symbols.length === 0 ? {} : { symbols }),
        ...(from === "" ? {} : { from }),
        ...(to === "" ? {} : { to }),
      });
      jobs.change((held) => withJob(held, job));
      announce("The ingestion has begun", job.title);
    });
  };
  return (
    <form onSubmit={submit} className="space-y-2.5 px-4 pb-4">
      <SelectField
        label="Provider"
        value={provider}
        onChange={(value) => setProvider(value === "fmp" ? "fmp" : "sample")}
        options={providers}
      />
      <TextArea
        label="Symbols"
        value={text}
        onChange={setText}
        rows={2}
        placeholder="AAPL, MSFT"
        hint={symbols.length === 0
          ? "None given: all that the provider lists."
          : `${symbols.length} symbols.`}
      />
      {named.length === 0 ? null : (
        <SelectField
          label="Take the symbols of a universe"
          value=""
          onChange={(name) => setText(named.find((each) => each.name === name)?.symbols.join(", ") ?? text)}
          options={[
            { value: "", label: "Choose" },
            ...named.map((each) => ({ value: each.name, label: `${each.title} (${each.symbols.length})` })),
          ]}
        />
      )}
      <div className="grid grid-cols-2 gap-2.5">
        <TextField label="First session" type="date" value={from} onChange={setFrom} />
        <TextField label="Last session" type="date" value={to} onChange={setTo} />
      </div>
      <p className="text-2xs text-ink-3">
        Only what is missing is fetched; what a job saved stays when it is cancelled.
      </p>
      <div className="flex justify-end">
        <Button
          submits
          variant="primary"
          icon="data"
          isBusy={isBusy}
          reason={refusal(who, "ingest") ?? fault}
        >
          Ingest
        </Button>
      </div>
    </form>
  );
}

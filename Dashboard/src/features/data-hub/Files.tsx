import { type ReactElement, type ReactNode, useState } from "react";
import * as api from "../../api/client.ts";
import type { FileView } from "../../api/types.ts";
import { bytes, minute } from "../../lib/format.ts";
import { useSignal } from "../../lib/signal.ts";
import { withJob } from "../../state/reduce.ts";
import { refusal, visitor } from "../../state/session.ts";
import { jobs } from "../../state/stores.ts";
import { announce } from "../../state/toasts.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { SelectField } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";
import { JobList } from "../jobs/JobList.tsx";
import { useData } from "./hub.ts";
import { ImportForm } from "./ImportForm.tsx";

/** Files of bars that come in, tables that go out, and backups. */
export function Files(): ReactElement {
  const [inbox, resource] = useData(() => api.inbox(), []);
  const [chosen, setChosen] = useState<string | null>(null);
  const file = inbox.value?.find((each) => each.name === chosen)?.name ?? null;
  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)_360px] overflow-auto max-lg:block">
      <section
        aria-label="Imports"
        className="min-w-0 border-r border-white/6 max-lg:border-r-0 max-lg:border-b"
      >
        <Heading title="Imports" text="Files of bars in the folder inbox of the data folder.">
          <Button icon="again" onPress={() => void resource.refetch()}>Look again</Button>
        </Heading>
        <Loading loaded={inbox} retry={() => void resource.refetch()}>
          {(files) => (files.length === 0
            ? (
              <Empty title="The inbox is empty">
                Put a file that ends in .csv, .csv.gz or .parquet into the folder inbox of the data folder,
                then look again.
              </Empty>
            )
            : (
              <ul className="px-2 pb-2">
                {files.map((each) => (
                  <li key={each.name}>
                    <button
                      type="button"
                      aria-pressed={each.name === file}
                      onClick={() => setChosen(each.name === file ? null : each.name)}
                      className="flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-left text-xs hover:bg-white/4 aria-pressed:bg-accent/11"
                    >
                      <FileLine file={each} />
                    </button>
                  </li>
                ))}
              </ul>
            ))}
        </Loading>
        {file === null ? null : <ImportForm key={file} file={file} />}
        <JobList kinds={["import"]} onlyRunning />
      </section>
      <div className="min-w-0">
        <Exports />
        <Backups />
      </div>
    </div>
  );
}

function Heading(
  { title, text, children }: { readonly title: string; readonly text: string; readonly children?: ReactNode },
): ReactElement {
  return (
    <header className="flex flex-wrap items-center gap-3 px-4 py-2.5">
      <div className="min-w-0">
        <h2 className="text-xs font-semibold">{title}</h2>
        <p className="text-2xs text-ink-3">{text}</p>
      </div>
      <div className="ml-auto">{children}</div>
    </header>
  );
}

function FileLine({ file }: { readonly file: FileView }): ReactElement {
  return (
    <>
      <span className="num min-w-0 truncate text-ink" title={file.name}>{file.name}</span>
      <span className="num ml-auto shrink-0 text-2xs text-ink-2">{bytes(file.bytes)}</span>
      <span className="num shrink-0 text-2xs text-ink-3">{minute(file.at)}</span>
    </>
  );
}

function FileList(
  { files, label }: { readonly files: readonly FileView[]; readonly label: string },
): ReactElement {
  return (
    <ul aria-label={label} className="px-2 pb-2">
      {files.map((file) => (
        <li key={file.name} className="flex flex-wrap items-center gap-x-3 px-2 py-1.5 text-xs">
          <FileLine file={file} />
        </li>
      ))}
    </ul>
  );
}

function Exports(): ReactElement {
  const refused = refusal(useSignal(visitor), "query");
  return (
    <section aria-label="Exports" className="border-b border-white/6">
      <Heading title="Exports" text="A table as a Parquet file in the folder exports of the data folder." />
      {refused === null ? <OpenExports /> : <p className="px-4 pb-4 text-xs text-ink-3">{refused}</p>}
    </section>
  );
}

function OpenExports(): ReactElement {
  const [tables] = useData(() => api.tables(), []);
  const [files, resource] = useData(() => api.exports(), []);
  const [table, setTable] = useState("");
  const { isBusy, run } = useAction();
  const chosen = table === "" ? tables.value?.[0]?.name ?? "" : table;
  return (
    <>
      <form
        className="flex items-end gap-2 px-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isBusy || chosen === "") return;
          run(async () => {
            const job = await api.exportTable({ table: chosen });
            jobs.change((held) => withJob(held, job));
            announce("The export has begun", job.title);
          });
        }}
      >
        <SelectField
          label="Table"
          value={chosen}
          onChange={setTable}
          options={(tables.value ?? []).map((each) => ({ value: each.name, label: each.name }))}
          className="flex-1"
        />
        <Button
          submits
          icon="file"
          isBusy={isBusy}
          reason={chosen === "" ? "There is no table to export." : null}
        >
          Export
        </Button>
      </form>
      <JobList kinds={["export"]} onlyRunning />
      <Loading loaded={files} retry={() => void resource.refetch()} rows={2}>
        {(all) => (all.length === 0
          ? <p className="px-4 pb-4 text-2xs text-ink-3">No table was exported yet.</p>
          : <FileList files={all} label="Exported files" />)}
      </Loading>
    </>
  );
}

function Backups(): ReactElement {
  const refused = refusal(useSignal(visitor), "administer");
  return (
    <section aria-label="Backups">
      <Heading title="Backups" text="The whole warehouse, in the folder backups of the data folder." />
      {refused === null ? <OpenBackups /> : <p className="px-4 pb-4 text-xs text-ink-3">{refused}</p>}
    </section>
  );
}

function OpenBackups(): ReactElement {
  const [files, resource] = useData(() => api.backups(), []);
  const { isBusy, run } = useAction();
  return (
    <>
      <div className="flex items-center gap-3 px-4 pb-3">
        <p className="min-w-0 flex-1 text-2xs text-ink-3">
          Brought back with the server stopped: <code className="num text-ink-2">qs data restore NAME</code>.
        </p>
        <Button
          icon="data"
          isBusy={isBusy}
          onPress={() =>
            run(async () => {
              const job = await api.backUp();
              jobs.change((held) => withJob(held, job));
              announce("The backup has begun", job.title);
            })}
        >
          Back up
        </Button>
      </div>
      <JobList kinds={["backup"]} onlyRunning />
      <Loading loaded={files} retry={() => void resource.refetch()} rows={2}>
        {(all) => (all.length === 0
          ? <p className="px-4 pb-4 text-2xs text-ink-3">There is no backup yet.</p>
          : <FileList files={all} label="Backups made" />)}
      </Loading>
    </>
  );
}

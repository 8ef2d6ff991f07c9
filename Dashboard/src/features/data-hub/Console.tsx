import { type ReactElement, useMemo, useRef, useState } from "react";
import * as api from "../../api/client.ts";
import type { ColumnView, SQLAnswer, TableView } from "../../api/types.ts";
import { clock, counted, integer, latency } from "../../lib/format.ts";
import { type Trouble, troubleOf } from "../../lib/problem.ts";
import { useSignal } from "../../lib/signal.ts";
import { csvOf, isNumericType, placeOf, widthOf } from "../../lib/sql.ts";
import { refusal, visitor } from "../../state/session.ts";
import { questions } from "../../state/stores.ts";
import { Button } from "../../ui/Button.tsx";
import { Copy } from "../../ui/Copy.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { Choice } from "../../ui/Field.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { useData } from "./hub.ts";
import { SqlEditor, type SqlEditorHandle } from "./SqlEditor.tsx";

const HISTORY = 50;
const limits = [100, 1000, 5000, 10_000];
const times = [5, 10, 30, 60];
/** What was typed stays while another page is looked at. */
let draft = "";

type Result = { readonly sql: string; readonly answer: SQLAnswer } | {
  readonly sql: string;
  readonly trouble: Trouble;
} | null;

/** Questions to the warehouse, read only, within limits of rows and time. */
export function Console(): ReactElement {
  const refused = refusal(useSignal(visitor), "query");
  if (refused !== null) return <Empty title="The console is closed to you">{refused}</Empty>;
  return <OpenConsole />;
}

function OpenConsole(): ReactElement {
  const [tables, resource] = useData(() => api.tables(), []);
  const editor = useRef<SqlEditorHandle>(null);
  const abort = useRef<AbortController | null>(null);
  const [limit, setLimit] = useState("1000");
  const [seconds, setSeconds] = useState("10");
  const [result, setResult] = useState<Result>(null);
  const [isBusy, setBusy] = useState(false);

  const run = async (): Promise<void> => {
    const sql = draft.trim();
    if (sql === "" || abort.current !== null) return;
    const asked = new AbortController();
    abort.current = asked;
    setBusy(true);
    try {
      const answer = await api.ask({ sql, limit: Number(limit), seconds: Number(seconds) }, {
        signal: asked.signal,
      });
      setResult({ sql, answer });
      note(sql, `${counted(answer.rows.length, "row")}, ${latency(answer.milliseconds)}`, false);
    } catch (error) {
      const trouble = asked.signal.aborted ? cancelled : troubleOf(error);
      setResult({ sql, trouble });
      note(sql, trouble.title, true);
    } finally {
      abort.current = null;
      setBusy(false);
    }
  };
  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)_250px] max-lg:block max-lg:overflow-auto">
      <div className="grid min-h-0 min-w-0 grid-rows-[minmax(120px,32%)_auto_minmax(0,1fr)] max-lg:h-[760px]">
        <SqlEditor
          ref={editor}
          initial={draft}
          tables={tables.value ?? []}
          onChange={(text) => {
            draft = text;
          }}
          onRun={() => void run()}
        />
        <div className="flex flex-wrap items-center gap-2 border-y border-white/6 px-4 py-2">
          {isBusy
            ? <Button icon="close" onPress={() => abort.current?.abort()}>Cancel</Button>
            : <Button variant="primary" icon="play" onPress={() => void run()}>Run</Button>}
          <span className="num text-2xs text-ink-3">Ctrl Enter</span>
          <Choice
            label="Rows at most"
            usual="1000"
            value={limit}
            onChange={setLimit}
            options={limits.map((each) => ({ value: String(each), label: `${integer(each)} rows at most` }))}
          />
          <Choice
            label="Seconds at most"
            usual="10"
            value={seconds}
            onChange={setSeconds}
            options={times.map((each) => ({ value: String(each), label: `${each} s at most` }))}
          />
          <div
            role="status"
            className="ml-auto flex items-center gap-2 text-2xs text-ink-3"
            data-answer={isBusy ? "busy" : result === null ? "none" : "answer" in result ? "rows" : "trouble"}
          >
            {isBusy
              ? "Asking…"
              : result === null
              ? ""
              : "answer" in result
              ? <Notes answer={result.answer} />
              : <span className="text-down">no answer</span>}
          </div>
        </div>
        <div className="min-h-0">
          <Outcome result={result} onGo={(offset) => editor.current?.goTo(offset)} />
        </div>
      </div>
      <div className="min-h-0 border-l border-white/6 max-lg:h-[300px] max-lg:border-t max-lg:border-l-0">
        <Side
          tables={
            <Loading
              loaded={tables}
              retry={() => void resource.refetch()}
            >
              {(all) => (
                <TableList
                  tables={all}
                  onInsert={(text) =>
                    draft.trim() === "" && text.startsWith("SELECT")
                      ? editor.current?.replace(text)
                      : editor.current?.insert(text)}
                />
              )}
            </Loading>
          }
          onChoose={(sql) => editor.current?.replace(sql)}
        />
      </div>
    </div>
  );
}

const cancelled: Trouble = {
  title: "The question was cancelled",
  detail: "Nothing was answered.",
  remedy: "Ask again, or ask for less.",
  request: null,
};

function note(sql: string, outcome: string, isBad: boolean): void {
  questions.update((all) =>
    [{ sql, at: Date.now(), outcome, isBad }, ...all.filter((each) => each.sql !== sql)].slice(0, HISTORY)
  );
}

function Notes({ answer }: { readonly answer: SQLAnswer }): ReactElement {
  return (
    <>
      <span className="num">
        {counted(answer.rows.length, "row")} in {latency(answer.milliseconds)}
      </span>
      {answer.isCut ? <span className="text-warn">there are more: the limit cut them off</span> : null}
      <Copy text={csvOf(answer)} label="Copy as CSV" />
    </>
  );
}

function Outcome(
  { result, onGo }: { readonly result: Result; readonly onGo: (offset: number) => void },
): ReactElement {
  if (result === null) {
    return (
      <Empty title="Nothing is asked yet">
        Write one SELECT over the tables on the side. The console only reads; the limits of rows and time keep
        it from disturbing anybody.
      </Empty>
    );
  }
  if ("answer" in result) return <Answer answer={result.answer} />;
  const { trouble } = result;
  const place = placeOf(trouble.detail, result.sql);
  return (
    <div
      role="alert"
      tabIndex={0}
      aria-label="Why there is no answer"
      className="h-full space-y-1.5 overflow-auto px-4 py-3 text-xs"
    >
      <p className="flex flex-wrap items-center gap-3 font-semibold text-down">
        {trouble.title}
        {place === null
          ? null
          : <Button onPress={() => onGo(place.offset)}>{`Line ${place.line}, column ${place.column}`}
          </Button>}
      </p>
      <pre className="num break-words whitespace-pre-wrap text-ink-2">{trouble.detail}</pre>
      <p className="text-ink-3">{trouble.remedy}</p>
      {trouble.request === null ? null : <p className="num text-2xs text-ink-3">request {trouble.request}</p>}
    </div>
  );
}

interface Line {
  readonly index: number;
  readonly values: readonly (string | null)[];
}

function Value({ value }: { readonly value: string | null }): ReactElement {
  return value === null
    ? <span className="text-ink-3 italic">null</span>
    : <span className="num" title={value}>{value}</span>;
}

/** A column of the answer; figures are sorted as figures. */
function columnOf(at: number, column: ColumnView, characters: number): Column<Line> {
  const isNumeric = isNumericType(column.type);
  const value = (line: Line): string | null => line.values[at] ?? null;
  return {
    key: `${at} ${column.name}`,
    title: column.name,
    width: `minmax(${characters * 7 + 16}px,1fr)`,
    isNumeric,
    cell: (line) => <Value value={value(line)} />,
    sort: (line) => {
      const held = value(line);
      return held !== null && isNumeric ? Number(held) : held;
    },
  };
}

/** The answer's rows; only those in sight exist in the page. */
function Answer({ answer }: { readonly answer: SQLAnswer }): ReactElement {
  const lines = useMemo(
    () => answer.rows.map((values, index): Line => ({ index, values })),
    [answer],
  );
  const widths = useMemo(() => answer.columns.map((_, i) => widthOf(answer, i)), [answer]);
  const columns = useMemo(
    () => answer.columns.map((column, i) => columnOf(i, column, widths[i] ?? 8)),
    [answer, widths],
  );
  return (
    <DataTable
      label="The console's answer"
      columns={columns}
      rows={lines}
      rowKey={(line) => String(line.index)}
      minimumWidth={widths.reduce((sum, each) => sum + each * 7 + 16, 20)}
      empty={<Empty title="No row">The question was answered, and nothing matches it.</Empty>}
    />
  );
}

const sideTabs = [{ id: "tables", label: "Tables" }, { id: "history", label: "History" }] as const;

function Side({ tables, onChoose }: {
  readonly tables: ReactElement;
  readonly onChoose: (sql: string) => void;
}): ReactElement {
  const [tab, setTab] = useState("tables");
  const asked = useSignal(questions);
  return (
    <Tabs label="Console" tabs={sideTabs} chosen={tab} onChoose={setTab} className="h-full">
      <div
        className="h-full overflow-auto px-3 py-2"
        tabIndex={0}
        role="region"
        aria-label={tab === "tables" ? "Tables and columns" : "Questions of this session"}
      >
        {tab === "tables" ? tables : asked.length === 0
          ? (
            <p className="px-1 text-2xs text-ink-3">
              Questions of this session appear here. They are not kept.
            </p>
          )
          : (
            <ul className="space-y-1">
              {asked.map((question) => (
                <li key={question.sql}>
                  <button
                    type="button"
                    title={question.sql}
                    onClick={() => onChoose(question.sql)}
                    className="w-full rounded-md px-2 py-1.5 text-left hover:bg-white/4"
                  >
                    <span className="num line-clamp-3 text-2xs break-words text-ink-2">{question.sql}</span>
                    <span className={`num text-2xs ${question.isBad ? "text-down" : "text-ink-3"}`}>
                      {clock(question.at)} · {question.outcome}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )}
      </div>
    </Tabs>
  );
}

function TableList({ tables, onInsert }: {
  readonly tables: readonly TableView[];
  readonly onInsert: (text: string) => void;
}): ReactElement {
  if (tables.length === 0) {
    return <p className="px-1 text-2xs text-ink-3">No table may be read. Ingest data first.</p>;
  }
  return (
    <ul className="space-y-0.5">
      {tables.map((table) => (
        <li key={table.name}>
          <details className="group">
            <summary className="flex cursor-pointer items-center gap-2 rounded-md px-1 py-1 text-xs hover:bg-white/4">
              <span className="num font-medium text-ink">{table.name}</span>
              <span className="num ml-auto text-2xs text-ink-3">{integer(table.rows)}</span>
            </summary>
            <ul className="mb-1.5 ml-3 border-l border-white/8 pl-2">
              {table.columns.map((column) => (
                <li key={column.name}>
                  <button
                    type="button"
                    onClick={() => onInsert(column.name)}
                    title={`Write ${column.name}`}
                    className="num flex w-full gap-2 rounded px-1 py-1 text-left text-2xs text-ink-2 hover:bg-white/4 hover:text-ink"
                  >
                    {column.name}
                    <span className="ml-auto text-ink-3">{column.type.toLowerCase()}</span>
                  </button>
                </li>
              ))}
              <li>
                <button
                  type="button"
                  onClick={() => onInsert(`SELECT * FROM ${table.name} LIMIT 100`)}
                  className="rounded px-1 py-1 text-2xs text-accent hover:underline"
                >
                  Look at some rows
                </button>
              </li>
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}

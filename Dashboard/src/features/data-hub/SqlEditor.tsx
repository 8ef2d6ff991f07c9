import type { EditorView, LanguageData } from "codemirror-bundle";
import {
  forwardRef,
  type ReactElement,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { TableView } from "../../api/types.ts";
import { complete } from "../../lib/sql.ts";
import { openEditor } from "../../ui/editor.ts";

const LABEL = "Question, SQL";

export interface SqlEditorHandle {
  /** Puts another text in the place of the present one. */
  replace(text: string): void;
  /** Writes at the cursor, or at the end. */
  insert(text: string): void;
  goTo(offset: number): void;
}

interface Props {
  readonly initial: string;
  readonly tables: readonly TableView[];
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
}

/** The console's editor: names are completed from the tables, and Ctrl Enter asks. */
export const SqlEditor = forwardRef<SqlEditorHandle, Props>(function SqlEditor(
  { initial, tables, onChange, onRun },
  handle,
): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const first = useRef(initial);
  const newest = useRef({ tables, onChange, onRun });
  useLayoutEffect(() => {
    newest.current = { tables, onChange, onRun };
  });
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");

  useEffect(() => {
    let isGone = false;
    // One list for the editor's whole life: it takes another function for another source of offers.
    const offers: readonly LanguageData[] = [{
      autocomplete: ({ state: { doc }, pos, explicit }) => {
        const found = complete(doc.toString(), pos, newest.current.tables, explicit);
        return found === null ? null : { from: found.from, options: found.offers, validFor: /^\w*$/ };
      },
    }];
    const open = async (element: HTMLElement): Promise<void> => {
      const view = await openEditor(element, {
        text: first.current,
        language: "SQL",
        label: LABEL,
        onChange: (text) => newest.current.onChange(text),
        isGone: () => isGone,
        extensions: ({ EditorState, keymap }) => [
          keymap.of([{
            key: "Mod-Enter",
            preventDefault: true,
            run: () => {
              newest.current.onRun();
              return true;
            },
          }]),
          EditorState.languageData.of(() => offers),
        ],
      });
      editor.current = view;
      if (view !== null) setState("ready");
    };
    if (host.current !== null) open(host.current).catch(() => setState("failed"));
    return () => {
      isGone = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, []);

  useImperativeHandle(handle, () => ({
    replace: (text) => {
      const view = editor.current;
      if (view === null) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: text.length },
      });
      view.focus();
    },
    insert: (text) => {
      const view = editor.current;
      if (view === null) return;
      const { from, to } = view.state.selection.main;
      view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } });
      view.focus();
    },
    goTo: (offset) => {
      const view = editor.current;
      if (view === null) return;
      view.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
  }), []);

  return (
    <div className="h-full min-h-0">
      <div
        ref={host}
        className={state === "ready" ? "h-full overflow-hidden" : "hidden"}
        data-editor={state}
      />
      {state === "loading"
        ? <p role="status" className="p-4 text-xs text-ink-3">Loading the editor…</p>
        : null}
      {state === "failed"
        ? (
          <textarea
            aria-label={LABEL}
            defaultValue={initial}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onRun();
            }}
            className="num h-full w-full resize-none bg-transparent p-4 text-xs"
          />
        )
        : null}
    </div>
  );
});

import type { EditorView, LanguageData } from "codemirror-bundle";
import { forwardRef, type ReactElement, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import type { TableView } from "../../api/types.ts";
import { complete } from "../../lib/sql.ts";
import { CodeEditor } from "../../ui/CodeEditor.tsx";

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
  const editor = useRef<EditorView | null>(null);
  const [first] = useState(initial);
  const newest = useRef({ tables, onRun });
  useLayoutEffect(() => {
    newest.current = { tables, onRun };
  });
  // One list for the editor's whole life: it takes another function for another source of offers.
  const offers = useRef<readonly LanguageData[]>([{
    autocomplete: ({ state: { doc }, pos, explicit }) => {
      const found = complete(doc.toString(), pos, newest.current.tables, explicit);
      return found === null ? null : { from: found.from, options: found.offers, validFor: /^\w*$/ };
    },
  }]);

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
    <CodeEditor
      text={first}
      language="SQL"
      label="Question, SQL"
      onChange={onChange}
      onRun={onRun}
      onOpen={(view) => {
        editor.current = view;
      }}
      extensions={({ EditorState, keymap }) => [
        keymap.of([{
          key: "Mod-Enter",
          preventDefault: true,
          run: () => {
            newest.current.onRun();
            return true;
          },
        }]),
        EditorState.languageData.of(() => offers.current),
      ]}
    />
  );
});

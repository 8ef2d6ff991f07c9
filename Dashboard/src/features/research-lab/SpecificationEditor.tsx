import type { EditorView } from "codemirror-bundle";
import { type ReactElement, useEffect, useLayoutEffect, useRef, useState } from "react";

const theme = {
  "&": { height: "100%", fontSize: "12px", backgroundColor: "transparent", color: "#d7d9e0" },
  ".cm-scroller": { fontFamily: "'JetBrains Mono', monospace", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "transparent", color: "#8e8e99", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "rgba(255,255,255,0.035)" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
    backgroundColor: "rgba(122,167,255,0.28) !important",
  },
  ".cm-cursor": { borderLeftColor: "#7aa7ff" },
  "&.cm-focused": { outline: "2px solid #7aa7ff", outlineOffset: "-2px" },
};

interface Props {
  /** The text to begin with; another one replaces what was typed. */
  readonly initial: string;
  readonly onChange: (text: string) => void;
}

/**
 * A JSON editor, fetched when it is first shown.
 *
 * It lives in a shadow root, because CodeMirror then adopts its style sheets in place of adding
 * style elements, which a strict content security policy refuses.
 */
export function SpecificationEditor({ initial, onChange }: Props): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const notify = useRef(onChange);
  useLayoutEffect(() => {
    notify.current = onChange;
  });
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");

  useEffect(() => {
    let view: EditorView | null = null;
    let isGone = false;
    const open = async (): Promise<void> => {
      const { basicSetup, EditorView, indentUnit, languages, oneDarkHighlightStyle, syntaxHighlighting } =
        await import("codemirror-bundle");
      const json = await languages.find((language) => language.name === "JSON")?.load();
      if (isGone || host.current === null) return;
      const shell = document.createElement("div");
      shell.style.height = "100%";
      host.current.replaceChildren(shell);
      const root = shell.attachShadow({ mode: "open" });
      const parent = document.createElement("div");
      parent.style.height = "100%";
      root.append(parent);
      view = new EditorView({
        doc: initial,
        parent,
        root,
        extensions: [
          basicSetup,
          indentUnit.of("  "),
          syntaxHighlighting(oneDarkHighlightStyle),
          EditorView.lineWrapping,
          ...(json === undefined ? [] : [json]),
          EditorView.contentAttributes.of({ "aria-label": "Strategy specification, JSON", tabindex: "0" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) notify.current(update.state.doc.toString());
          }),
          EditorView.theme(theme, { dark: true }),
        ],
      });
      setState("ready");
    };
    open().catch(() => setState("failed"));
    return () => {
      isGone = true;
      view?.destroy();
    };
  }, [initial]);

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
            aria-label="Strategy specification, JSON"
            defaultValue={initial}
            onChange={(event) => onChange(event.target.value)}
            className="num h-full w-full resize-none bg-transparent p-4 text-xs"
          />
        )
        : null}
    </div>
  );
}

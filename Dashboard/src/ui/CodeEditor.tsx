import type { EditorView, Extension } from "codemirror-bundle";
import { type ReactElement, useEffect, useLayoutEffect, useRef, useState } from "react";
import { openEditor } from "./editor.ts";

interface Props {
  /** The text to begin with; another one replaces what was typed. */
  readonly text: string;
  readonly language: string;
  readonly label: string;
  readonly onChange: (text: string) => void;
  /** What Ctrl Enter does where the editor could not be loaded. */
  readonly onRun?: () => void;
  /** Takes the editor when it is there, and null when it is gone. */
  readonly onOpen?: (view: EditorView | null) => void;
  /** What the editor has beyond the ordinary; read once. */
  readonly extensions?: (bundle: typeof import("codemirror-bundle")) => readonly Extension[];
}

/** A code editor, fetched when it is first shown; a plain field where it cannot be had. */
export function CodeEditor(
  { text, language, label, onChange, onRun, onOpen, extensions }: Props,
): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const newest = useRef({ onChange, onOpen, extensions });
  useLayoutEffect(() => {
    newest.current = { onChange, onOpen, extensions };
  });
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");

  useEffect(() => {
    let view: EditorView | null = null;
    let isGone = false;
    const open = async (element: HTMLElement): Promise<void> => {
      view = await openEditor(element, {
        text,
        language,
        label,
        onChange: (typed) => newest.current.onChange(typed),
        isGone: () => isGone,
        extensions: (bundle) => newest.current.extensions?.(bundle) ?? [],
      });
      newest.current.onOpen?.(view);
      if (view !== null) setState("ready");
    };
    if (host.current !== null) open(host.current).catch(() => setState("failed"));
    return () => {
      isGone = true;
      newest.current.onOpen?.(null);
      view?.destroy();
    };
  }, [text, language, label]);

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
            aria-label={label}
            defaultValue={text}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onRun?.();
            }}
            className="num h-full w-full resize-none bg-transparent p-4 text-xs"
          />
        )
        : null}
    </div>
  );
}

import type { EditorView } from "codemirror-bundle";
import { type ReactElement, useEffect, useLayoutEffect, useRef, useState } from "react";
import { openEditor } from "../../ui/editor.ts";

const LABEL = "Strategy specification, JSON";

interface Props {
  /** The text to begin with; another one replaces what was typed. */
  readonly initial: string;
  readonly onChange: (text: string) => void;
}

/** A JSON editor, fetched when it is first shown. */
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
    const open = async (element: HTMLElement): Promise<void> => {
      view = await openEditor(element, {
        text: initial,
        language: "JSON",
        label: LABEL,
        onChange: (text) => notify.current(text),
        isGone: () => isGone,
      });
      if (view !== null) setState("ready");
    };
    if (host.current !== null) open(host.current).catch(() => setState("failed"));
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
            aria-label={LABEL}
            defaultValue={initial}
            onChange={(event) => onChange(event.target.value)}
            className="num h-full w-full resize-none bg-transparent p-4 text-xs"
          />
        )
        : null}
    </div>
  );
}

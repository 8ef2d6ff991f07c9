import { type ReactElement, useState } from "react";
import { Icon } from "./Icon.tsx";

/** Copies a text and says that it did. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const [isDone, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={isDone ? "Copied" : label}
      title={isDone ? "Copied" : label}
      className="inline-grid size-6 shrink-0 place-items-center rounded-md text-ink-3 hover:text-ink"
    >
      <Icon name={isDone ? "check" : "copy"} size={13} />
    </button>
  );
}

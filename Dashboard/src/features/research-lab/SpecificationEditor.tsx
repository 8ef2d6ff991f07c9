import type { ReactElement } from "react";
import { CodeEditor } from "../../ui/CodeEditor.tsx";

/** A JSON editor of strategies. */
export function SpecificationEditor({ initial, onChange }: {
  /** The text to begin with; another one replaces what was typed. */
  readonly initial: string;
  readonly onChange: (text: string) => void;
}): ReactElement {
  return (
    <CodeEditor
      text={initial}
      language="JSON"
      label="Strategy specification, JSON"
      onChange={onChange}
    />
  );
}

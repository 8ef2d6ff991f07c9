import type { ReactElement } from "react";
import type { BreachView } from "../../api/types.ts";

/** The limits that stood in an order's way, in the gate's words. */
export function Breaches({ breaches }: { readonly breaches: readonly BreachView[] }): ReactElement | null {
  if (breaches.length === 0) return null;
  return (
    <ul className="mt-1.5 space-y-1 text-2xs">
      {breaches.map((breach) => (
        <li key={`${breach.rule} ${breach.explanation}`} className="text-ink-2">
          <span className="num text-down">{breach.rule}</span> {breach.explanation}
        </li>
      ))}
    </ul>
  );
}

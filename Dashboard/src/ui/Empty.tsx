import type { ReactElement, ReactNode } from "react";
import type { Trouble } from "../lib/problem.ts";
import type { Loaded } from "../state/resource.ts";
import { Button } from "./Button.tsx";

/** Nothing to show: why, and what to do. */
export function Empty({ title, children, action }: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}): ReactElement {
  return (
    <div className="flex h-full min-h-32 flex-col items-center justify-center gap-1.5 px-6 py-6 text-center">
      <p className="text-body font-medium text-ink">{title}</p>
      <p className="max-w-md text-xs text-ink-3">{children}</p>
      {action === undefined ? null : <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

export function Failed(
  { trouble, retry }: { readonly trouble: Trouble; readonly retry: () => void },
): ReactElement {
  return (
    <div
      role="alert"
      className="flex h-full min-h-32 flex-col items-center justify-center gap-1.5 px-6 py-6 text-center"
    >
      <p className="text-body font-medium text-down">{trouble.title}</p>
      <p className="max-w-md text-xs text-ink-2">{trouble.detail}</p>
      <p className="max-w-md text-xs text-ink-3">{trouble.remedy}</p>
      {trouble.request === null ? null : <p className="num text-2xs text-ink-3">request {trouble.request}</p>}
      <div className="mt-2">
        <Button onPress={retry}>Try again</Button>
      </div>
    </div>
  );
}

export function Skeleton({ rows = 4 }: { readonly rows?: number }): ReactElement {
  return (
    <div role="status" aria-label="Loading" className="space-y-2.5 p-4">
      {Array.from(
        { length: rows },
        (_, i) => <div key={i} className="skeleton h-4" style={{ width: `${100 - ((i * 17) % 45)}%` }} />,
      )}
    </div>
  );
}

/** Shows a resource in the state it is in; an old value stays in sight while a new one is fetched. */
export function Loading<T>({ loaded, retry, rows, children }: {
  readonly loaded: Loaded<T>;
  readonly retry: () => void;
  readonly rows?: number;
  readonly children: (value: T) => ReactElement;
}): ReactElement {
  if (loaded.value !== null) return children(loaded.value);
  if (loaded.trouble !== null) return <Failed trouble={loaded.trouble} retry={retry} />;
  return <Skeleton rows={rows ?? 4} />;
}

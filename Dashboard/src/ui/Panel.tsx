import type { ReactElement, ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Panel({ title, aside, className = "", children }: Props): ReactElement {
  return (
    <section className={`panel flex min-h-0 min-w-0 flex-col ${className}`} aria-label={title}>
      <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1.5">
        <h2 className="text-body font-semibold">{title}</h2>
        <div className="ml-auto flex min-w-0 flex-wrap items-center gap-2.5 text-xs text-ink-3">{aside}</div>
      </header>
      <div className="min-h-0 flex-1">{children}</div>
    </section>
  );
}

import type { ReactElement, ReactNode } from "react";

const tones = {
  up: "border-up/25 bg-up/8 text-up",
  down: "border-down/30 bg-down/10 text-down",
  warn: "border-warn/30 bg-warn/8 text-warn",
  accent: "border-accent/30 bg-accent/10 text-accent",
  plain: "border-white/12 bg-white/4 text-ink-2",
} as const;
export type BadgeTone = keyof typeof tones;

export function Badge({ tone = "plain", children, title }: {
  readonly tone?: BadgeTone;
  readonly children: ReactNode;
  readonly title?: string;
}): ReactElement {
  return (
    <span
      title={title}
      className={`inline-flex shrink-0 items-center gap-1.5 rounded-full border px-2 py-px text-2xs font-medium whitespace-nowrap ${
        tones[tone]
      }`}
    >
      {children}
    </span>
  );
}

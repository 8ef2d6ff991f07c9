import { type MouseEvent, type ReactElement, type ReactNode, useId } from "react";
import { Icon, type IconName } from "./Icon.tsx";

const variants = {
  quiet: "border-white/12 text-ink-2 hover:border-white/25 hover:text-ink",
  primary: "border-transparent bg-accent font-semibold text-night hover:brightness-110",
  danger: "border-down/40 bg-down/10 font-semibold tracking-wide text-down hover:bg-down/18",
  good: "border-up/40 bg-up/12 font-semibold tracking-wide text-up hover:bg-up/20",
} as const;

interface Props {
  readonly children: ReactNode;
  readonly onPress?: (() => void) | undefined;
  readonly variant?: keyof typeof variants;
  readonly icon?: IconName;
  /** Why it cannot be pressed now; it stays in sight and in the tab order, and says so. */
  readonly reason?: string | null | undefined;
  readonly isBusy?: boolean;
  readonly submits?: boolean;
  readonly label?: string;
  readonly reasonBelow?: boolean;
}

export function Button({
  children,
  onPress,
  variant = "quiet",
  icon,
  reason,
  isBusy = false,
  submits = false,
  label,
  reasonBelow = false,
}: Props): ReactElement {
  const id = useId();
  const isRefused = reason != null;
  const press = (event: MouseEvent): void => {
    if (isRefused || isBusy) event.preventDefault();
    else onPress?.();
  };
  const button = (
    <button
      type={submits ? "submit" : "button"}
      onClick={press}
      aria-label={label}
      aria-disabled={isRefused || isBusy ? true : undefined}
      aria-describedby={isRefused ? id : undefined}
      className={`inline-flex h-[30px] shrink-0 items-center justify-center gap-1.5 rounded-lg border px-3 text-xs whitespace-nowrap transition-colors aria-disabled:cursor-not-allowed aria-disabled:border-white/10 aria-disabled:bg-white/4 aria-disabled:text-ink-3 ${
        variants[variant]
      }`}
    >
      {icon === undefined ? null : <Icon name={icon} size={14} />}
      {isBusy ? "Working…" : children}
    </button>
  );
  if (!isRefused) return button;
  return (
    <span className="refused inline-flex" data-below={reasonBelow}>
      {button}
      <span id={id} role="tooltip" className="reason">{reason}</span>
    </span>
  );
}

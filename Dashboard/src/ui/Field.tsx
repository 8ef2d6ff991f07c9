import { type ReactElement, type ReactNode, useId } from "react";

interface Common {
  readonly label: string;
  readonly hint?: string;
  readonly fault?: string | null;
  readonly className?: string;
}

/** A named control; the hint or the fault is read with it. */
function Labelled({ id, label, hint, fault, className = "", children }: Common & {
  readonly id: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className={`min-w-0 ${className}`}>
      <label htmlFor={id} className="mb-1 block text-2xs font-medium text-ink-2">{label}</label>
      {children}
      {fault != null
        ? <p id={`${id}-note`} className="mt-1 text-2xs text-down">{fault}</p>
        : hint === undefined
        ? null
        : <p id={`${id}-note`} className="mt-1 text-2xs text-ink-3">{hint}</p>}
    </div>
  );
}

/** Dates are typed as they are shown everywhere; a native date field shows them in the browser's own order. */
const isoDate = {
  type: "text",
  placeholder: "YYYY-MM-DD",
  maxLength: 10,
  inputMode: "numeric",
  pattern: "\\d{4}-\\d{2}-\\d{2}",
  title: "A date, YYYY-MM-DD",
} as const;

export function TextField({
  value,
  onChange,
  type = "text",
  placeholder,
  autoComplete = "off",
  isMono = false,
  minLength,
  maxLength,
  required = false,
  min,
  max,
  step,
  ...common
}: Common & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: "text" | "password" | "date" | "number" | "search";
  readonly placeholder?: string;
  readonly autoComplete?: string;
  readonly isMono?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly required?: boolean;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly step?: number | "any";
}): ReactElement {
  const id = useId();
  const hasNote = common.fault != null || common.hint !== undefined;
  return (
    <Labelled id={id} {...common}>
      <input
        id={id}
        value={value}
        autoComplete={autoComplete}
        required={required}
        {...(type === "date" ? isoDate : { type, placeholder, minLength, maxLength, min, max, step })}
        aria-invalid={common.fault != null ? true : undefined}
        aria-describedby={hasNote ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className={`field h-[30px] ${isMono || type === "number" || type === "date" ? "num" : ""}`}
      />
    </Labelled>
  );
}

export function TextArea(
  { value, onChange, rows = 3, placeholder, minLength, required = false, ...common }: Common & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly rows?: number;
    readonly placeholder?: string;
    readonly minLength?: number;
    readonly required?: boolean;
  },
): ReactElement {
  const id = useId();
  const hasNote = common.fault != null || common.hint !== undefined;
  return (
    <Labelled id={id} {...common}>
      <textarea
        id={id}
        value={value}
        rows={rows}
        placeholder={placeholder}
        minLength={minLength}
        required={required}
        aria-describedby={hasNote ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className="field"
      />
    </Labelled>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

export function SelectField({ value, onChange, options, ...common }: Common & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly Option[];
}): ReactElement {
  const id = useId();
  const hasNote = common.fault != null || common.hint !== undefined;
  return (
    <Labelled id={id} {...common}>
      <select
        id={id}
        value={value}
        aria-describedby={hasNote ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.value)}
        className="field h-[30px]"
      >
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </Labelled>
  );
}

/** The filter of a table; `/` goes to the first one of the page. */
export function FilterField({ label, value, onChange, placeholder = "Filter  /" }: {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactElement {
  return (
    <input
      type="search"
      data-filter=""
      aria-label={label}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          onChange("");
          event.currentTarget.blur();
        }
      }}
      className="field num w-36! py-0.5! text-2xs!"
    />
  );
}

/** A small choice in a bar of filters; its label is read aloud and stands in its first option. */
export function Choice({ label, value, onChange, options, usual = "" }: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly Option[];
  /** The value that is no choice, and so not marked. */
  readonly usual?: string;
}): ReactElement {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      data-chosen={value !== usual}
      className="field w-auto! max-w-36 py-0.5! lg:max-w-44 pr-1! text-2xs! text-ink-2 data-[chosen=true]:border-accent/50 data-[chosen=true]:text-ink"
    >
      {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
    </select>
  );
}

/** A box with its name beside it. */
export function CheckField({ label, hint, isChecked, onChange }: {
  readonly label: string;
  readonly hint?: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}): ReactElement {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input
        id={id}
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={hint === undefined ? undefined : `${id}-note`}
        className="mt-0.5 accent-accent"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="block text-2xs font-medium text-ink-2">{label}</label>
        {hint === undefined ? null : <p id={`${id}-note`} className="text-2xs text-ink-3">{hint}</p>}
      </div>
    </div>
  );
}

import { type ReactElement, useEffect, useState } from "react";
import { allProviderWord, allSeverity } from "../../api/types.ts";
import { linkTo, replaceQuery } from "../../lib/router.ts";
import { useResource } from "../../state/resource.ts";
import { universes } from "../../state/stores.ts";
import { Choice, FilterField } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { type CoverageFilter, isFiltered } from "./filters.ts";
import { providerNames } from "./hub.ts";

const TYPING_MS = 220;

/** What the coverage is narrowed by; all of it stands in the address. */
export function Filters(
  { filter, isGrouped }: { readonly filter: CoverageFilter; readonly isGrouped: boolean },
): ReactElement {
  return (
    <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 px-4 py-1.5" data-filters="">
      {isGrouped
        ? <p className="text-2xs text-ink-3">Rules with open findings. Opening one lists its symbols.</p>
        : <Narrowing filter={filter} />}
      <div role="group" aria-label="Rows" className="ml-auto flex rounded-md border border-white/12 p-0.5">
        {([["symbols", "Symbols"], ["findings", "By finding"]] as const).map(([id, text]) => (
          <button
            key={id}
            type="button"
            aria-pressed={isGrouped === (id === "findings")}
            onClick={() => replaceQuery({ view: id === "findings" ? id : null })}
            className="rounded px-2 py-0.5 text-2xs text-ink-3 hover:text-ink aria-pressed:bg-white/8 aria-pressed:text-ink"
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}

function Narrowing({ filter }: { readonly filter: CoverageFilter }): ReactElement {
  const named = useResource(universes).value ?? [];
  return (
    <>
      <SearchField search={filter.search} />
      <Choice
        label="Provider"
        value={filter.provider}
        onChange={(provider) => replaceQuery({ provider })}
        options={[
          { value: "", label: "Any provider" },
          ...allProviderWord.map((word) => ({ value: word, label: providerNames[word] })),
        ]}
      />
      <Choice
        label="Universe"
        value={filter.universe}
        onChange={(universe) => replaceQuery({ universe })}
        options={[
          { value: "", label: "Everything held" },
          ...named.map((each) => ({ value: each.name, label: each.title })),
        ]}
      />
      <Choice
        label="Severity"
        value={filter.severity}
        onChange={(severity) => replaceQuery({ severity })}
        options={[
          { value: "", label: "Any severity" },
          ...allSeverity.map((word) => ({ value: word, label: `With a ${word}` })),
        ]}
      />
      {filter.rule === ""
        ? null
        : (
          <Chip name="Rule" value={filter.rule} onRemove={() => replaceQuery({ rule: null })}>
            <a
              className="text-accent underline-offset-2 hover:underline"
              href={linkTo(["data"], { tab: "findings", rule: filter.rule })}
            >
              findings
            </a>
          </Chip>
        )}
      {isFiltered(filter)
        ? (
          <button
            type="button"
            className="rounded px-1.5 py-0.5 text-2xs text-ink-3 hover:text-ink"
            onClick={() =>
              replaceQuery({ search: null, provider: null, universe: null, severity: null, rule: null })}
          >
            Clear all
          </button>
        )
        : null}
    </>
  );
}

/** A filter that is set, and a way to drop it. */
function Chip({ name, value, onRemove, children }: {
  readonly name: string;
  readonly value: string;
  readonly onRemove: () => void;
  readonly children?: ReactElement;
}): ReactElement {
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full border border-accent/30 bg-accent/10 py-px pr-1 pl-2 text-2xs text-ink">
      <span className="text-ink-3">{name}</span> <span className="num">{value}</span>
      {children}
      <button
        type="button"
        aria-label={`Drop the filter ${name} ${value}`}
        onClick={onRemove}
        className="grid size-6 place-items-center rounded-full text-ink-3 hover:text-ink"
      >
        <Icon name="close" size={11} />
      </button>
    </span>
  );
}

/** Asks the server a moment after the typing stops. */
export function SearchField({ search, label = "Filter data", placeholder = "Symbol or name  /" }: {
  readonly search: string;
  readonly label?: string;
  readonly placeholder?: string;
}): ReactElement {
  const [text, setText] = useState(search);
  const [sent, setSent] = useState(search);
  if (search !== sent) {
    // Changed from elsewhere: by a link or by another control.
    setSent(search);
    setText(search);
  }
  useEffect(() => {
    if (text === search) return undefined;
    const timer = setTimeout(() => {
      setSent(text);
      replaceQuery({ search: text });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, search]);
  return <FilterField label={label} value={text} onChange={setText} placeholder={placeholder} />;
}

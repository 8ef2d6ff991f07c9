import { type ReactElement, useState } from "react";
import * as api from "../../api/client.ts";
import { HeatStrip } from "../../charts/HeatStrip.tsx";
import { useResource } from "../../state/resource.ts";
import { universes } from "../../state/stores.ts";
import { Loading } from "../../ui/Empty.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { useData } from "./hub.ts";

/** How full each month is, of everything held or of a universe. */
export function Strip({ universe }: { readonly universe: string }): ReactElement {
  const [isTable, setTable] = useState(false);
  const [loaded, resource] = useData(
    () => api.coverageStrip(universe === "" ? {} : { universe }),
    [universe],
  );
  const named = useResource(universes).value?.find((each) => each.name === universe)?.title;
  const label = `Coverage of ${named ?? (universe === "" ? "everything held" : universe)}`;
  return (
    <section aria-label="Coverage over time" className="border-b border-white/6 pt-2">
      <div className="flex items-center gap-3 px-4 pb-1.5 text-2xs text-ink-3">
        <h2 className="font-medium text-ink-2">{label}</h2>
        <StripLegend />
        <button
          type="button"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          className="ml-auto inline-flex items-center gap-1 rounded px-1.5 py-0.5 text-ink-3 hover:text-ink aria-pressed:text-ink"
        >
          <Icon name="table" size={13} /> As a table
        </button>
      </div>
      <div className="min-h-[84px]">
        <Loading loaded={loaded} retry={() => void resource.refetch()} rows={2}>
          {(strip) => <HeatStrip strip={strip} label={label} isTable={isTable} />}
        </Loading>
      </div>
    </section>
  );
}

const legend = [
  ["full", "full"],
  ["most", "from 98%"],
  ["some", "from 80%"],
  ["little", "less"],
] as const;

/** What the colours of a strip mean. */
export function StripLegend(): ReactElement {
  return (
    <ul className="flex flex-wrap items-center gap-x-2.5 max-md:hidden">
      {legend.map(([fullness, text]) => (
        <li key={fullness} className="flex items-center gap-1">
          <svg width="9" height="9" aria-hidden="true">
            <rect width="9" height="9" rx="1.5" className={`strip-${fullness}`} />
          </svg>
          {text}
        </li>
      ))}
      <li className="flex items-center gap-1">
        <svg width="4" height="9" aria-hidden="true">
          <rect width="4" height="9" className="strip-finding" />
        </svg>
        findings
      </li>
    </ul>
  );
}

import type { ReactElement } from "react";
import type { RunDetail } from "../../api/types.ts";
import { duration, instant, integer } from "../../lib/format.ts";
import { Copy } from "../../ui/Copy.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { readable } from "./NewRun.tsx";

/** Everything that is needed to make the run again, and what it was. */
export function Provenance({ detail }: { readonly detail: RunDetail }): ReactElement {
  const { run } = detail;
  const facts: readonly (readonly [name: string, value: string, isCopied: boolean])[] = [
    ["Run", run.id, true],
    ["Specification", run.specificationHash, true],
    ["Data snapshot", run.snapshot, true],
    ["Result digest", run.digest, true],
    ["Engine", run.engineVersion, false],
    ["Seed", String(run.seed), false],
    ["Trial", integer(run.trial), false],
    ["Made", `${instant(run.createdAt)} by ${run.by}, in ${duration(run.seconds)}`, false],
    ["Experiment tracker", run.tracking, false],
  ];
  return (
    <div className="grid grid-cols-2 gap-3 max-lg:grid-cols-1">
      <Panel title="Provenance">
        <dl className="space-y-1.5 px-4 pb-4 text-xs">
          {facts.map(([name, value, isCopied]) => (
            <div key={name} className="flex items-center gap-3">
              <dt className="w-32 shrink-0 text-ink-3">{name}</dt>
              <dd className="flex min-w-0 flex-1 items-center gap-3 text-ink-2">
                <span className="num min-w-0 flex-1 truncate" title={value}>{value}</span>
                {isCopied ? <Copy text={value} label={`Copy: ${name}`} /> : null}
              </dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel
        title="Specification"
        aside={<Copy text={detail.specification} label="Copy the specification" />}
        className="h-[280px]"
      >
        <pre
          className="num h-full overflow-auto px-4 pb-3 text-2xs text-ink-2"
          tabIndex={0}
          role="region"
          aria-label="The run's specification"
        >{readable(detail.specification)}</pre>
      </Panel>
    </div>
  );
}

import type { ReactElement } from "react";
import { linkTo } from "../../lib/router.ts";
import { useResource } from "../../state/resource.ts";
import { proposals, runs, status } from "../../state/stores.ts";
import { Icon } from "../../ui/Icon.tsx";

/** The way from an empty house to a trade, with what is done already. */
export function FirstSteps(): ReactElement {
  const symbols = useResource(status).value?.data.symbols ?? 0;
  const count = useResource(runs).value?.length ?? 0;
  const approved = useResource(proposals).value?.some((each) => each.state === "approved") ?? false;
  const steps = [
    {
      isDone: symbols > 0,
      title: "Ingest data",
      text: "Real sample bars need no key.",
      link: linkTo(["data"], { tab: "ingestion" }),
      place: "Data Hub",
    },
    {
      isDone: count > 0,
      title: "Run a backtest",
      text: "Choose a strategy and a range.",
      link: linkTo(["research"], { tab: "new" }),
      place: "Research Lab",
    },
    {
      isDone: approved,
      title: "Have it approved",
      text: "Propose a run; a second account decides.",
      link: linkTo(["governance"]),
      place: "Governance",
    },
    {
      isDone: false,
      title: "Start the desk",
      text: "Replay sessions on the paper broker.",
      link: linkTo(["live"]),
      place: "Live Ops",
    },
  ];
  return (
    <div className="grid h-full place-items-center overflow-auto px-6 py-4">
      <div className="w-full max-w-lg">
        <p className="text-body font-medium">The desk has not traded yet, so there is no equity to show.</p>
        <p className="mt-0.5 mb-3 text-xs text-ink-3">Four steps lead there.</p>
        <ol className="space-y-1.5">
          {steps.map((step, i) => (
            <li
              key={step.title}
              className="flex items-center gap-3 rounded-lg border border-white/7 bg-white/2 px-3 py-2 text-xs"
            >
              <span
                className={`num grid size-5 shrink-0 place-items-center rounded-full border text-2xs ${
                  step.isDone ? "border-up/40 text-up" : "border-white/15 text-ink-3"
                }`}
              >
                {step.isDone ? <Icon name="check" size={11} /> : i + 1}
              </span>
              <span className="min-w-0 flex-1">
                <span className="text-ink">{step.title}</span>
                <span className="ml-2 text-ink-3">{step.isDone ? "done" : step.text}</span>
              </span>
              <a href={step.link} className="shrink-0 text-accent underline-offset-2 hover:underline">
                {step.place}
              </a>
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

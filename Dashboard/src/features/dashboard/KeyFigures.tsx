import type { ReactElement } from "react";
import type { DeskView } from "../../api/types.ts";
import { decimal, dollars, dollarsSigned, integer, percent, percentSigned, times } from "../../lib/format.ts";
import { useSignal } from "../../lib/signal.ts";
import { history } from "../../state/stores.ts";
import { toneOf } from "../../ui/Figure.tsx";
import { KeyFigure } from "../../ui/KeyFigure.tsx";

/** How many sessions the small curves show. */
const TREND = 60;

/** The desk's figures as the server computed them; nothing is derived here. */
export function KeyFigures({ view }: { readonly view: DeskView }): ReactElement {
  const curve = useSignal(history).value;
  const idle = view.phase === "idle" ? "The desk has not started" : null;
  const young = idle ?? `Too few sessions (${integer(view.riskSessions)}) or no variance`;
  const trend = curve === null ? {} : { trend: curve.equity.slice(-TREND) };
  const falls = curve === null ? {} : { trend: curve.drawdown.slice(-TREND) };
  return (
    <div className="grid grid-cols-6 gap-3 max-xl:grid-cols-3 max-md:grid-cols-2">
      <KeyFigure
        label="Total equity"
        value={view.equity}
        format={dollars}
        note={`cash ${dollars(view.cash)}`}
        reason={idle ?? "No valuation yet"}
        {...trend}
      />
      <KeyFigure
        label="Day P&L"
        value={view.dayProfit}
        format={dollarsSigned}
        tone={toneOf(view.dayProfit)}
        note={`${percentSigned(view.dayReturn)} on the session`}
        reason={idle ?? "No session closed yet"}
      />
      <KeyFigure
        label="Drawdown"
        value={view.drawdown}
        format={percent}
        tone={toneOf(view.drawdown)}
        note="from peak"
        reason={idle ?? "No session closed yet"}
        {...falls}
      />
      <KeyFigure
        label="VaR 95 · 1 day"
        value={view.valueAtRisk95}
        format={percent}
        note={`ES ${percent(view.expectedShortfall95)} · ${integer(view.riskSessions)} sessions`}
        reason={young}
      />
      <KeyFigure
        label="Exposure gross"
        value={view.exposureGross}
        format={times}
        note={`net ${times(view.exposureNet)}`}
        reason={idle ?? "No valuation yet"}
      />
      <KeyFigure
        label="Sharpe"
        value={view.sharpe}
        format={decimal}
        note={`beta ${decimal(view.beta)}`}
        reason={young}
      />
    </div>
  );
}

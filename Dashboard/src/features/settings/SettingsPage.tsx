import type { ReactElement } from "react";
import { instant } from "../../lib/format.ts";
import { useSignal } from "../../lib/signal.ts";
import { refusal, visitor } from "../../state/session.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Accounts } from "./Accounts.tsx";
import { Credentials } from "./Credentials.tsx";

export function SettingsPage(): ReactElement {
  const who = useSignal(visitor);
  const reason = refusal(who, "administer");
  return (
    <>
      <Panel title="You">
        {who.kind !== "account" ? null : (
          <p className="px-4 pb-3 text-xs text-ink-2">
            Signed in as <span className="font-semibold text-ink">{who.session.account}</span>,{" "}
            {who.session.role}; the session ends{" "}
            <span className="num">{instant(who.session.expiresAt)}</span>. You may:{" "}
            <span className="num text-2xs">{who.session.permissions.join(", ")}</span>.
          </p>
        )}
      </Panel>
      <Panel title="Accounts">
        {reason === null ? <Accounts /> : <Empty title="Accounts are the administrator's">{reason}</Empty>}
      </Panel>
      <Panel title="Your sessions and tokens">
        <Credentials />
      </Panel>
    </>
  );
}

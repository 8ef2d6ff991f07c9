import { type FormEvent, type ReactElement, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import type { CredentialView, TokenGrant } from "../../api/types.ts";
import { instant } from "../../lib/format.ts";
import { Resource, useResource } from "../../state/resource.ts";
import { announce } from "../../state/toasts.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Copy } from "../../ui/Copy.tsx";
import { Empty, Loading } from "../../ui/Empty.tsx";
import { TextField } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";

/** One's own sessions, and bearer tokens for programs. */
export function Credentials(): ReactElement {
  const resource = useMemo(() => new Resource<readonly CredentialView[]>(() => api.credentials()), []);
  const loaded = useResource(resource);
  const refetch = (): void => void resource.refetch();
  return (
    <div className="space-y-4 px-4 pb-4">
      <Loading loaded={loaded} retry={refetch}>
        {(
          all,
        ) => (all.length === 0 ? <Empty title="None">No session or token of yours is known.</Empty> : (
          <div
            className="overflow-x-auto"
            tabIndex={0}
            role="region"
            aria-label="List of sessions and tokens"
          >
            <table className="w-full min-w-[560px] text-xs">
              <thead>
                <tr className="border-b border-white/8 text-left text-2xs text-ink-3">
                  <th scope="col" className="py-1.5 font-medium">Kind</th>
                  <th scope="col" className="font-medium">Label</th>
                  <th scope="col" className="font-medium">Since</th>
                  <th scope="col" className="font-medium">Ends</th>
                  <th scope="col" className="text-right font-medium">Revoke</th>
                </tr>
              </thead>
              <tbody>{all.map((each) => <Row key={each.id} credential={each} changed={refetch} />)}</tbody>
            </table>
          </div>
        ))}
      </Loading>
      <NewToken made={refetch} />
    </div>
  );
}

function Row(
  { credential, changed }: { readonly credential: CredentialView; readonly changed: () => void },
): ReactElement {
  const { isBusy, run } = useAction();
  return (
    <tr className="border-b border-white/4">
      <td className="py-1.5">
        <Badge tone={credential.kind === "token" ? "accent" : "plain"}>{credential.kind}</Badge>
      </td>
      <th scope="row" className="text-left font-normal">
        {credential.label === "" ? <span className="num text-ink-3">{credential.id}</span> : credential.label}
        {credential.isCurrent ? <span className="ml-1.5 text-ink-3">this one</span> : null}
      </th>
      <td className="num text-ink-2">{instant(credential.createdAt)}</td>
      <td className="num text-ink-2">{instant(credential.expiresAt)}</td>
      <td className="py-1 text-right">
        <Button
          isBusy={isBusy}
          reason={credential.isCurrent ? "It is the one in use; sign out in its place." : null}
          onPress={() =>
            run(async () => {
              const answer = await api.revokeCredential(credential.id);
              announce("Revoked", answer.message);
              changed();
            })}
        >
          Revoke
        </Button>
      </td>
    </tr>
  );
}

function NewToken({ made }: { readonly made: () => void }): ReactElement {
  const [label, setLabel] = useState("");
  const [days, setDays] = useState("30");
  const [grant, setGrant] = useState<TokenGrant | null>(null);
  const { isBusy, run } = useAction();
  const wanted = Number(days);
  const fault = label.trim() === ""
    ? "Give a label."
    : Number.isInteger(wanted) && wanted >= 1 && wanted <= 365
    ? null
    : "From 1 to 365 days.";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy || fault !== null) return;
    run(async () => {
      setGrant(await api.createToken({ label: label.trim(), days: wanted }));
      setLabel("");
      made();
    });
  };
  return (
    <form onSubmit={submit} aria-label="New token" className="space-y-2.5">
      <div className="grid grid-cols-[1fr_120px_auto] items-end gap-2.5 max-md:grid-cols-1">
        <TextField label="New token's label" value={label} onChange={setLabel} />
        <TextField
          label="Days it holds"
          type="number"
          min={1}
          max={365}
          step={1}
          value={days}
          onChange={setDays}
        />
        <Button submits isBusy={isBusy} reason={fault}>Make token</Button>
      </div>
      {grant === null ? null : (
        <p
          role="status"
          className="flex flex-wrap items-center gap-2 rounded-lg border border-up/25 bg-up/6 px-3 py-2 text-xs"
        >
          <span>Shown this once, until you leave:</span>
          <code className="num break-all text-up">{grant.token}</code>
          <Copy text={grant.token} label="Copy the token" />
          <span className="num text-2xs text-ink-3">ends {instant(grant.expiresAt)}</span>
        </p>
      )}
    </form>
  );
}

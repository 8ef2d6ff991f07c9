import { type FormEvent, type ReactElement, useMemo, useState } from "react";
import * as api from "../../api/client.ts";
import { type AccountView, allRoleWord, type RoleWord } from "../../api/types.ts";
import { date } from "../../lib/format.ts";
import { useSignal } from "../../lib/signal.ts";
import { Resource, useResource } from "../../state/resource.ts";
import { visitor } from "../../state/session.ts";
import { announce } from "../../state/toasts.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Loading } from "../../ui/Empty.tsx";
import { SelectField, TextField } from "../../ui/Field.tsx";
import { useAction } from "../../ui/useAction.ts";

const roles: Readonly<Record<RoleWord, string>> = {
  viewer: "Viewer: looks",
  researcher: "Researcher: ingests, tests, proposes",
  trader: "Trader: also trades and halts",
  risk: "Risk officer: approves, halts, resumes",
  admin: "Administrator: all",
};
const options = allRoleWord.map((role) => ({ value: role, label: roles[role] }));
const roleOf = (word: string): RoleWord => allRoleWord.find((role) => role === word) ?? "viewer";

export function Accounts(): ReactElement {
  const resource = useMemo(() => new Resource<readonly AccountView[]>(() => api.accounts()), []);
  const loaded = useResource(resource);
  return (
    <div className="space-y-4 px-4 pb-4">
      <Loading loaded={loaded} retry={() => void resource.refetch()}>
        {(all) => (
          <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="List of accounts">
            <table className="w-full min-w-[560px] text-xs">
              <thead>
                <tr className="border-b border-white/8 text-left text-2xs text-ink-3">
                  <th scope="col" className="py-1.5 font-medium">Name</th>
                  <th scope="col" className="font-medium">Role</th>
                  <th scope="col" className="font-medium">State</th>
                  <th scope="col" className="font-medium">Made</th>
                  <th scope="col" className="text-right font-medium">Change</th>
                </tr>
              </thead>
              <tbody>
                {all.map((account) => (
                  <Row
                    key={account.name}
                    account={account}
                    changed={() => void resource.refetch()}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loading>
      <NewAccount made={() => void resource.refetch()} />
    </div>
  );
}

function Row(
  { account, changed }: { readonly account: AccountView; readonly changed: () => void },
): ReactElement {
  const who = useSignal(visitor);
  const { isBusy, run } = useAction();
  const isSelf = who.kind === "account" && who.session.account === account.name;
  const change = (
    body: { readonly role?: RoleWord; readonly isEnabled?: boolean },
    done: (answer: AccountView) => string,
  ): void =>
    run(async () => {
      const answer = await api.changeAccount(account.name, body);
      announce(done(answer));
      changed();
    });
  return (
    <tr className="border-b border-white/4">
      <th scope="row" className="py-1.5 text-left font-semibold">
        {account.name}
        {isSelf ? <span className="ml-1.5 font-normal text-ink-3">you</span> : null}
      </th>
      <td>
        <select
          aria-label={`Role of ${account.name}`}
          value={account.role}
          disabled={isSelf || isBusy}
          title={isSelf ? "Another administrator changes your role." : undefined}
          onChange={(event) =>
            change({ role: roleOf(event.target.value) }, (answer) => `${answer.name} is now ${answer.role}`)}
          className="field h-7! w-64! max-w-full py-0!"
        >
          {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
        </select>
      </td>
      <td>
        <Badge tone={account.isEnabled ? "up" : "plain"}>{account.isEnabled ? "enabled" : "disabled"}</Badge>
      </td>
      <td className="num text-ink-2">{date(account.createdAt)}</td>
      <td className="py-1 text-right">
        <Button
          isBusy={isBusy}
          reason={isSelf ? "You cannot disable yourself; another administrator can." : null}
          onPress={() =>
            change({ isEnabled: !account.isEnabled }, (answer) =>
              `${answer.name} is now ${answer.isEnabled ? "enabled" : "disabled"}`)}
        >
          {account.isEnabled ? "Disable" : "Enable"}
        </Button>
      </td>
    </tr>
  );
}

function NewAccount({ made }: { readonly made: () => void }): ReactElement {
  const [name, setName] = useState("");
  const [role, setRole] = useState<RoleWord>("viewer");
  const [password, setPassword] = useState("");
  const { isBusy, run } = useAction();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy || name.trim() === "" || password === "") return;
    run(async () => {
      const answer = await api.createAccount({ name: name.trim(), role, password });
      setName("");
      setPassword("");
      announce(`The account ${answer.name} is made`, `Its role is ${answer.role}.`);
      made();
    });
  };
  return (
    <form
      onSubmit={submit}
      aria-label="New account"
      className="grid grid-cols-[1fr_1.4fr_1fr_auto] items-end gap-2.5 max-md:grid-cols-1"
    >
      <TextField label="New account's name" value={name} onChange={setName} required />
      <SelectField label="Role" value={role} onChange={(word) => setRole(roleOf(word))} options={options} />
      <TextField
        label="Password"
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
        required
      />
      <Button
        submits
        variant="primary"
        isBusy={isBusy}
        reason={name.trim() === "" || password === "" ? "Give a name and a password." : null}
      >
        Make account
      </Button>
    </form>
  );
}

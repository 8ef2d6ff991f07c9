import { type FormEvent, type ReactElement, useState } from "react";
import { type Trouble, troubleOf } from "../lib/problem.ts";
import { recall, signIn, type Visitor } from "../state/session.ts";
import { Button } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";

/** The door: name, password, and a refusal that says what to do. */
export function SignIn({ who }: { readonly who: Visitor }): ReactElement {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const note = who.kind === "nobody" ? who.note : null;
  const shown = trouble ?? (who.kind === "unreachable" ? who.trouble : null);

  const send = async (): Promise<void> => {
    setBusy(true);
    setTrouble(null);
    try {
      await signIn(name.trim(), password);
    } catch (error) {
      setPassword("");
      setTrouble(troubleOf(error));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isBusy) void send();
  };
  return (
    <main className="relative z-1 grid min-h-screen place-items-center p-4">
      <section className="panel w-[380px] max-w-full px-7 py-7" aria-labelledby="sign-in-title">
        <div className="mb-5 flex items-center gap-3">
          <span className="grid size-9 place-items-center rounded-lg border border-white/15 bg-white/5 text-accent">
            <Icon name="live" size={20} />
          </span>
          <h1 id="sign-in-title" className="text-[15px] font-semibold">
            QS <span className="font-normal text-ink-3">Mission Control</span>
          </h1>
        </div>
        <form onSubmit={submit} className="space-y-3.5">
          <TextField label="Account" value={name} onChange={setName} autoComplete="username" required />
          <TextField
            label="Password"
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
            required
          />
          {shown === null
            ? null
            : (
              <div role="alert" className="rounded-md border border-down/40 bg-down/8 px-3 py-2 text-xs">
                <p className="font-semibold text-down">{shown.title}</p>
                <p className="text-ink-2">{shown.detail}</p>
                <p className="text-ink-3">{shown.remedy}</p>
                {shown.request === null
                  ? null
                  : <p className="num mt-1 text-2xs text-ink-3">request {shown.request}</p>}
              </div>
            )}
          {note === null || shown !== null
            ? null
            : <p role="status" className="text-xs text-ink-2">{note}</p>}
          <div className="flex items-center justify-between pt-1">
            {who.kind === "unreachable" ? <Button onPress={() => void recall()}>Try again</Button> : <span />}
            <Button
              submits
              variant="primary"
              isBusy={isBusy}
              reason={name.trim() === "" || password === "" ? "Give an account and its password." : null}
            >
              Sign in
            </Button>
          </div>
        </form>
        <p className="mt-5 border-t border-white/8 pt-4 text-2xs text-ink-3">
          The first account is{" "}
          <span className="num text-ink-2">admin</span>; its password was shown, or chosen by you, at the
          first start.
        </p>
      </section>
    </main>
  );
}

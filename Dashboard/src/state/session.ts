import * as api from "../api/client.ts";
import type { SessionView } from "../api/types.ts";
import { isUnauthorized, type Trouble, troubleOf, unauthorized } from "../lib/problem.ts";
import { Signal } from "../lib/signal.ts";
import { clearAll } from "./stores.ts";

export type Visitor =
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable"; readonly trouble: Trouble }
  | { readonly kind: "nobody"; readonly note: string | null }
  | { readonly kind: "account"; readonly session: SessionView };

export const visitor = new Signal<Visitor>({ kind: "unknown" });

/**
 * Whether this browser has signed in before. The cookie itself is out of a page's sight, and asking
 * a server that must answer 401 would be an error in everybody's first console.
 */
const HINT = "qs.signed-in";

const ENDED = "Your session has ended; sign in again.";
unauthorized.subscribe(() => {
  if (visitor.get().kind === "account") sessionEnded(ENDED);
});

/** Asks the server who is signed in. */
export async function recall(): Promise<void> {
  if (localStorage.getItem(HINT) === null) {
    visitor.set({ kind: "nobody", note: null });
    return;
  }
  try {
    visitor.set({ kind: "account", session: await api.session() });
  } catch (error) {
    if (isUnauthorized(error)) sessionEnded(visitor.get().kind === "account" ? ENDED : null);
    else if (visitor.get().kind !== "account") {
      visitor.set({ kind: "unreachable", trouble: troubleOf(error) });
    }
  }
}

export async function signIn(name: string, password: string): Promise<void> {
  const session = await api.signIn({ name, password });
  clearAll();
  localStorage.setItem(HINT, "yes");
  visitor.set({ kind: "account", session });
}

export async function signOut(): Promise<void> {
  await api.signOut();
  sessionEnded("You are signed out.");
}

export function sessionEnded(note: string | null): void {
  clearAll();
  localStorage.removeItem(HINT);
  visitor.set({ kind: "nobody", note });
}

/** The words of permission; the roles that hold each are the server's to decide. */
export type Allowed =
  | "ingest"
  | "repair"
  | "query"
  | "backtest"
  | "propose"
  | "approve"
  | "trade"
  | "halt"
  | "resume"
  | "administer";

const holders: Readonly<Record<Allowed, string>> = {
  ingest: "a researcher, trader or administrator",
  repair: "a researcher, risk officer or administrator",
  query: "a researcher, trader or administrator",
  backtest: "a researcher, trader or administrator",
  propose: "a researcher, trader or administrator",
  approve: "a risk officer or administrator",
  trade: "a trader or administrator",
  halt: "a trader, risk officer or administrator",
  resume: "a risk officer or administrator",
  administer: "an administrator",
};

/** Why the account may not do it; null when it may. */
export function refusal(who: Visitor, word: Allowed): string | null {
  if (who.kind !== "account") return "Nobody is signed in.";
  if (who.session.permissions.includes(word)) return null;
  return `Your role, ${who.session.role}, may not do this; ask ${holders[word]}.`;
}

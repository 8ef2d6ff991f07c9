import { type ReactElement, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { useSignal } from "./lib/signal.ts";
import { Shell } from "./shell/Shell.tsx";
import { SignIn } from "./shell/SignIn.tsx";
import { recall, visitor } from "./state/session.ts";
import { Skeleton } from "./ui/Empty.tsx";

function Application(): ReactElement {
  const who = useSignal(visitor);
  useEffect(() => void recall(), []);
  if (who.kind === "unknown") {
    return (
      <main className="mx-auto max-w-md pt-40">
        <h1 className="sr-only">QS Mission Control</h1>
        <Skeleton />
      </main>
    );
  }
  if (who.kind === "account") return <Shell key={who.session.account} />;
  return <SignIn who={who} />;
}

const root = document.querySelector("#root");
if (root !== null) createRoot(root).render(<Application />);

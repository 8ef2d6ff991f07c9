import { useCallback, useState } from "react";
import { complain } from "../state/toasts.ts";

/** Runs one request at a time; what goes wrong becomes a message, and `isBusy` says that it runs. */
export function useAction(): { readonly isBusy: boolean; readonly run: (work: () => Promise<void>) => void } {
  const [isBusy, setBusy] = useState(false);
  const run = useCallback((work: () => Promise<void>): void => {
    setBusy(true);
    void work().catch(complain).finally(() => setBusy(false));
  }, []);
  return { isBusy, run };
}

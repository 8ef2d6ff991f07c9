import * as api from "../api/client.ts";
import type { DeskView } from "../api/types.ts";
import { newerDesk } from "./reduce.ts";
import { desk } from "./stores.ts";

/** Shows what the server answered; only its answer, never the wish. */
export function showDesk(answer: DeskView): void {
  if (desk.get().value === null) void desk.refetch();
  else desk.change((held) => newerDesk(held, answer));
}

export async function halt(reason: string): Promise<DeskView> {
  const answer = await api.halt({ reason });
  showDesk(answer);
  return answer;
}

export async function resume(reason: string): Promise<DeskView> {
  const answer = await api.resume({ reason });
  showDesk(answer);
  return answer;
}

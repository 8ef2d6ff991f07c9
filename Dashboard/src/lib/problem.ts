import { ApiProblem } from "../api/client.ts";
import { Signal } from "./signal.ts";

/** What went wrong, in the shape a person is shown. */
export interface Trouble {
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  /** Names the request in the server's log; null when no server answered. */
  readonly request: string | null;
}

/** Counts the answers that say that nobody is signed in. */
export const unauthorized = new Signal(0);

export function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status === 401;
}

/** Turns whatever was thrown into words. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof ApiProblem) {
    const { title, detail, remedy, request } = error.problem;
    return { title, detail, remedy, request: request === "" ? null : request };
  }
  return {
    title: "The page failed",
    detail: error instanceof Error ? error.message : String(error),
    remedy: "Reload the page; if it happens again, report this text.",
    request: null,
  };
}

import { isUnauthorized, troubleOf, unauthorized } from "../lib/problem.ts";
import { Signal } from "../lib/signal.ts";

export interface Toast {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  readonly request: string | null;
}

/** More than so many at once hide the page; the oldest goes. */
const LIMIT = 4;
const GOOD_FOR_MS = 6000;

export const toasts = new Signal<readonly Toast[]>([]);
let next = 1;

export function dismiss(id: number): void {
  toasts.update((all) => all.filter((toast) => toast.id !== id));
}

function show(toast: Omit<Toast, "id">): void {
  const id = next;
  next += 1;
  toasts.update((all) => [...all, { ...toast, id }].slice(-LIMIT));
  if (toast.tone === "good") setTimeout(() => dismiss(id), GOOD_FOR_MS);
}

/** Says what the server confirmed. */
export function announce(title: string, detail = ""): void {
  show({ tone: "good", title, detail, remedy: "", request: null });
}

/** Says that the server answered, and that its answer was no; stays until dismissed. */
export function refuse(title: string, detail: string): void {
  show({ tone: "bad", title, detail, remedy: "", request: null });
}

/** Says what went wrong and stays until dismissed; an ended session leads to the sign-in page instead. */
export function complain(error: unknown): void {
  if (isUnauthorized(error)) {
    unauthorized.update((count) => count + 1);
    return;
  }
  const { title, detail, remedy, request } = troubleOf(error);
  show({ tone: "bad", title, detail, remedy, request });
}

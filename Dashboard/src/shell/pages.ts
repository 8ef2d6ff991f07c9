import type { IconName } from "../ui/Icon.tsx";

export interface PageEntry {
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  /** The letter after `g`. */
  readonly key: string;
}

export const pages: readonly PageEntry[] = [
  { id: "", title: "Dashboard", icon: "dashboard", key: "d" },
  { id: "live", title: "Live Ops", icon: "live", key: "l" },
  { id: "research", title: "Research Lab", icon: "lab", key: "r" },
  { id: "governance", title: "Governance", icon: "shield", key: "v" },
  { id: "data", title: "Data Hub", icon: "data", key: "h" },
  { id: "settings", title: "Settings", icon: "settings", key: "s" },
];

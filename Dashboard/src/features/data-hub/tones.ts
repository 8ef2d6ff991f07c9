import type { FindingStateWord, Severity } from "../../api/types.ts";
import type { BadgeTone } from "../../ui/Badge.tsx";

export const severityTones: Readonly<Record<Severity, BadgeTone>> = {
  notice: "plain",
  warning: "warn",
  fault: "down",
};

export const stateTones: Readonly<Record<FindingStateWord, BadgeTone>> = {
  open: "warn",
  accepted: "up",
  quarantined: "accent",
  resolved: "plain",
};

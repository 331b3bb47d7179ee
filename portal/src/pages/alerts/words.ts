// Alerts in words.
import type { AlertKind, AlertSeverity, AlertStatus, Message } from "../../api/types";
import type { Tone } from "../../components/status/words";

interface Word {
  label: string;
  tone: Tone;
}

export const ALERT_KIND: Record<AlertKind, string> = {
  credentials_refused: "Credentials refused",
  scope_lost: "Right lost",
  connector_quiet: "Connector quiet",
  set_unreadable: "Data cannot be read",
  quota_nearly_spent: "Quota nearly spent",
  check_failed: "Check failed",
  break_glass: "Break-glass reading",
};

export const ALERT_STATUS: Record<AlertStatus, Word> = {
  active: { label: "Active", tone: "bad" },
  investigating: { label: "Investigating", tone: "busy" },
  resolved: { label: "Resolved", tone: "good" },
  dismissed: { label: "Dismissed", tone: "neutral" },
};

export const ALERT_SEVERITY: Record<AlertSeverity, string> = { low: "Low", medium: "Medium", high: "High" };

/** By how much it matters, for sorting. */
export const RANK: Record<AlertSeverity, number> = { low: 0, medium: 1, high: 2 };

export const MESSAGE_STATE: Record<Message["state"], Word> = {
  waiting: { label: "Waiting", tone: "busy" },
  sent: { label: "Sent", tone: "good" },
  dead: { label: "Given up", tone: "bad" },
};

/** What a message told. */
export const MESSAGE_WHAT: Record<string, string> = {
  "alert.raised": "Raised",
  "alert.resolved": "Resolved",
  "break_glass.asked": "Asked for",
  "break_glass.withdrawn": "Withdrawn",
  "break_glass.granted": "Granted",
  "break_glass.refused": "Refused",
  "break_glass.ended": "Ended",
  test: "Test",
};

export const options = <K extends string>(words: Record<K, string | Word>) =>
  Object.entries<string | Word>(words).map(([value, word]) => ({
    value,
    label: typeof word === "string" ? word : word.label,
  }));

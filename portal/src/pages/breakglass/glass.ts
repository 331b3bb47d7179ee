// Break-glass: its states, and how long one may read yet. Pure.
import type { Tone } from "../../components/status/words";

export const GLASS_STATE: Record<string, { label: string; tone: Tone }> = {
  asked: { label: "Waits for a second person", tone: "busy" },
  approved: { label: "Granted", tone: "good" },
  refused: { label: "Refused", tone: "bad" },
  ended: { label: "Ended", tone: "neutral" },
  expired: { label: "Time is up", tone: "neutral" },
};

/** “1 h 5 min”, rounded up to minutes; undefined when nothing is left. */
export function remaining(until: string | null, now: number): string | undefined {
  const ms = until === null ? 0 : Date.parse(until) - now;
  if (!(ms > 0)) return undefined;
  const minutes = Math.ceil(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Addresses as somebody typed them. */
export const addressesOf = (text: string): string[] => text.split(/[\s,;]+/).filter((one) => one !== "");

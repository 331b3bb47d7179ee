// Drift by day, for the chart. Pure.
import type { Drift } from "../../api/types";

/** How many changes were first seen on each day of the viewer's zone, the oldest first; days without any are left out. */
export function byDay(changes: readonly Drift[], zone?: string): { day: string; count: number }[] {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
  const counts = new Map<string, number>();
  for (const { read_at } of changes) {
    const day = format.format(new Date(read_at));
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return [...counts].map(([day, count]) => ({ day, count })).sort((a, b) => a.day.localeCompare(b.day));
}

/** A setting as a person reads it: the signal's pointer without its slashes. */
export const settingName = ({ signal, pointer }: Pick<Drift, "signal" | "pointer">): string =>
  pointer === "" ? `${signal} (the whole signal)` : pointer.slice(1).replaceAll("/", " › ").replaceAll("~1", "/").replaceAll("~0", "~");

/** Who made a change: as the service said, or why that is not known. */
export function byWhom(change: Pick<Drift, "operator" | "erased_at"> & { by_exclusion?: boolean }): string {
  const { operator, erased_at, by_exclusion = false } = change;
  if (operator === null) return erased_at === null ? "Unknown" : "Erased, as personal data are after a time";
  return by_exclusion ? `${operator} (nobody else is in the log for that time)` : operator;
}

// What could not be read, by the right that would mend it. Pure.
import type { Instance } from "../../api/types";

export interface Unread {
  /** The missing right; null where no right would help. */
  right: string | null;
  /** What the service said, once each. */
  said: string[];
  signals: string[];
}

export function unread(sets: Instance["sets"]): Unread[] {
  const found = new Map<string, Unread>();
  for (const { signal, absence } of sets.flatMap((set) => set.signals)) {
    if (absence === null) continue;
    const key = absence.right ?? `no right: ${absence.message}`;
    const line = found.get(key) ?? { right: absence.right, said: [], signals: [] };
    line.signals.push(signal);
    if (!line.said.includes(absence.message)) line.said.push(absence.message);
    found.set(key, line);
  }
  return [...found.values()];
}

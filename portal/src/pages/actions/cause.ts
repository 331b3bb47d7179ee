// Why an outcome took the place of another, and what it was judged by, in words. Pure.
import type { OutcomeEntry } from "../../api/types";

type Parameter = OutcomeEntry["parameters"][number];

/** The causes that are known beside the service's own word, each a sentence; “Unknown” where nobody says anything. */
export function causesOf({ causes, event }: Pick<OutcomeEntry, "causes" | "event">): string[] {
  if (causes.length > 0) return causes.map(({ text }) => text);
  return event === null ? ["Unknown"] : [];
}

/** “, the default”, or who set a parameter and why. */
export function setBy({ set }: Pick<Parameter, "set">): string {
  return set === null ? ", the default" : `, by ${set.by}: “${set.why}”`;
}

// Figures and values as texts. Pure.
import type { Points, Score } from "../../api/types";

/** Shown where there is nothing to show a figure of. */
export const NOTHING = "–";
const NBSP = "\u00a0";

/** Tenths of a percent as the API gives them, already rounded down: 653 is “65.3 %”; null is “–”. */
export function percentage(tenths: number | null): string {
  if (tenths === null) return NOTHING;
  return `${Math.trunc(tenths / 10)}.${tenths % 10}${NBSP}%`;
}

/** Thousandths of a point without trailing zeros: 25500 is “25.5”. */
export function achieved(thousandths: number): string {
  const whole = Math.trunc(thousandths / 1000);
  const rest = String(thousandths % 1000).padStart(3, "0").replace(/0+$/, "");
  return rest === "" ? String(whole) : `${whole}.${rest}`;
}

/** “25.5 of 39”. */
export const points = (value: Points): string =>
  `${achieved(value.achieved_thousandths)} of ${value.achievable}`;

/** Points still to be won, in thousandths. */
export const remaining = (value: Points): number => value.achievable * 1000 - value.achieved_thousandths;

/** Whether a score rests on less than everything, which is then said beside it. */
export const isPartial = (score: Score): boolean => score.coverage.decided < score.coverage.all;

/** “36 of 40 checks decided (90.0 %)”. */
export function coverage(value: Score["coverage"]): string {
  if (value.all === 0) return "no automatic checks";
  return `${value.decided} of ${value.all} checks decided (${percentage(value.percentage_tenths)})`;
}

/** “1 action”, “2 actions”. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** A value of a service, as JSON has it; “nothing” where there was none. */
export function value(found: unknown): string {
  if (found === undefined || found === null) return "nothing";
  return typeof found === "string" ? `“${found}”` : JSON.stringify(found, null, 1).replace(/\n\s*/g, " ");
}

/** “account.settings#/meeting_security/waiting_room”. */
export const signalPath = (signal: string, pointer: string): string => `${signal}#${pointer}`;

const FIGURE = new Intl.NumberFormat(undefined);
/** A count as the viewer writes large ones. */
export const figure = (number: number): string => FIGURE.format(number);

const SIZES = ["B", "kB", "MB", "GB", "TB"] as const;
/** “1.5 MB”, by thousands. */
export function bytes(number: number): string {
  const at = Math.min(SIZES.length - 1, number < 1000 ? 0 : Math.floor(Math.log10(number) / 3));
  const scaled = number / 1000 ** at;
  return `${at === 0 ? scaled : scaled.toFixed(scaled < 10 ? 1 : 0)}${NBSP}${SIZES[at] ?? ""}`;
}

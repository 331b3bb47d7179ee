// Break-glass: its states, and how long one may read yet. Pure.
import type { BreakGlass, BreakGlassUse } from "../../api/archive";
import type { Tone } from "../../components/status/words";
import { count } from "../../components/text/format";

type Used = BreakGlass["used"];

export const GLASS_STATE: Record<string, { label: string; tone: Tone }> = {
  asked: { label: "Waits for a second person", tone: "busy" },
  approved: { label: "Granted", tone: "good" },
  refused: { label: "Refused", tone: "bad" },
  ended: { label: "Ended", tone: "neutral" },
  expired: { label: "Time is up", tone: "neutral" },
  withdrawn: { label: "Withdrawn", tone: "neutral" },
  lapsed: { label: "Lapsed: nobody decided", tone: "neutral" },
};

export const wordOf = (state: string) => GLASS_STATE[state] ?? { label: state, tone: "neutral" as const };

/** “1 list, 2 messages, 1 download”; undefined where nothing was read. */
export function usedOf({ listed, opened, downloaded }: Used): string | undefined {
  const parts = [
    listed > 0 && count(listed, "list"),
    opened > 0 && count(opened, "message"),
    downloaded > 0 && count(downloaded, "download"),
  ];
  const said = parts.filter((part) => part !== false);
  return said.length === 0 ? undefined : said.join(", ");
}

/** What one line of a request's list says. */
export function lineOf({ what, uid, file }: Pick<BreakGlassUse, "what" | "uid" | "file">): string {
  if (uid === null) return "Looked at the list of messages";
  if (what === "opened") return `Opened message ${uid}`;
  return file === null ? `Downloaded message ${uid}` : `Downloaded file ${file + 1} of message ${uid}`;
}

/** “1 h 5 min”, rounded up to minutes; undefined when nothing is left. */
export function remaining(until: string | null, now: number): string | undefined {
  const ms = until === null ? 0 : Date.parse(until) - now;
  if (!(ms > 0)) return undefined;
  const minutes = Math.ceil(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Addresses as somebody typed them. */
export const addressesOf = (text: string): string[] => text.split(/[\s,;]+/).filter((one) => one !== "");

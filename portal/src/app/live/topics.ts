// What a notice from the server means for what is on the screen. Pure.

/** What the server says: that something of this kind changed, at which instance where it concerns one. */
export interface Notice {
  topic: string;
  instance?: string | null;
}

/** The first words of the query keys (api/keys.ts) that rest on what changed. */
const TOUCHES: Record<string, readonly string[]> = {
  outcome: ["outcomes", "instances", "assessments", "actions", "overview"],
  stale: ["outcomes", "instances", "assessments", "actions", "overview"],
  run: ["instances", "overview"],
  instance: ["instances", "connectors", "assessments", "actions", "overview"],
  assessment: ["assessments", "actions", "overview", "groups"],
  status: ["actions", "assessments", "overview", "pack-updates"],
  event: ["instances", "outcomes"],
  alert: ["alerts", "notifications"],
  archive: ["archives", "connectors", "custodians", "mailboxes", "break-glass"],
};

const WORDS: Record<string, string> = {
  outcome: "A verdict changed",
  stale: "A reading went stale or came back",
  run: "A refresh progressed",
  instance: "A connector changed",
  assessment: "An assessment changed",
  status: "An action's status changed",
  event: "A change was reported",
  alert: "An alert changed",
  archive: "An archive changed",
};

/** Topics by how much a person wants to hear of them; only the first that came is announced. */
const ORDER = ["outcome", "stale", "alert", "event", "status", "assessment", "instance", "run", "archive"];

/** The notice in `text`, or null when it is none. */
export function parseNotice(text: string): Notice | null {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== "object" || value === null || !("topic" in value)) return null;
    return typeof value.topic === "string" ? (value as Notice) : null;
  } catch {
    return null;
  }
}

/** The query nouns that these notices make old. An unknown topic makes everything old. */
export function touched(notices: readonly Notice[]): string[] | "everything" {
  const nouns = new Set<string>();
  for (const notice of notices) {
    const found = TOUCHES[notice.topic];
    if (found === undefined) return "everything";
    for (const noun of found) nouns.add(noun);
  }
  return [...nouns];
}

/** One sentence for a person. `nameOf` gives an instance's name where it is known. */
export function announcement(
  notices: readonly Notice[],
  nameOf: (instance: string) => string | undefined,
): string | undefined {
  for (const topic of ORDER) {
    const same = notices.filter((notice) => notice.topic === topic);
    if (same.length === 0) continue;
    const names = new Set(same.flatMap((notice) => (notice.instance ? [nameOf(notice.instance)] : [])));
    const known = [...names].filter((name) => name !== undefined);
    const where = known.length === names.size && known.length > 0 ? ` on ${known.join(" and ")}` : "";
    return `${WORDS[topic] ?? "Something changed"}${where}.`;
  }
  return notices.length > 0 ? "Something changed." : undefined;
}

/**
 * Whether what the page at this address shows is read again by itself. A mailbox and its messages are not: each
 * reading is recorded, and is the reader's own decision.
 */
export const followsByItself = (pathname: string): boolean =>
  !/^\/mailboxes\/[^/]+|^\/break-glass\/[^/]+\/[^/]+/.test(pathname);

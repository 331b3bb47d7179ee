// The words of the archive. Pure.
import type { ArchiveHealth, Counts, ItemEvent, ItemKind } from "../../api/archive";
import type { Tone } from "../../components/status/words";

interface Word {
  label: string;
  tone: Tone;
}

export const ARCHIVE_HEALTH: Record<ArchiveHealth, Word> = {
  starting: { label: "Starting", tone: "busy" },
  healthy: { label: "Healthy", tone: "good" },
  source_fails: { label: "Source fails", tone: "bad" },
  stalled: { label: "Stalled", tone: "bad" },
  paused: { label: "Paused", tone: "neutral" },
};

export const ITEM_KIND: Record<ItemKind, string> = { post: "Post", comment: "Comment", message: "Private message" };
export const ITEM_EVENT: Record<ItemEvent, Word> = {
  created: { label: "Created", tone: "neutral" },
  edited: { label: "Edited", tone: "part" },
  deleted: { label: "Deleted", tone: "bad" },
  restored: { label: "Restored", tone: "good" },
};

/** The six states of a delivery, in the order in which they are added up. */
export const STATES = [
  { id: "imported", label: "Imported", tone: "good", help: "in the mailbox, whole" },
  { id: "partially_imported", label: "Partially imported", tone: "part", help: "the destination took less than the whole" },
  { id: "skipped", label: "Skipped", tone: "neutral", help: "there already, also because two people have one mailbox" },
  { id: "failed", label: "Failed", tone: "bad", help: "the destination would not take it" },
  { id: "waiting", label: "Waiting", tone: "busy", help: "not tried yet, or to be tried again" },
  { id: "quarantined", label: "Quarantined", tone: "unknown", help: "nobody knew the mailbox: see Quarantine" },
] as const satisfies readonly (Word & { id: keyof Counts; help: string })[];

export const sumOf = (counts: Counts): number => STATES.reduce((sum, { id }) => sum + counts[id], 0);

export const STREAM: Record<string, string> = {
  people: "People",
  groups: "Groups",
  posts: "Posts",
  comments: "Comments",
  messages: "Private messages",
  deletions: "Deletions",
};

export const DELIVERY_STATE: Record<string, Word> = {
  imported: { label: "Imported", tone: "good" },
  partial: { label: "Partially imported", tone: "part" },
  skipped: { label: "Skipped", tone: "neutral" },
  failed: { label: "Failed", tone: "bad" },
  waiting: { label: "Waiting", tone: "busy" },
  quarantined: { label: "Quarantined", tone: "unknown" },
};

export const CODE: Record<string, string> = {
  no_address: "No address",
  not_an_address: "Not an address",
  no_mailbox: "No mailbox",
  reused: "Reused address",
};

export const RULE_STATE: Record<string, Word> = {
  active: { label: "Active", tone: "good" },
  waiting: { label: "Waits for a second person", tone: "busy" },
  refused: { label: "Refused", tone: "bad" },
  ended: { label: "Ended", tone: "neutral" },
};

export const PARTICIPANT_ROLE: Record<string, string> = {
  author: "author",
  owner: "owner of the profile",
  member: "member",
  follower: "follower",
  mentioned: "mentioned",
  carried: "took part before",
};

/** How long ago the oldest item is that is not in its mailboxes yet. */
export function lagText(seconds: number): string {
  if (seconds === 0) return "None: everything captured is in its mailboxes";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

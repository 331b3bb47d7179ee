// Where mailboxes lie in the portal. Pure.

/** A mailbox's page: among those that one may read, or below the granted request that opens it. */
export const baseOf = (mailbox: string, glass: string | undefined): string =>
  glass === undefined ? `/mailboxes/${mailbox}` : `/break-glass/${glass}/${mailbox}`;

/** The page of one message, which knows by which search it was found: what stands beside it there is before and after. */
export const messageAt = (base: string, uid: number, query: string): string =>
  `${base}/${uid}${query === "" ? "" : `?query=${encodeURIComponent(query)}`}`;

/** A subject without what all of its folder begin with: “[Salesforce Chatter] ” in “Inbox/Salesforce Chatter”. */
export function shortSubject(subject: string, folder: string): string {
  const prefix = `[${folder.split("/").at(-1) ?? ""}] `;
  const short = subject.startsWith(prefix) ? subject.slice(prefix.length) : subject;
  return short.trim() === "" ? "(no subject)" : short;
}

/** What is wrong with a query, and with which character of it, counted from 0, where that is said. */
export function placeOfProblem(message: string): { text: string; at: number | undefined } {
  const found = /^(.*?)\s*\(at character (\d+)\)$/s.exec(message);
  return found === null ? { text: message, at: undefined } : { text: found[1] ?? message, at: Number(found[2]) };
}

export const crumbsOf = (glass: string | undefined) =>
  glass === undefined ? [{ title: "Mailboxes", to: "/mailboxes" }] : [{ title: "Break-glass", to: "/break-glass" }];

// Where mailboxes lie in the portal. Pure.

/** A mailbox's page: among those that one may read, or below the granted request that opens it. */
export const baseOf = (mailbox: string, glass: string | undefined): string =>
  glass === undefined ? `/mailboxes/${mailbox}` : `/break-glass/${glass}/${mailbox}`;

export const crumbsOf = (glass: string | undefined) =>
  glass === undefined ? [{ title: "Mailboxes", to: "/mailboxes" }] : [{ title: "Break-glass", to: "/break-glass" }];

// The places that the navigation leads to. Pure.

export interface Place {
  path: string;
  title: string;
  /** First segments of addresses that belong to the place. */
  owns: readonly string[];
  /** The permission without which it leads nowhere. */
  needs?: string;
}

export const PLACES: readonly Place[] = [
  { path: "/", title: "Overview", owns: [""] },
  { path: "/connectors", title: "Data connectors", owns: ["connectors", "instances", "archives"] },
  { path: "/mailboxes", title: "Mailboxes", owns: ["mailboxes"], needs: "mailboxes.read" },
  { path: "/break-glass", title: "Break-glass", owns: ["break-glass"], needs: "break_glass.read" },
  { path: "/assessments", title: "Assessments", owns: ["assessments"] },
  { path: "/actions", title: "Improvement actions", owns: ["actions"] },
  { path: "/alerts", title: "Alerts", owns: ["alerts"], needs: "alerts.read" },
  { path: "/settings", title: "Settings", owns: ["settings"] },
  { path: "/api-reference", title: "API reference", owns: ["api-reference"] },
];

/** The place that an address belongs to. */
export function placeOf(pathname: string): Place | undefined {
  const first = pathname.split("/")[1] ?? "";
  return PLACES.find((place) => place.owns.includes(first));
}

/** Where to go after signing in: a path of this portal, never another site. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith("/") || /^\/[/\\]/.test(next)) return "/";
  return next.startsWith("/sign-in") || next.startsWith("/setup") ? "/" : next;
}

// Links that look like Fluent's and navigate without loading the page anew.
import { Button, Link, type ButtonProps } from "@fluentui/react-components";
import type { MouseEvent, ReactNode } from "react";
import { useHref, useLinkClickHandler, useLocation } from "react-router";

/** Pages that can be looked at as of a past date; a link between them keeps the date. */
const DATED = /^\/(?:$|\?|actions|assessments\/[^/?]+)/;

/** `to`, with the page's “as of” where the target knows it. */
export function withAsOf(to: string, search: string): string {
  const asOf = new URLSearchParams(search).get("as_of");
  if (asOf === null || !DATED.test(to) || to.startsWith("/assessments/new")) return to;
  const [path = "", query = ""] = to.split("?");
  const parameters = new URLSearchParams(query);
  if (!parameters.has("as_of")) parameters.set("as_of", asOf);
  return `${path}?${parameters.toString()}`;
}

/** What an anchor needs to lead to a page of the portal. */
export function useLinkProps(to: string): {
  href: string;
  onClick: (event: MouseEvent<HTMLAnchorElement>) => void;
} {
  const target = withAsOf(to, useLocation().search);
  const href = useHref(target);
  const onClick = useLinkClickHandler(target);
  return { href, onClick };
}

export function PageLink({ to, children, label }: { to: string; children: ReactNode; label?: string }) {
  return (
    <Link as="a" inline {...useLinkProps(to)} {...(label === undefined ? {} : { "aria-label": label })}>
      {children}
    </Link>
  );
}

/** A link that leads outside; it opens beside this page and says nothing of where it came from. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  // A link comes from a file: only web addresses lead anywhere.
  if (!/^https?:\/\//i.test(href)) return <>{children}</>;
  return (
    <Link inline href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </Link>
  );
}

interface ButtonLinkProps {
  to: string;
  children: ReactNode;
  appearance?: ButtonProps["appearance"];
  icon?: ButtonProps["icon"];
  /** What it is called where the text alone would not tell one from another. */
  label?: string;
}

/** Navigation that looks like a button. */
export function ButtonLink({ to, children, appearance = "secondary", icon, label }: ButtonLinkProps) {
  const link = useLinkProps(to);
  return (
    <Button as="a" appearance={appearance} icon={icon ?? null} aria-label={label} {...link}>
      {children}
    </Button>
  );
}

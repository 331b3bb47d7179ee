// A notification target as a form has it, and as the API wants it. Pure.
import type { AlertKind, AlertSeverity, MailSecurity, NewTarget, Target, TargetKind } from "../../api/types";

export interface TargetInput {
  name: string;
  kind: TargetKind;
  url: string;
  host: string;
  port: string;
  security: MailSecurity;
  user: string;
  from: string;
  /** One address a line, or between commas. */
  to: string;
  secret: string;
  kinds: readonly AlertKind[];
  severity: AlertSeverity;
}

/** The usual port of each kind of connection. */
export const PORTS: Record<MailSecurity, string> = { starttls: "587", tls: "465", none: "25" };

/** Bytes of a signing secret that is made here; the receiver's side takes 24 to 64. */
const SECRET_BYTES = 32;

export function inputOf(target?: Target): TargetInput {
  const { smtp, webhook } = target ?? {};
  return {
    name: target?.name ?? "",
    kind: target?.kind ?? "smtp",
    url: webhook?.url ?? "",
    host: smtp?.host ?? "",
    port: String(smtp?.port ?? PORTS.starttls),
    security: smtp?.security ?? "starttls",
    user: smtp?.user ?? "",
    from: smtp?.from ?? "",
    to: (smtp?.to ?? []).join(", "),
    secret: "",
    kinds: target?.kinds ?? [],
    severity: target?.severity_min ?? "low",
  };
}

const addresses = (text: string) => text.split(/[\s,;]+/).filter((part) => part !== "");

export function wanted(input: TargetInput): NewTarget {
  const { name, kind, kinds, severity } = input;
  const secret = input.secret === "" ? null : input.secret;
  const shared = { name, kind, kinds: [...kinds], severity_min: severity };
  if (kind === "webhook") return { ...shared, secret, webhook: { url: input.url }, smtp: null };
  const user = input.user.trim() === "" ? null : input.user.trim();
  const port = /^\d{1,5}$/.test(input.port) && Number(input.port) <= 65535 ? Number(input.port) : 0;
  const { security } = input;
  const smtp = { host: input.host.trim(), port, security, user, from: input.from.trim(), to: addresses(input.to) };
  return { ...shared, secret: user === null ? null : secret, smtp, webhook: null };
}

/** A new signing secret, made in this browser. */
export function newSecret(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  const bytes = random(new Uint8Array(SECRET_BYTES));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}

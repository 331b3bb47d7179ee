// What somebody wants archived, as a form has it, and what is sent of it. Pure.
import type { ArchiveSettings, ArchiveSettingsInput, Custodian, ItemKind, LeaveOut } from "../../api/archive";
import { custodiansOf } from "../../components/list/csv";

/** Kinds that are chosen by a box; private messages are asked for apart. */
export const OPEN_KINDS: readonly ItemKind[] = ["post", "comment"];

export interface Wish {
  kinds: readonly ItemKind[];
  files: boolean;
  /** A day as 2026-11-21, in UTC; empty for everything that there is. */
  from: string;
  privately: boolean;
  purpose: string;
  legalBasis: string;
  leaveOut: readonly LeaveOut[];
  /** One a line, or with commas between. */
  domains: string;
  /** Seconds; empty for as often as the connector does by itself. */
  every: string;
  /** Lines of address and name. */
  custodians: string;
}

export const FIRST_WISH: Wish = {
  kinds: OPEN_KINDS,
  files: true,
  from: "",
  privately: false,
  purpose: "",
  legalBasis: "",
  leaveOut: [],
  domains: "",
  every: "",
  custodians: "",
};

/** What is set already, to be changed. */
export function wishOf(settings: ArchiveSettings): Wish {
  return {
    kinds: settings.kinds,
    files: settings.files,
    from: settings.from?.slice(0, 10) ?? "",
    privately: settings.messages !== null,
    purpose: settings.messages?.purpose ?? "",
    legalBasis: settings.messages?.legal_basis ?? "",
    leaveOut: settings.leave_out,
    domains: settings.domains.join("\n"),
    every: String(settings.every_s),
    custodians: "",
  };
}

export const domainsOf = (wish: Wish): string[] => wish.domains.split(/[\s,;]+/).filter((domain) => domain !== "");
export const custodiansIn = (wish: Wish): Custodian[] => custodiansOf(wish.custodians);

/** As the API takes it. `before` is kept where the day was not touched: it may have had an hour. */
export function settingsOf(wish: Wish, before?: ArchiveSettings): ArchiveSettingsInput {
  const untouched = before?.from?.slice(0, 10) === wish.from;
  return {
    kinds: OPEN_KINDS.filter((kind) => wish.kinds.includes(kind)),
    files: wish.files,
    from: untouched ? before.from : wish.from === "" ? null : `${wish.from}T00:00:00Z`,
    messages: wish.privately ? { purpose: wish.purpose.trim(), legal_basis: wish.legalBasis.trim() } : null,
    leave_out: wish.leaveOut.map(({ what, id, reason }) => ({ what, id: id.trim(), reason: reason.trim() })),
    domains: domainsOf(wish),
    every_s: wish.every.trim() === "" ? null : Number(wish.every),
  };
}

/** What can be said of a form before the server sees it, by the field that the server would name. */
export function wrongIn(wish: Wish): Record<string, string> {
  const errors: Record<string, string> = {};
  if (wish.kinds.length === 0 && !wish.privately) {
    errors["settings.kinds"] = "Choose posts, comments or both: nothing would be archived.";
  }
  if (wish.privately && wish.purpose.trim() === "") {
    errors["settings.messages.purpose"] = "Say what the messages are needed for: it is shown to auditors.";
  }
  if (wish.privately && wish.legalBasis.trim() === "") {
    errors["settings.messages.legal_basis"] = "Say what allows it: it is shown to auditors.";
  }
  wish.leaveOut.forEach(({ id, reason }, at) => {
    if (id.trim() === "") errors[`settings.leave_out.${at}.id`] = "Enter the source's id: letters and digits.";
    if (reason.trim() === "") errors[`settings.leave_out.${at}.reason`] = "Say why: it is shown to auditors.";
  });
  if (wish.every.trim() !== "" && !/^\d+$/.test(wish.every.trim())) {
    errors["settings.every_s"] = "Enter whole seconds.";
  }
  return errors;
}

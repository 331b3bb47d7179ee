// The shapes of archive connectors, mailboxes and break-glass by the names that the portal uses.
import type { components } from "./schema";
import type { Absence, AlertDetail, Connector } from "./types";
import type { OnTheWire } from "./wire";

type Schemas = components["schemas"];
type Answer<Name extends keyof Schemas> = OnTheWire<Schemas[Name]>;

export type ItemKind = Answer<"ItemKind">;
export type ItemEvent = Answer<"ItemEvent">;
export type ArchiveHealth = Answer<"ArchiveHealth">;

/** What the description of an archive connector says beside that of any other. */
export interface ArchiveInfo {
  title: string;
  class: string;
  folder: string;
  kinds: { kind: ItemKind; title: string; what: string }[];
  messages: { help: string; right: string; purpose: string; legal_basis: string } | null;
  polling: { default_s: number; min_s: number; max_s: number };
}
/** A connector that archives. */
export type ArchiveConnector = Connector & { archive: ArchiveInfo };

export const isArchive = (connector: Connector): connector is ArchiveConnector =>
  connector.kind === "archive" && "archive" in connector && connector.archive !== null;

export type LeaveOut = Answer<"LeaveOut">;
export type ArchiveSettings = Answer<"ArchiveSettings">;
export type ArchiveSettingsInput = Answer<"ArchiveSettingsInput">;
export type Stream = Omit<Answer<"StreamView">, "absent"> & { absent: Absence | null };
export type Counts = Answer<"CountsView">;
export type Archive = Omit<Answer<"ArchiveView">, "streams"> & { streams: Stream[] };
export type ArchiveDeletion = Answer<"ArchiveDeletion">;
export type Custodian = Answer<"CustodianInput">;
export type CustodianImport = Answer<"CustodianImport">;
export interface NewArchive {
  connector: string;
  name: string;
  credentials: Record<string, string>;
  /** The draft that is finished by this. */
  draft?: string | undefined;
  terms_version: string;
  settings: ArchiveSettingsInput;
  custodians: Custodian[];
}

export type LogLine = Answer<"LineView">;
export type Log = Answer<"LogView">;
export type DeliveryFailure = Answer<"FailureView">;
export type Quarantined = Answer<"QuarantinedPerson">;
export type Quarantine = Answer<"QuarantineView">;
export type Reconciliation = Answer<"ReconciliationView">;
export type Gap = Answer<"GapView">;

export type MappingRuleInput = Answer<"MappingRuleInput">;
export type MappingRule = Answer<"MappingRuleView">;
export type MappingImport = Answer<"MappingImport">;
export type MappedPerson = Answer<"PersonMappingView">;
export type Mapping = Answer<"MappingView">;

export type Mailbox = Answer<"MailboxView">;
export type MessageLine = Answer<"MessageLine">;
export type MessagePage = Answer<"MessagePage">;
export type Recipient = Answer<"RecipientView">;
export type MessageFile = Answer<"AttachmentView">;
export type Version = Answer<"VersionView">;
export type ParticipantCopy = Answer<"ParticipantView">;
export type Provenance = Answer<"ProvenanceView">;
/** A message as it is opened: its line in the list, and the whole of it. */
export interface Mail extends MessageLine {
  message_id: string;
  item_class: string;
  to: Recipient[];
  cc: Recipient[];
  text: string;
  html: string;
  files: MessageFile[];
  versions: Version[];
  original: unknown;
  provenance: Provenance;
}

export type BreakGlass = Answer<"BreakGlassView">;
export interface BreakGlassDetail extends Omit<Answer<"BreakGlassDetail">, "messages"> {
  messages: AlertDetail["messages"];
}
export type BreakGlassUse = Answer<"BreakGlassUseView">;
export type BreakGlassRequest = Schemas["BreakGlassRequest"];

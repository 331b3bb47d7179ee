// The API's shapes by the names that the portal uses. They come from openapi/vouchsafe.json by way of schema.d.ts.
import type { components } from "./schema";
import type { OnTheWire } from "./wire";

type Schemas = components["schemas"];

type Answer<Name extends keyof Schemas> = OnTheWire<Schemas[Name]>;

/** An answer with some properties known more closely than the description says. */
type Refined<Name extends keyof Schemas, More> = Omit<Answer<Name>, keyof More> & More;

export type Role = Answer<"Role">;
export type Verdict = Answer<"Verdict">;
export type TestStatus = Answer<"TestStatus">;
export type ImplementationStatus = Answer<"ImplementationStatus">;
export type Severity = Answer<"Severity">;
export type ActionKind = Answer<"ActionKind">;
export type ControlStatus = Answer<"ControlStatus">;
export type AssessmentStatus = Answer<"AssessmentStatus">;
export type Covers = Answer<"Covers">;

export type Points = Answer<"Points">;
export type Coverage = Answer<"Coverage">;
export type Score = Answer<"Score">;

/** A problem document; what does not come from Vouchsafe (a proxy before it) may lack all but the status. */
export type Problem = Partial<Schemas["Problem"]> & { status: number };
export type FieldError = Schemas["ProblemField"];

export type Principal = Answer<"PrincipalView">;
export type PrincipalKind = Answer<"PrincipalKind">;
export type RoleGroup = Answer<"RoleGroupView">;
export type ApiToken = Answer<"TokenView">;
export type MadeToken = Answer<"TokenAnswer">;
export type NewToken = Schemas["NewToken"];
export type TokenScope = Answer<"ScopeView">;
export type SecondFactor = Answer<"SecondFactorView">;
export type Enrolment = Answer<"EnrolmentAnswer">;
export type Self = Answer<"SelfView">;
export type Me = Answer<"Me">;

export type CredentialField = Answer<"Field">;
export type AuthMethod = Answer<"AuthMethod">;
export type RightInfo = Answer<"RightInfo">;
export type EventsInfo = Answer<"EventsInfo">;
export type Connector = Answer<"ConnectorView">;
export type Validation = Answer<"ValidationView">;
export type Arrival = Answer<"ArrivalView">;
export type Draft = Answer<"DraftView">;
export type Certificate = Answer<"CertificateView">;
export type KeyPair = Answer<"KeyPairView">;
export type Held = Answer<"HeldView">;
export type People = Answer<"PeopleView">;
export type BaselineParameter = Answer<"BaselineParameter">;
export type Baseline = Answer<"BaselineView">;
export type MissingRight = Answer<"MissingView">;

export type Absence = Answer<"Absence">;
export type SignalState = Answer<"SignalView">;
export type SetState = Answer<"SetView">;
export type RunState = "running" | "complete" | "partial" | "failed";
export type Run = Refined<
  "RunView",
  {
    trigger: "activation" | "daily" | "requested" | "event";
    state: RunState;
    sets: Refined<"SetResultView", { state: "waiting" | "committed" | "failed" }>[];
  }
>;
export type HealthState = Answer<"HealthState">;
export type Instance = Refined<"InstanceView", { last_run: Run | null }>;
export type InstanceBrief = Answer<"InstanceBrief">;
export type InstanceRef = Answer<"InstanceRef">;
export type Quota = Answer<"QuotaView">;
export type Deletion = Answer<"DeletionView">;
export type InstanceEvent = Answer<"EventView">;
export type NameAnswer = Answer<"NameAnswer">;

export type RegulationSummary = Answer<"RegulationSummary">;
export type Group = Answer<"GroupRef">;
export type AssessmentSummary = Answer<"AssessmentSummary">;
export type Assessment = Answer<"AssessmentView">;
export type Family = Answer<"FamilyResult">;
export type Control = Answer<"ControlResult">;
export type NewAssessment = Required<Schemas["NewAssessment"]>;

export type ActionRow = Answer<"ActionRow">;
export type Action = Refined<"ActionView", { results: InstanceResult[] }>;
export type InstanceResult = Refined<"InstanceResultView", { checks: CheckResult[] }>;
export type CheckResult = Answer<"CheckResultView">;
export type Parameter = Answer<"ParameterView">;
export type ParameterSetting = Answer<"ParameterSetting">;
export interface NewParameter {
  value: unknown;
  why: string;
  /** RFC 3339; null for good. */
  until: string | null;
}
export type PackUpdateRow = Answer<"PackUpdateSummary">;
export type PackUpdate = Answer<"PackUpdateView">;
export type PackFile = Answer<"PackFileView">;
export type FoundCheck = Refined<"InstanceCheckView", { result: CheckResult }>;
export type Drift = Refined<"DriftView", { old: unknown; new: unknown }>;
export type DriftPage = Refined<"DriftPage", { items: Drift[] }>;
export type Check = Answer<"Check">;
export type NewStatus = Omit<Schemas["NewStatus"], "implementation_status" | "test_status"> & {
  implementation_status: ImplementationStatus;
  test_status?: TestStatus;
};
export type StatusEntry = Answer<"StatusEntry">;
export type OutcomeEntry = Answer<"IntervalView">;

export type Overview = Refined<"OverviewView", { actions_by_status: Partial<Record<TestStatus, number>> }>;
export type ScorePoint = Answer<"ScorePoint">;

export type AlertKind = Answer<"AlertKind">;
export type AlertSeverity = Answer<"AlertSeverity">;
export type AlertStatus = Answer<"AlertStatus">;
export type AlertCounts = Answer<"AlertCounts">;
export type Alert = Answer<"AlertView">;
type MessageState = "waiting" | "sent" | "dead";
export type AlertDetail = Refined<"AlertDetail", { messages: Refined<"MessageView", { state: MessageState }>[] }>;
export type TargetKind = Answer<"TargetKind">;
export type MailSecurity = Answer<"MailSecurity">;
export type Message = Refined<"DeliveryView", { state: MessageState }>;
export type Target = Refined<"TargetView", { messages: Message[] }>;
export type NewTarget = Required<Schemas["NewTarget"]>;

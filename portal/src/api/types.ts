// The API's shapes by the names that the portal uses.
/* eslint-disable max-lines -- one list, in the API's order */

export type Role = "global_administrator" | "data_connector_admin" | "compliance_manager_reader";
export type Verdict =
  | "passed"
  | "partially_passed"
  | "failed"
  | "undetected"
  | "to_be_detected"
  | "not_applicable";
export type TestStatus =
  | "none"
  | "not_assessed"
  | "passed"
  | "failed_low_risk"
  | "failed_medium_risk"
  | "failed_high_risk"
  | "out_of_scope"
  | "in_progress"
  | "to_be_detected"
  | "could_not_be_detected"
  | "partially_tested";
export type ImplementationStatus =
  | "not_implemented"
  | "implemented"
  | "alternative_implementation"
  | "planned"
  | "out_of_scope";
export type Severity = "low" | "medium" | "high" | "critical";
export type ActionKind = "technical" | "operational" | "documentation";
export type ControlStatus = "passed" | "failed" | "none" | "out_of_scope" | "in_progress";
export type AssessmentStatus = "complete" | "incomplete" | "none" | "in_progress";
export type Covers = "all" | "chosen";

export interface Points {
  achieved_thousandths: number;
  achievable: number;
}
export interface Coverage {
  decided: number;
  all: number;
  percentage_tenths: number | null;
}
export interface Score {
  points: Points;
  percentage_tenths: number | null;
  coverage: Coverage;
}

export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  errors?: FieldError[];
}
export interface FieldError {
  field: string;
  message: string;
}

export interface Principal {
  id: string;
  name: string;
  role: Role;
  created_at?: string;
}
export interface Me {
  principal: Principal;
  permissions: string[];
}

export interface CredentialField {
  name: string;
  label: string;
  help: string;
  secret: boolean;
  max_chars: number;
  pattern: string | null;
  pattern_help: string;
}
export interface AuthMethod {
  id: string;
  title: string;
  fields: CredentialField[];
}
export interface RightInfo {
  classic: string;
  granular: string[];
  why: string;
  required: boolean;
}
export interface EventsInfo {
  help: string;
  steps: string[];
  names: string[];
  secret_label: string;
}
export interface Connector {
  id: string;
  service: string;
  title: string;
  summary: string;
  description: string;
  reads: { what: string; why: string }[];
  rights: RightInfo[];
  terms: { version: string; text: string };
  setup: string[];
  methods: AuthMethod[];
  events: EventsInfo | null;
  kind: "compliance";
  instances: number;
}

export interface ValidationProblem {
  field: string | null;
  message: string;
  mend: string;
}
export interface MissingRight {
  right: string;
  alternatives: string[];
  affects: string[];
  required: boolean;
}
export interface Validation {
  result: "succeeded" | "warning" | "failed";
  account_id: string | null;
  message: string;
  problems: ValidationProblem[];
  granted: string[];
  missing: MissingRight[];
}

export interface Absence {
  kind: "scope_missing" | "not_licensed" | "not_found";
  message: string;
  right: string | null;
}
export interface SignalState {
  signal: string;
  presence: "document" | "table" | "absent" | null;
  read_at: string | null;
  absence: Absence | null;
}
export interface SetState {
  set: string;
  signals: SignalState[];
  read_at: string | null;
  stale: boolean;
}
export interface Run {
  id: string;
  trigger: "activation" | "daily" | "requested" | "event";
  state: "running" | "complete" | "partial" | "failed";
  started_at: string;
  ended_at: string | null;
  sets: { set: string; state: "waiting" | "committed" | "failed"; detail: string | null; at: string | null }[];
}
export interface Instance {
  id: string;
  connector: string;
  service: string;
  name: string;
  account_id: string;
  created_at: string;
  created_by: string;
  health: { state: "waiting" | "healthy" | "degraded" | "failing"; message: string };
  last_run: Run | null;
  sets: SetState[];
  events: {
    url: string;
    subscribed: boolean;
    first_event_at: string | null;
    last_event_at: string | null;
  };
  checks: Record<Verdict, number>;
  next_refresh_at: string | null;
}
export interface InstanceRef {
  id: string;
  name: string;
  service: string;
}
export interface Deletion {
  assessments: { id: string; name: string; before: Score; after: Score }[];
  organisation: { before: Score; after: Score };
}
export interface InstanceEvent {
  id: string;
  name: string;
  occurred_at: string;
  received_at: string;
  operator: string | null;
  old: unknown;
  new: unknown;
  run: string | null;
}

export interface RegulationSummary {
  id: string;
  title: string;
  description: string;
  version: string;
  services: string[];
  controls: number;
  actions: number;
  automatic: number;
  manual: number;
}
export interface Group {
  id: string;
  name: string;
}
export interface AssessmentSummary {
  id: string;
  name: string;
  group: Group;
  regulation: { id: string; title: string };
  services: string[];
  instances: number;
  status: AssessmentStatus;
  score: Score;
  failed_instances: number;
  created_at: string;
}
export interface Control {
  id: string;
  title: string;
  description: string;
  status: ControlStatus;
  points: Points;
  failed_instances: number;
  actions: string[];
}
export interface Family {
  id: string;
  title: string;
  controls: Control[];
}
export interface Assessment extends AssessmentSummary {
  covers: Covers;
  as_of: string;
  service_scores: { service: string; score: Score }[];
  instance_scores: { instance: InstanceRef; score: Score; failed: number }[];
  families: Family[];
  actions: ActionRow[];
}
export interface NewAssessment {
  name: string;
  regulation: string;
  group: { id: string } | { name: string };
  services: string[];
  covers: Covers;
  instances: string[];
}

export interface InstanceCounts {
  total: number;
  passed: number;
  partially_passed: number;
  failed: number;
  undetected: number;
  to_be_detected: number;
  not_applicable: number;
}
export interface ActionRow {
  id: string;
  title: string;
  kind: ActionKind;
  category: string;
  group: Group | null;
  points: Points;
  test_status: TestStatus;
  note: string | null;
  worst: Verdict | null;
  instances: InstanceCounts;
  implementation_status: ImplementationStatus;
  flagged: boolean;
  testing_source: "automatic" | "manual";
  regulations: string[];
  assessments: number;
}
export interface Reason {
  code: string;
  text: string;
  absence: Absence | null;
}
export interface Fact {
  name: string;
  signal: string;
  pointer: string;
  actual: unknown;
  read_at?: string | null;
}
export interface Check {
  id: string;
  version: number;
  service: string;
  title: string;
  why: string;
  action: string;
  severity: Severity;
}
export interface CheckResult {
  check: {
    id: string;
    version: number;
    title: string;
    why: string;
    fix: string;
    link: string | null;
    severity: Severity;
    maps: string[];
  };
  verdict: Verdict;
  reason: Reason | null;
  expected: string;
  facts: Fact[];
  parameters: Record<string, unknown>;
  read_at: string | null;
  proven_until: string | null;
  recorded_at: string | null;
  observed_at: string | null;
}
export interface InstanceResult {
  instance: InstanceRef;
  verdict: Verdict;
  points: Points;
  checks: CheckResult[];
}
export interface Action extends Omit<ActionRow, "assessments"> {
  description: string;
  how: string;
  link: string | null;
  as_of: string;
  controls: { regulation: string; control: string; title: string }[];
  assessments: { id: string; name: string }[];
  results: InstanceResult[];
  implementation_date: string | null;
  test_date: string | null;
  notes: string;
}
export interface NewStatus {
  group: string | null;
  implementation_status: ImplementationStatus;
  implementation_date?: string;
  test_status?: TestStatus;
  test_date?: string;
  notes?: string;
}
export interface StatusEntry {
  recorded_at: string;
  by: string;
  implementation_status: ImplementationStatus;
  test_status: TestStatus;
  notes: string;
}
export interface OutcomeEntry {
  id: string;
  expected: string;
  verdict: Verdict;
  reason: Reason | null;
  facts: Fact[];
  check_version: number;
  observed_at: string;
  recorded_at: string;
  closed_at: string | null;
  event: { operator: string | null; old: unknown; new: unknown; occurred_at: string } | null;
}

export interface Overview {
  as_of: string;
  score: Score;
  assessments: AssessmentSummary[];
  actions_by_status: Partial<Record<TestStatus, number>>;
  worst_actions: ActionRow[];
  instances: Instance[];
  problems: { kind: string; message: string; link: string | null }[];
}
export interface ScorePoint {
  at: string;
  score: Score;
}

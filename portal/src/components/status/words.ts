// The words and the weight of every status. One place, so that one thing has one name.
import type {
  ActionKind,
  AssessmentStatus,
  ControlStatus,
  ImplementationStatus,
  Instance,
  Role,
  Run,
  Severity,
  TestStatus,
  Verdict,
} from "../../api/types";

/** How a status weighs: its colour and its icon, never its only sign. */
export type Tone = "good" | "part" | "bad" | "unknown" | "neutral" | "busy";

interface Word {
  label: string;
  tone: Tone;
}
const word = (label: string, tone: Tone): Word => ({ label, tone });

export const VERDICT: Record<Verdict, Word> = {
  passed: word("Passed", "good"),
  partially_passed: word("Partially passed", "part"),
  failed: word("Failed", "bad"),
  undetected: word("Could not be detected", "unknown"),
  to_be_detected: word("To be detected", "busy"),
  not_applicable: word("Not applicable", "neutral"),
};

/** Worst first. */
export const VERDICTS: readonly Verdict[] = [
  "failed",
  "undetected",
  "to_be_detected",
  "partially_passed",
  "passed",
  "not_applicable",
];

export const TEST_STATUS: Record<TestStatus, Word> = {
  failed_high_risk: word("Failed high risk", "bad"),
  failed_medium_risk: word("Failed medium risk", "bad"),
  failed_low_risk: word("Failed low risk", "bad"),
  partially_tested: word("Partially tested", "part"),
  could_not_be_detected: word("Could not be detected", "unknown"),
  to_be_detected: word("To be detected", "busy"),
  in_progress: word("In progress", "busy"),
  not_assessed: word("Not assessed", "neutral"),
  none: word("None", "neutral"),
  passed: word("Passed", "good"),
  out_of_scope: word("Out of scope", "neutral"),
};
/** Worst first. */
export const TEST_STATUSES = Object.keys(TEST_STATUS) as TestStatus[];
/** Those that a person may set. */
export const MANUAL_TEST_STATUSES = TEST_STATUSES.filter(
  (status) => !["could_not_be_detected", "to_be_detected", "partially_tested"].includes(status),
);

export const IMPLEMENTATION: Record<ImplementationStatus, string> = {
  not_implemented: "Not implemented",
  implemented: "Implemented",
  alternative_implementation: "Alternative implementation",
  planned: "Planned",
  out_of_scope: "Out of scope",
};

export const CONTROL_STATUS: Record<ControlStatus, Word> = {
  failed: word("Failed", "bad"),
  in_progress: word("In progress", "busy"),
  none: word("None", "neutral"),
  passed: word("Passed", "good"),
  out_of_scope: word("Out of scope", "neutral"),
};

export const ASSESSMENT_STATUS: Record<AssessmentStatus, Word> = {
  complete: word("Complete", "good"),
  incomplete: word("Incomplete", "bad"),
  in_progress: word("In progress", "busy"),
  none: word("None", "neutral"),
};

export const HEALTH: Record<Instance["health"]["state"], Word> = {
  healthy: word("Healthy", "good"),
  degraded: word("Degraded", "part"),
  failing: word("Failing", "bad"),
  waiting: word("Waiting for the first refresh", "busy"),
};

export const RUN_STATE: Record<Run["state"], Word> = {
  running: word("Running", "busy"),
  complete: word("Complete", "good"),
  partial: word("Partial", "part"),
  failed: word("Failed", "bad"),
};
export const TRIGGER: Record<Run["trigger"], string> = {
  activation: "Activation",
  daily: "Daily refresh",
  requested: "Refresh now",
  event: "Event",
};

export const SEVERITY: Record<Severity, string> = {
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "Critical",
};
export const KIND: Record<ActionKind, string> = {
  technical: "Technical",
  operational: "Operational",
  documentation: "Documentation",
};
/** Roles that are for what is archived. */
export const ARCHIVE_ROLE = {
  ediscovery_manager: "eDiscovery Manager",
  records_management: "Records Management",
  reviewer: "Reviewer",
  archive_auditor: "Archive Auditor",
} as const;
export const ROLE: Record<Role, string> = {
  global_administrator: "Global Administrator",
  data_connector_admin: "Data Connector Admin",
  compliance_manager_administration: "Compliance Manager Administration",
  compliance_manager_contribution: "Compliance Manager Contribution",
  compliance_manager_assessor: "Compliance Manager Assessor",
  compliance_manager_reader: "Compliance Manager Reader",
  ...ARCHIVE_ROLE,
};

/** Names of services as people write them; an unknown one is shown by its id. */
export const serviceName = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);

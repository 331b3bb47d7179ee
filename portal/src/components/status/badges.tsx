// Statuses as badges: word and icon, coloured by tone.
import { Badge, makeStyles, type BadgeProps } from "@fluentui/react-components";
import {
  CheckmarkCircle16Filled,
  CircleHalfFill16Filled,
  DismissCircle16Filled,
  QuestionCircle16Filled,
  SubtractCircle16Regular,
  Clock16Regular,
} from "@fluentui/react-icons";
import type { ReactElement } from "react";
import type { AssessmentStatus, ControlStatus, Instance, Run, TestStatus, Verdict } from "../../api/types";
import {
  ASSESSMENT_STATUS,
  CONTROL_STATUS,
  HEALTH,
  RUN_STATE,
  TEST_STATUS,
  VERDICT,
  type Tone,
} from "./words";

const LOOKS: Record<Tone, { color: NonNullable<BadgeProps["color"]>; icon: ReactElement }> = {
  good: { color: "success", icon: <CheckmarkCircle16Filled /> },
  part: { color: "warning", icon: <CircleHalfFill16Filled /> },
  bad: { color: "danger", icon: <DismissCircle16Filled /> },
  unknown: { color: "severe", icon: <QuestionCircle16Filled /> },
  busy: { color: "informative", icon: <Clock16Regular /> },
  neutral: { color: "subtle", icon: <SubtractCircle16Regular /> },
};

const useStyles = makeStyles({ badge: { whiteSpace: "nowrap", flexShrink: 0 } });

export function ToneBadge({ tone, label }: { tone: Tone; label: string }) {
  const look = LOOKS[tone];
  const styles = useStyles();
  return (
    <Badge className={styles.badge} appearance="tint" color={look.color} icon={look.icon} size="large" shape="rounded">
      {label}
    </Badge>
  );
}

export const VerdictBadge = ({ verdict }: { verdict: Verdict }) => <ToneBadge {...VERDICT[verdict]} />;
export const TestStatusBadge = ({ status }: { status: TestStatus }) => <ToneBadge {...TEST_STATUS[status]} />;
export const ControlStatusBadge = ({ status }: { status: ControlStatus }) => (
  <ToneBadge {...CONTROL_STATUS[status]} />
);
export const AssessmentStatusBadge = ({ status }: { status: AssessmentStatus }) => (
  <ToneBadge {...ASSESSMENT_STATUS[status]} />
);
export const HealthBadge = ({ state }: { state: Instance["health"]["state"] }) => (
  <ToneBadge {...HEALTH[state]} />
);
export const RunBadge = ({ state }: { state: Run["state"] }) => <ToneBadge {...RUN_STATE[state]} />;

// The improvement actions of an assessment.
import type { ActionRow, Assessment } from "../../api/types";
import { StatusBars } from "../../components/chart/StatusBars";
import type { Filter } from "../../components/list/rows";
import { Section } from "../../components/page/Section";
import { TEST_STATUS, TEST_STATUSES } from "../../components/status/words";
import { ActionList } from "../actions/ActionList";

export function AssessmentActions({ assessment }: { assessment: Assessment }) {
  const controls = assessment.families.flatMap((family) => family.controls);
  const byControl: Filter<ActionRow> = {
    id: "control",
    label: "Control",
    options: controls.map(({ id, title }) => ({ value: id, label: `${id} ${title}` })),
    test: (row, value) => controls.find((control) => control.id === value)?.actions.includes(row.id) ?? false,
  };
  const byFamily: Filter<ActionRow> = {
    id: "family",
    label: "Control family",
    options: assessment.families.map(({ id, title }) => ({ value: id, label: title })),
    test: (row, value) =>
      assessment.families
        .find((family) => family.id === value)
        ?.controls.some((control) => control.actions.includes(row.id)) ?? false,
  };
  const parts = TEST_STATUSES.map((status) => ({
    ...TEST_STATUS[status],
    count: assessment.actions.filter((action) => action.test_status === status).length,
  }));
  return (
    <Section title="Your improvement actions">
      <StatusBars label="Actions by test status" groups={[{ title: "", parts }]} />
      <ActionList rows={assessment.actions} assessment={assessment.id} filters={[byFamily, byControl]} />
    </Section>
  );
}

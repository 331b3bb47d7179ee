// The regulation's controls: their statuses by family, and one line each.
import type { ActionRow, Assessment, Control, Family } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import type { Filter, Grouping } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ControlStatusBadge } from "../../components/status/badges";
import { CONTROL_STATUS } from "../../components/status/words";
import { count, points } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { Families } from "./Families";

interface Line {
  family: Family;
  control: Control;
  passed: number;
}

function lines(assessment: Assessment): Line[] {
  const actions = new Map<string, ActionRow>(assessment.actions.map((action) => [action.id, action]));
  return assessment.families.flatMap((family) =>
    family.controls.map((control) => ({
      family,
      control,
      passed: control.actions.filter((id) => actions.get(id)?.test_status === "passed").length,
    })),
  );
}

function Title({ control }: { control: Control }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <strong>{control.title}</strong>
      {control.description !== "" && <span className={layout.muted}>{control.description}</span>}
    </div>
  );
}

function Status({ control }: { control: Control }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <span>
        <ControlStatusBadge status={control.status} />
      </span>
      {control.failed_instances > 0 && <span>{count(control.failed_instances, "failed instance")}</span>}
    </div>
  );
}

const columns = (assessment: Assessment): Column<Line>[] => [
  {
    id: "title",
    title: "Control",
    sort: ({ control }) => control.title,
    cell: ({ control }) => <Title control={control} />,
  },
  { id: "status", title: "Status", sort: ({ control }) => control.status, cell: ({ control }) => <Status control={control} /> },
  { id: "id", title: "Control ID", sort: ({ control }) => control.id, cell: ({ control }) => control.id },
  {
    id: "points",
    title: "Points achieved",
    numeric: true,
    sort: ({ control }) => control.points.achieved_thousandths,
    cell: ({ control }) => points(control.points),
  },
  {
    id: "actions",
    title: "Your improvement actions",
    cell: ({ control, passed }) => (
      <PageLink
        to={`/assessments/${assessment.id}/actions?control=${encodeURIComponent(control.id)}`}
        label={`${passed} of ${control.actions.length} passed, of control ${control.id}`}
      >
        {`${passed} of ${control.actions.length} passed`}
      </PageLink>
    ),
  },
];

const STATUS: Filter<Line> = {
  id: "status",
  label: "Status",
  options: Object.entries(CONTROL_STATUS).map(([value, { label }]) => ({ value, label })),
  test: ({ control }, value) => control.status === value,
};
const GROUPINGS: Grouping<Line>[] = [{ id: "family", label: "Control family", of: ({ family }) => family.title }];

export function Controls({ assessment }: { assessment: Assessment }) {
  return (
    <>
      <Families families={assessment.families} />
      <Section title="Controls">
        <ListView
          label="Controls"
          noun={["control", "controls"]}
          rows={lines(assessment)}
          rowKey={({ control }) => control.id}
          text={({ family, control }) => `${control.id} ${control.title} ${control.description} ${family.title}`}
          columns={columns(assessment)}
          filters={[
            {
              id: "family",
              label: "Control family",
              options: assessment.families.map(({ id, title }) => ({ value: id, label: title })),
              test: ({ family }, value) => family.id === value,
            },
            STATUS,
          ]}
          groupings={GROUPINGS}
          empty={<Empty title="This regulation has no controls">Its file lists none.</Empty>}
        />
      </Section>
    </>
  );
}

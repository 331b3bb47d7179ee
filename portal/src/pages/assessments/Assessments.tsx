// The assessments.
import { useAssessments } from "../../api/queries/assessments";
import type { AssessmentSummary } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf, type Filter, type Grouping } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { ScoreCell } from "../../components/score/ScoreFigure";
import { AssessmentStatusBadge } from "../../components/status/badges";
import { ASSESSMENT_STATUS, serviceName } from "../../components/status/words";
import { points } from "../../components/text/format";
import { PageLink } from "../../components/text/links";

const COLUMNS: Column<AssessmentSummary>[] = [
  {
    id: "name",
    title: "Assessment",
    sort: (row) => row.name,
    cell: (row) => <PageLink to={`/assessments/${row.id}`}>{row.name}</PageLink>,
  },
  {
    id: "status",
    title: "Status",
    sort: (row) => row.status,
    cell: (row) => <AssessmentStatusBadge status={row.status} />,
  },
  {
    id: "progress",
    title: "Progress",
    sort: (row) => row.score.percentage_tenths,
    cell: (row) => <ScoreCell score={row.score} />,
  },
  {
    id: "points",
    title: "Points achieved",
    numeric: true,
    sort: (row) => row.score.points.achieved_thousandths,
    cell: (row) => points(row.score.points),
  },
  {
    id: "failed",
    title: "Failed instances",
    numeric: true,
    sort: (row) => row.failed_instances,
    cell: (row) => (
      <PageLink to={`/assessments/${row.id}/actions?status=failed`} label={`${row.failed_instances} of ${row.instances} failed instances of ${row.name}`}>
        {`${row.failed_instances} of ${row.instances}`}
      </PageLink>
    ),
  },
  { id: "group", title: "Group", sort: (row) => row.group.name, cell: (row) => row.group.name },
  {
    id: "services",
    title: "Services",
    sort: (row) => row.services.join(" "),
    cell: (row) => row.services.map(serviceName).join(", "),
  },
  {
    id: "regulation",
    title: "Regulation",
    sort: (row) => row.regulation.title,
    cell: (row) => row.regulation.title,
  },
];

const GROUPINGS: Grouping<AssessmentSummary>[] = [
  { id: "group", label: "Group", of: (row) => row.group.name },
  { id: "services", label: "Services", of: (row) => row.services.map(serviceName).join(", ") },
  { id: "regulation", label: "Regulation", of: (row) => row.regulation.title },
];

const STATUS: Filter<AssessmentSummary> = {
  id: "status",
  label: "Status",
  options: Object.entries(ASSESSMENT_STATUS).map(([value, { label }]) => ({ value, label })),
  test: (row, value) => row.status === value,
};

export default function Assessments() {
  const assessments = useAssessments();
  const add = (
    <GuardedButton needs="assessments.manage" appearance="primary" to="/assessments/new">
      Add assessment
    </GuardedButton>
  );
  return (
    <Page
      title="Assessments"
      summary="An assessment applies a regulation to service instances, and keeps the score of it."
      actions={add}
    >
      <Section title="All assessments">
        <Loaded query={assessments}>
          {(rows) => (
            <ListView
              label="Assessments"
              noun={["assessment", "assessments"]}
              rows={rows}
              rowKey={(row) => row.id}
              text={(row) => `${row.name} ${row.group.name} ${row.regulation.title}`}
              columns={COLUMNS}
              filters={[
                STATUS,
                {
                  id: "in",
                  label: "Group",
                  options: optionsOf(rows, (row) => row.group.name),
                  test: (row, value) => row.group.name === value,
                },
              ]}
              groupings={GROUPINGS}
              sort="name"
              empty={
                <Empty title="No assessments yet" action={add}>
                  Choose a regulation and the service instances that it applies to.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Section>
    </Page>
  );
}

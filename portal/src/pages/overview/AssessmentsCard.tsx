// The assessments with their scores.
import type { AssessmentSummary } from "../../api/types";
import { useMay } from "../../components/access/permissions";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Empty } from "../../components/page/Empty";
import { Section } from "../../components/page/Section";
import { ScoreCell } from "../../components/score/ScoreFigure";
import { AssessmentStatusBadge } from "../../components/status/badges";
import { points } from "../../components/text/format";
import { ButtonLink, PageLink } from "../../components/text/links";

const COLUMNS: Column<AssessmentSummary>[] = [
  { id: "name", title: "Assessment", cell: (row) => <PageLink to={`/assessments/${row.id}`}>{row.name}</PageLink> },
  { id: "status", title: "Status", cell: (row) => <AssessmentStatusBadge status={row.status} /> },
  { id: "score", title: "Progress", cell: (row) => <ScoreCell score={row.score} /> },
  { id: "points", title: "Points achieved", cell: (row) => points(row.score.points) },
  { id: "regulation", title: "Regulation", cell: (row) => row.regulation.title },
];

export function AssessmentsCard({ assessments }: { assessments: readonly AssessmentSummary[] }) {
  const may = useMay("assessments.manage");
  return (
    <Section title="Assessments" actions={<PageLink to="/assessments">All assessments</PageLink>}>
      {assessments.length === 0 ? (
        <Empty
          title="No assessments yet"
          action={may && <ButtonLink to="/assessments/new">Create an assessment</ButtonLink>}
        >
          An assessment applies a regulation to the service instances that you choose.
        </Empty>
      ) : (
        <DataTable label="Assessments" columns={COLUMNS} groups={[["", assessments]]} rowKey={(row) => row.id} />
      )}
    </Section>
  );
}

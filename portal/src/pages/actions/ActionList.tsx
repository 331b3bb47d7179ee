// Improvement actions as a list, worst first.
import type { ActionRow } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import type { Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { useLayout } from "../../components/page/styles";
import { VerdictBadge } from "../../components/status/badges";
import { IMPLEMENTATION, KIND, TEST_STATUSES, VERDICT, VERDICTS } from "../../components/status/words";
import { points } from "../../components/text/format";
import { ButtonLink } from "../../components/text/links";
import { ActionLink } from "./ActionLink";
import { StatusCell } from "./StatusCell";
import { GROUPINGS, KIND_FILTER, STATUS_FILTER, categoryFilter, urgency } from "./filters";

/** “1 failed, 1 passed”, worst first. */
function instances(row: ActionRow): string {
  return VERDICTS.filter((verdict) => row.instances[verdict] > 0)
    .map((verdict) => `${row.instances[verdict]} ${VERDICT[verdict].label.toLowerCase()}`)
    .join(", ");
}

/** What kind of doing it is, and whose status it has. */
function Kind({ row }: { row: ActionRow }) {
  const layout = useLayout();
  return (
    <>
      {KIND[row.kind]} <div className={layout.muted}>{row.group === null ? "Organisation" : `Group ${row.group.name}`}</div>
    </>
  );
}

/** The link to it, and under it the category, which would be one column too many. */
function Title({ row, assessment }: { row: ActionRow; assessment: string | undefined }) {
  const layout = useLayout();
  return (
    <>
      <ActionLink row={row} assessment={assessment} />
      <div className={layout.muted}>{row.category}</div>
    </>
  );
}

const columns = (assessment: string | undefined): Column<ActionRow>[] => [
  {
    id: "title",
    title: "Improvement action",
    sort: (row) => row.title,
    cell: (row) => <Title row={row} assessment={assessment} />,
  },
  {
    id: "status",
    title: "Test status",
    sort: (row) => TEST_STATUSES.indexOf(row.test_status),
    cell: (row) => <StatusCell row={row} />,
  },
  {
    id: "points",
    title: "Points achieved",
    numeric: true,
    sort: (row) => row.points.achieved_thousandths,
    cell: (row) => points(row.points),
  },
  {
    id: "worst",
    title: "Worst instance",
    sort: urgency,
    cell: (row) =>
      row.worst === null ? "–" : (
        <>
          <VerdictBadge verdict={row.worst} /> <div>{instances(row)}</div>
        </>
      ),
  },
  {
    id: "kind",
    title: "Action type",
    sort: (row) => row.kind,
    cell: (row) => <Kind row={row} />,
  },
  {
    id: "implementation",
    title: "Implementation",
    sort: (row) => row.implementation_status,
    cell: (row) => IMPLEMENTATION[row.implementation_status],
  },
];

interface ActionListProps {
  rows: readonly ActionRow[];
  /** The assessment that they are looked at in. */
  assessment?: string;
  /** Filters of the page that shows the list. */
  filters?: readonly Filter<ActionRow>[];
}

export function ActionList({ rows, assessment, filters = [] }: ActionListProps) {
  return (
    <ListView
      label="Improvement actions"
      noun={["action", "actions"]}
      rows={rows}
      rowKey={(row) => `${row.id} ${row.group?.id ?? ""}`}
      text={(row) => `${row.title} ${row.id} ${row.category} ${row.regulations.join(" ")} ${row.group?.name ?? ""}`}
      columns={columns(assessment)}
      filters={[STATUS_FILTER, KIND_FILTER, categoryFilter(rows), ...filters]}
      groupings={GROUPINGS}
      sort="worst"
      empty={
        <Empty
          title="No improvement actions"
          action={assessment === undefined && <ButtonLink to="/assessments/new">Create an assessment</ButtonLink>}
        >
          Actions come with the regulation of an assessment.
        </Empty>
      }
    />
  );
}

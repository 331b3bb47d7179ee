// Deletes a service instance, after showing which scores that changes.
import { useNavigate } from "react-router";
import { useDeleteInstance, useDeletion } from "../../api/queries/instances";
import type { Deletion, Instance, Score } from "../../api/types";
import { TypedDeletion } from "../../components/form/TypedDeletion";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Loaded } from "../../components/page/Loaded";
import { useLayout } from "../../components/page/styles";
import { ScoreCell } from "../../components/score/ScoreFigure";
import { count } from "../../components/text/format";

interface Line {
  id: string;
  name: string;
  before: Score;
  after: Score;
}

const COLUMNS: Column<Line>[] = [
  { id: "name", title: "Score of", cell: (row) => row.name },
  { id: "before", title: "Now", cell: (row) => <ScoreCell score={row.before} /> },
  { id: "after", title: "After", cell: (row) => <ScoreCell score={row.after} /> },
];

export function DeleteInstance({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const layout = useLayout();
  const navigate = useNavigate();
  const deletion = useDeletion(instance.id, true);
  const remove = useDeleteInstance(instance.id);
  return (
    <TypedDeletion
      title={`Delete ${instance.name}?`}
      name={instance.name}
      waiting={deletion.data === undefined}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onDelete={() => {
        remove.mutate(undefined, { onSuccess: () => void navigate("/connectors/activated") });
      }}
    >
      <p className={layout.prose}>
        It is no longer refreshed, its credentials are destroyed, and it leaves the scope of every assessment. What was
        found until now stays: its evidence, and every past date.
      </p>
      <Loaded query={deletion} lines={3}>
        {(data) => <Effects deletion={data} />}
      </Loaded>
    </TypedDeletion>
  );
}

function Effects({ deletion }: { deletion: Deletion }) {
  const lines: Line[] = [
    ...deletion.assessments,
    { id: "", name: "The organisation", before: deletion.organisation.before, after: deletion.organisation.after },
  ];
  return (
    <>
      <span>
        {deletion.assessments.length === 0
          ? "No assessment covers it."
          : `${count(deletion.assessments.length, "assessment")} affected:`}
      </span>
      <DataTable label="Scores before and after" columns={COLUMNS} groups={[["", lines]]} rowKey={(row) => row.id} />
    </>
  );
}

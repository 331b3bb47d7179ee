// How many controls of each family have which status, as a chart or as the table behind it.
import { Switch } from "@fluentui/react-components";
import { useState } from "react";
import type { ControlStatus, Family } from "../../api/types";
import { StatusBars } from "../../components/chart/StatusBars";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { ScoreCell } from "../../components/score/ScoreFigure";
import { CONTROL_STATUS } from "../../components/status/words";

const STATUSES = Object.keys(CONTROL_STATUS) as ControlStatus[];
const counted = (family: Family, status: ControlStatus) =>
  family.controls.filter((control) => control.status === status).length;

const COLUMNS: Column<Family>[] = [
  { id: "family", title: "Control family", cell: (row) => row.title },
  { id: "progress", title: "Progress", cell: (row) => <ScoreCell score={row.score} /> },
  {
    id: "failed",
    title: "Failed instances",
    numeric: true,
    cell: (row) => row.failed_instances,
  },
  ...STATUSES.map((status) => ({
    id: status,
    title: CONTROL_STATUS[status].label,
    numeric: true,
    cell: (row: Family) => counted(row, status),
  })),
];

export function Families({ families }: { families: readonly Family[] }) {
  const [table, setTable] = useState(false);
  return (
    <Section
      title="Status by control family"
      actions={
        <Switch
          label="Show as table"
          checked={table}
          onChange={(_, { checked }) => {
            setTable(checked);
          }}
        />
      }
    >
      {table ? (
        <DataTable
          label="Status by control family"
          columns={COLUMNS}
          groups={[["", families]]}
          rowKey={(row) => row.id}
        />
      ) : (
        <StatusBars
          label="Status by control family"
          groups={families.map((family) => ({
            title: family.title,
            parts: STATUSES.map((status) => ({ ...CONTROL_STATUS[status], count: counted(family, status) })),
          }))}
        />
      )}
    </Section>
  );
}

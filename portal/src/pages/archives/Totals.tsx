// Copies by what became of them: six figures, and the sum that they have to make.
import type { Counts } from "../../api/archive";
import { StatusBars } from "../../components/chart/StatusBars";
import { DataTable, type Column } from "../../components/list/DataTable";
import { useLayout } from "../../components/page/styles";
import { figure } from "../../components/text/format";
import { STATES } from "./words";

interface Line {
  label: string;
  help: string;
  count: string;
}

const COLUMNS: Column<Line>[] = [
  { id: "state", title: "State", cell: (row) => row.label },
  { id: "help", title: "That is", cell: (row) => row.help },
  { id: "count", title: "Copies", numeric: true, cell: (row) => row.count },
];

export function Totals({ label, counts }: { label: string; counts: Counts }) {
  const layout = useLayout();
  const lines: Line[] = [
    ...STATES.map(({ id, label, help }, at) => ({
      label,
      help,
      count: `${at === 0 ? "" : "+ "}${figure(counts[id])}`,
    })),
    {
      label: "Available for import",
      help: "each item and version, once for each person who took part",
      count: `= ${figure(counts.available)}`,
    },
  ];
  return (
    <div className={layout.tight}>
      {counts.available > 0 && (
        <StatusBars
          label={label}
          groups={[{ title: "", parts: STATES.map(({ id, label, tone }) => ({ label, tone, count: counts[id] })) }]}
          legend={false}
        />
      )}
      <DataTable label={label} columns={COLUMNS} groups={[["", lines]]} rowKey={(row) => row.label} />
    </div>
  );
}

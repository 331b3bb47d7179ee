// What to mend first.
import type { ActionRow } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { points } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { ActionLink } from "../actions/ActionLink";
import { StatusCell } from "../actions/StatusCell";

const COLUMNS: Column<ActionRow>[] = [
  { id: "title", title: "Improvement action", cell: (row) => <ActionLink row={row} /> },
  { id: "status", title: "Test status", cell: (row) => <StatusCell row={row} /> },
  { id: "points", title: "Points achieved", numeric: true, cell: (row) => points(row.points) },
];

export function WorstActions({ actions }: { actions: readonly ActionRow[] }) {
  return (
    <Section
      title="Actions to look at first"
      actions={<PageLink to="/actions?status=failed">All that failed on any instance</PageLink>}
    >
      {actions.length === 0 ? (
        <span>Nothing failed, and nothing could not be detected.</span>
      ) : (
        <DataTable
          label="Actions to look at first"
          columns={COLUMNS}
          groups={[["", actions]]}
          rowKey={(row) => `${row.id} ${row.group?.id ?? ""}`}
        />
      )}
    </Section>
  );
}

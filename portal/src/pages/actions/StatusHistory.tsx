// What people set, when, and who.
import { useStatusHistory } from "../../api/queries/actions";
import type { Action, StatusEntry } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { TestStatusBadge } from "../../components/status/badges";
import { IMPLEMENTATION } from "../../components/status/words";
import { Moment } from "../../components/text/Moment";

const COLUMNS: Column<StatusEntry>[] = [
  {
    id: "at",
    title: "When",
    sort: (row) => Date.parse(row.recorded_at),
    cell: (row) => <Moment value={row.recorded_at} />,
  },
  { id: "by", title: "Who", sort: (row) => row.by, cell: (row) => row.by },
  {
    id: "implementation",
    title: "Implementation status",
    cell: (row) => IMPLEMENTATION[row.implementation_status],
  },
  { id: "test", title: "Test status", cell: (row) => <TestStatusBadge status={row.test_status} /> },
  { id: "notes", title: "Notes", cell: (row) => row.notes },
];

export function StatusHistory({ action }: { action: Action }) {
  const history = useStatusHistory(action.id, action.group?.id);
  return (
    <Section title="Status history">
      <Loaded query={history}>
        {(rows) => (
          <ListView
            label="Status history"
            noun={["entry", "entries"]}
            rows={rows}
            rowKey={(row) => row.recorded_at}
            text={(row) => `${row.by} ${row.notes} ${IMPLEMENTATION[row.implementation_status]}`}
            columns={COLUMNS}
            sort="-at"
            empty={
              <Empty title="Nobody has set a status yet">
                What checks find has a history of its own, beside each outcome under Testing.
              </Empty>
            }
          />
        )}
      </Loaded>
    </Section>
  );
}

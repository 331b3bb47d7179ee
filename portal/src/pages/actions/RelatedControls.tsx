// The controls that refer to the action.
import type { Action } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Section } from "../../components/page/Section";

type Line = Action["controls"][number];

const COLUMNS: Column<Line>[] = [
  { id: "title", title: "Control", sort: (row) => row.title, cell: (row) => row.title },
  { id: "id", title: "Control ID", sort: (row) => row.control, cell: (row) => row.control },
  { id: "regulation", title: "Regulation", sort: (row) => row.regulation_title, cell: (row) => row.regulation_title },
];

export function RelatedControls({ action }: { action: Action }) {
  return (
    <Section title="Related controls">
      <ListView
        label="Related controls"
        noun={["control", "controls"]}
        rows={action.controls}
        rowKey={(row) => `${row.regulation} ${row.control}`}
        text={(row) => `${row.title} ${row.control} ${row.regulation_title}`}
        columns={COLUMNS}
        sort="id"
        filters={[
          {
            id: "regulation",
            label: "Regulation",
            options: optionsOf(action.controls, (row) => row.regulation_title),
            test: (row, value) => row.regulation_title === value,
          },
        ]}
        empty={<Empty title="No control refers to this action">It came from an assessment that was deleted.</Empty>}
      />
    </Section>
  );
}

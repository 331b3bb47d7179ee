// What could not be read, and which right at the service would mend it.
import { MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import type { Instance } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { unread, type Unread as Line } from "./unread";

function Right({ row }: { row: Line }) {
  const layout = useLayout();
  return row.right === null ? <>None: see what the service said</> : <span className={layout.mono}>{row.right}</span>;
}

function Signals({ row }: { row: Line }) {
  const layout = useLayout();
  return (
    <ul className={layout.list}>
      {row.signals.map((name) => (
        <li key={name} className={layout.mono}>
          {name}
        </li>
      ))}
    </ul>
  );
}

const COLUMNS: Column<Line>[] = [
  { id: "right", title: "Right that would mend it", cell: (row) => <Right row={row} /> },
  { id: "signals", title: "Not read", cell: (row) => <Signals row={row} /> },
  { id: "said", title: "The service said", cell: (row) => row.said.join(" ") },
];

export function Unread({ instance }: { instance: Instance }) {
  const lines = unread(instance.sets);
  const layout = useLayout();
  const stale = instance.sets.filter((set) => set.stale);
  return (
    <>
      {stale.length > 0 && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>Readings have grown stale</MessageBarTitle>
            {`${stale.map((set) => set.set).join(", ")}: what rests on them could not be detected until they are read again.`}
          </MessageBarBody>
        </MessageBar>
      )}
      <Section title="What could not be read">
        {lines.length === 0 ? (
          <p className={layout.prose}>Everything that was asked for could be read.</p>
        ) : (
          <DataTable
            label="What could not be read"
            columns={COLUMNS}
            groups={[["", lines]]}
            rowKey={(row) => row.signals.join()}
          />
        )}
      </Section>
    </>
  );
}

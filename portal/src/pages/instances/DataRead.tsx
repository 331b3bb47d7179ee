// The sets that were read, when, and what is definitely absent and for want of which right.
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import type { Absence, Instance, SignalState } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Empty } from "../../components/page/Empty";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";

const ABSENCE: Record<Absence["kind"], string> = {
  scope_missing: "A right is missing",
  not_licensed: "The plan does not include it",
  not_found: "The service does not know it",
};

function Presence({ row }: { row: SignalState }) {
  const layout = useLayout();
  if (row.presence === null) return <ToneBadge tone="busy" label="Not read yet" />;
  if (row.absence === null) return <ToneBadge tone="good" label="Read" />;
  return (
    <div className={layout.tight}>
      <span>
        <ToneBadge tone="unknown" label={`Absent: ${ABSENCE[row.absence.kind].toLowerCase()}`} />
      </span>
      <span>{`The service said: “${row.absence.message}”`}</span>
      {row.absence.right !== null && (
        <span>
          Missing right: <span className={layout.mono}>{row.absence.right}</span>
        </span>
      )}
    </div>
  );
}

function SignalName({ name }: { name: string }) {
  return <span className={useLayout().mono}>{name}</span>;
}

const COLUMNS: Column<SignalState>[] = [
  { id: "signal", title: "Signal", cell: (row) => <SignalName name={row.signal} /> },
  { id: "presence", title: "What was found", cell: (row) => <Presence row={row} /> },
  { id: "read", title: "Read at", cell: (row) => <Moment value={row.read_at} none="Not yet" /> },
];

export function DataRead({ instance }: { instance: Instance }) {
  if (instance.sets.length === 0) {
    return <Empty title="Nothing was read yet">The first refresh starts as soon as a connector is activated.</Empty>;
  }
  return (
    <>
      {instance.sets.map((set) => (
        <Section key={set.set} title={`Set ${set.set}`} actions={<Moment value={set.read_at} none="Not read yet" />}>
          {set.stale && (
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>
                This reading is stale: what rests on it could not be detected until the set is read again.
              </MessageBarBody>
            </MessageBar>
          )}
          <DataTable
            label={`Signals of the set ${set.set}`}
            columns={COLUMNS}
            groups={[["", set.signals]]}
            rowKey={(row) => row.signal}
          />
        </Section>
      ))}
    </>
  );
}

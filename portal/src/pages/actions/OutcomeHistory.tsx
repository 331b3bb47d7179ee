// The outcomes of a check on an instance, newest first, each with what changed it where that is known.
import { useOutcomeHistory } from "../../api/queries/actions";
import type { InstanceRef, OutcomeEntry } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Loaded } from "../../components/page/Loaded";
import { useLayout } from "../../components/page/styles";
import { VerdictBadge } from "../../components/status/badges";
import { Json } from "../../components/text/Json";
import { Moment } from "../../components/text/Moment";
import { causesOf, setBy } from "./cause";

function Found({ row }: { row: OutcomeEntry }) {
  const layout = useLayout();
  return (
    <span className={layout.tight}>
      {row.reason !== null && <span className={layout.breaking}>{row.reason.text}</span>}
      {row.facts.map((fact) => (
        <span key={fact.name}>
          {fact.name}: <Json value={fact.actual} />
        </span>
      ))}
    </span>
  );
}

function Change({ row }: { row: OutcomeEntry }) {
  const layout = useLayout();
  return (
    <span className={layout.tight}>
      {causesOf(row).map((cause) => (
        <span key={cause} className={layout.breaking}>
          {cause}
        </span>
      ))}
      {row.event !== null && <Told event={row.event} />}
    </span>
  );
}

function Told({ event }: { event: NonNullable<OutcomeEntry["event"]> }) {
  return (
    <>
      <span>
        {`By ${event.operator ?? (event.erased_at === null ? "unknown" : "somebody whose name was erased")}`}
        {event.by_exclusion && " (the log names nobody else for that time)"}
      </span>
      <span>
        from <Json value={event.old} /> to <Json value={event.new} />
      </span>
      <Moment value={event.occurred_at} />
    </>
  );
}

function Until({ moment }: { moment: string | null }) {
  if (moment === null) return null;
  return (
    <>
      , until <Moment value={moment} />
    </>
  );
}

function JudgedBy({ row }: { row: OutcomeEntry }) {
  const layout = useLayout();
  if (row.parameters.length === 0) return <>No parameter</>;
  return (
    <span className={layout.tight}>
      {row.parameters.map((parameter) => (
        <span key={parameter.name} className={layout.breaking}>
          {parameter.name}: <Json value={parameter.value} />
          {setBy(parameter)}
          <Until moment={parameter.set?.until ?? null} />
        </span>
      ))}
    </span>
  );
}

const COLUMNS: Column<OutcomeEntry>[] = [
  { id: "verdict", title: "Outcome", cell: (row) => <VerdictBadge verdict={row.verdict} /> },
  { id: "found", title: "Found", cell: (row) => <Found row={row} /> },
  { id: "change", title: "Change", cell: (row) => <Change row={row} /> },
  { id: "parameters", title: "Judged by", cell: (row) => <JudgedBy row={row} /> },
  { id: "observed", title: "Read at", cell: (row) => <Moment value={row.observed_at} /> },
  { id: "recorded", title: "Known since", cell: (row) => <Moment value={row.recorded_at} /> },
  { id: "closed", title: "Until", cell: (row) => <Moment value={row.closed_at} none="Now" /> },
  { id: "version", title: "Check version", numeric: true, cell: (row) => row.check_version },
];

interface OutcomeHistoryProps {
  instance: InstanceRef;
  check: string;
  title: string;
}

export function OutcomeHistory({ instance, check, title }: OutcomeHistoryProps) {
  const history = useOutcomeHistory(instance.id, check, true);
  return (
    <Loaded query={history} lines={3}>
      {(rows) =>
        rows.length === 0 ? (
          <span>No outcome yet.</span>
        ) : (
          <DataTable
            label={`History of “${title}” on ${instance.name}`}
            columns={COLUMNS}
            groups={[["", rows]]}
            rowKey={(row) => row.id}
          />
        )
      }
    </Loaded>
  );
}

// What the checks found on this instance, by verdict.
import { useFound } from "../../api/queries/checks";
import type { FoundCheck, Instance } from "../../api/types";
import { StatusBars } from "../../components/chart/StatusBars";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import type { Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { VerdictBadge } from "../../components/status/badges";
import { SEVERITY, VERDICT, VERDICTS } from "../../components/status/words";
import { Json } from "../../components/text/Json";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { ImportBaseline } from "./ImportBaseline";

function Actual({ row }: { row: FoundCheck }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      {row.result.reason !== null && <span className={layout.breaking}>{row.result.reason.text}</span>}
      {row.result.facts.map((fact) => (
        <span key={fact.name}>
          {fact.name}: <Json value={fact.actual} />
        </span>
      ))}
    </div>
  );
}

const COLUMNS: Column<FoundCheck>[] = [
  {
    id: "title",
    title: "Check",
    width: "22%",
    sort: (row) => row.result.check.title,
    cell: (row) => <PageLink to={`/actions/${encodeURIComponent(row.action)}`}>{row.result.check.title}</PageLink>,
  },
  {
    id: "verdict",
    title: "Outcome",
    sort: (row) => VERDICTS.indexOf(row.result.verdict),
    cell: (row) => <VerdictBadge verdict={row.result.verdict} />,
  },
  { id: "severity", title: "Severity", cell: (row) => SEVERITY[row.result.check.severity] },
  { id: "expected", title: "Expected", width: "24%", cell: (row) => row.result.expected },
  { id: "actual", title: "Found", width: "30%", cell: (row) => <Actual row={row} /> },
  {
    id: "read",
    title: "Read at",
    sort: (row) => row.result.read_at,
    cell: (row) => <Moment value={row.result.read_at} none="Not yet" />,
  },
];

const FILTERS: Filter<FoundCheck>[] = [
  {
    id: "verdict",
    label: "Outcome",
    options: VERDICTS.map((value) => ({ value, label: VERDICT[value].label })),
    test: (row, value) => row.result.verdict === value,
  },
];

/** `baselines`: whether the service keeps baselines that parameters may be taken from. */
export function Checks({ instance, baselines }: { instance: Instance; baselines: boolean }) {
  const found = useFound(instance.id);
  const parts = VERDICTS.map((verdict) => ({ ...VERDICT[verdict], count: instance.checks[verdict] }));
  return (
    <Section title="Check outcomes" actions={baselines ? <ImportBaseline instance={instance} /> : undefined}>
      <StatusBars label="Checks by outcome" groups={[{ title: "", parts }]} />
      <Loaded query={found}>
        {(rows) => (
          <ListView
            label="Check outcomes"
            noun={["check", "checks"]}
            rows={rows}
            rowKey={(row) => row.result.check.id}
            text={(row) => `${row.result.check.title} ${row.result.check.id} ${row.result.check.maps.join(" ")}`}
            columns={COLUMNS}
            filters={FILTERS}
            sort="verdict"
            empty={<Empty title="No check is loaded for this service">A pack brings the checks of a service.</Empty>}
          />
        )}
      </Loaded>
    </Section>
  );
}

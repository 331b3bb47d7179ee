// What an update would do: verdicts and scores under both versions, by the latest readings.
import type { PackUpdate } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ScoreCell } from "../../components/score/ScoreFigure";
import { VerdictBadge } from "../../components/status/badges";
import { PageLink } from "../../components/text/links";

type Line = PackUpdate["verdicts"][number];

function Under({ brief }: { brief: Line["before"] }) {
  const layout = useLayout();
  if (brief === null) return <>Not tested</>;
  return (
    <span className={layout.tight}>
      <VerdictBadge verdict={brief.verdict} />
      {brief.reason !== null && <span className={layout.breaking}>{brief.reason.text}</span>}
    </span>
  );
}

const VERDICTS: Column<Line>[] = [
  {
    id: "instance",
    title: "Instance",
    cell: (row) => <PageLink to={`/instances/${row.instance.id}`}>{row.instance.name}</PageLink>,
  },
  { id: "check", title: "Check", cell: (row) => row.check },
  { id: "before", title: "Now", cell: (row) => <Under brief={row.before} /> },
  { id: "after", title: "Would be", cell: (row) => <Under brief={row.after} /> },
];

type Scores = PackUpdate["organisation"] & { name: string; to: string };

const SCORES: Column<Scores>[] = [
  { id: "scope", title: "Scope", cell: (row) => <PageLink to={row.to}>{row.name}</PageLink> },
  { id: "before", title: "Score now", numeric: true, cell: (row) => <ScoreCell score={row.before} /> },
  { id: "after", title: "Would be", numeric: true, cell: (row) => <ScoreCell score={row.after} /> },
];

export function Effect({ update }: { update: PackUpdate }) {
  const scores: Scores[] = [
    { ...update.organisation, name: "Whole organisation", to: "/" },
    ...update.assessments.map((one) => ({ ...one, to: `/assessments/${one.id}` })),
  ];
  return (
    <Section title="What it would do">
      {update.verdicts.length === 0 ? (
        <span>No service instance is concerned yet.</span>
      ) : (
        <DataTable
          label="Verdicts"
          columns={VERDICTS}
          groups={[["", update.verdicts]]}
          rowKey={(row) => `${row.instance.id} ${row.check}`}
        />
      )}
      <DataTable label="Scores" columns={SCORES} groups={[["", scores]]} rowKey={(row) => row.to} />
    </Section>
  );
}

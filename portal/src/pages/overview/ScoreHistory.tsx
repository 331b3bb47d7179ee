// The organisation's score over time, as a chart or as the table behind it.
import { Field, Select, Switch } from "@fluentui/react-components";
import { useState } from "react";
import { useScores } from "../../api/queries/overview";
import type { ScorePoint } from "../../api/types";
import { LineChart } from "../../components/chart/LineChart";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { coverage, percentage, points } from "../../components/text/format";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";

const PERIODS = [7, 30, 90, 365];

const COLUMNS: Column<ScorePoint>[] = [
  {
    id: "at",
    title: "At",
    cell: (row) => (
      <PageLink to={`/?as_of=${encodeURIComponent(row.at)}`}>
        <Moment value={row.at} />
      </PageLink>
    ),
  },
  { id: "score", title: "Score", numeric: true, cell: (row) => percentage(row.score.percentage_tenths) },
  { id: "points", title: "Points achieved", numeric: true, cell: (row) => points(row.score.points) },
  { id: "coverage", title: "Coverage", cell: (row) => coverage(row.score.coverage) },
];

export function ScoreHistory() {
  const [days, setDays] = useState(30);
  const [table, setTable] = useState(false);
  const scores = useScores(days);
  return (
    <Section
      title="Score over time"
      actions={
        <>
          <Switch
            label="Show as table"
            checked={table}
            onChange={(_, { checked }) => {
              setTable(checked);
            }}
          />
          <Field label="Period" orientation="horizontal">
            <Select
              value={days}
              onChange={(_, { value }) => {
                setDays(Number(value));
              }}
            >
              {PERIODS.map((period) => (
                <option key={period} value={period}>{`${period} days`}</option>
              ))}
            </Select>
          </Field>
        </>
      }
    >
      <Loaded query={scores} lines={4}>
        {(items) =>
          items.length === 0 ? (
            <span>No score yet: the first comes with the first assessment.</span>
          ) : table ? (
            <DataTable
              label="Score over time"
              columns={COLUMNS}
              groups={[["", items]]}
              rowKey={(row) => row.at}
            />
          ) : (
            <Chart items={items} />
          )
        }
      </Loaded>
    </Section>
  );
}

function Chart({ items }: { items: ScorePoint[] }) {
  const last = items.at(-1);
  const label = `Score over time, last ${percentage(last?.score.percentage_tenths ?? null)}. The table shows every figure.`;
  return (
    <LineChart
      label={label}
      points={items.map((item) => ({ at: Date.parse(item.at), tenths: item.score.percentage_tenths }))}
    />
  );
}

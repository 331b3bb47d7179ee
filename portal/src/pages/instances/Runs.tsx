// The latest refreshes.
import { useRuns } from "../../api/queries/instances";
import type { Instance, Run } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import type { Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { RunBadge } from "../../components/status/badges";
import { RUN_STATE, TRIGGER } from "../../components/status/words";
import { Moment } from "../../components/text/Moment";

const SET_STATE = { waiting: "not read yet", committed: "read", failed: "not read" } as const;

function Sets({ run }: { run: Run }) {
  const layout = useLayout();
  return (
    <ul className={layout.list}>
      {run.sets.map((set) => (
        <li key={set.set}>
          <span className={layout.mono}>{set.set}</span>: {SET_STATE[set.state]}
          {set.detail !== null && `. ${set.detail}`}
        </li>
      ))}
    </ul>
  );
}

const COLUMNS: Column<Run>[] = [
  {
    id: "started",
    title: "Started",
    sort: (row) => Date.parse(row.started_at),
    cell: (row) => <Moment value={row.started_at} />,
  },
  { id: "trigger", title: "Because of", sort: (row) => row.trigger, cell: (row) => TRIGGER[row.trigger] },
  { id: "state", title: "State", sort: (row) => row.state, cell: (row) => <RunBadge state={row.state} /> },
  { id: "sets", title: "Sets", cell: (row) => <Sets run={row} /> },
  {
    id: "ended",
    title: "Ended",
    sort: (row) => (row.ended_at === null ? null : Date.parse(row.ended_at)),
    cell: (row) => <Moment value={row.ended_at} />,
  },
];

const FILTERS: Filter<Run>[] = [
  {
    id: "state",
    label: "State",
    options: Object.entries(RUN_STATE).map(([value, { label }]) => ({ value, label })),
    test: (row, value) => row.state === value,
  },
  {
    id: "trigger",
    label: "Because of",
    options: Object.entries(TRIGGER).map(([value, label]) => ({ value, label })),
    test: (row, value) => row.trigger === value,
  },
];

export function Runs({ instance }: { instance: Instance }) {
  const runs = useRuns(instance.id);
  return (
    <Section title="Runs">
      <Loaded query={runs}>
        {(rows) => (
          <ListView
            label="Runs"
            noun={["run", "runs"]}
            rows={rows}
            rowKey={(row) => row.id}
            text={(row) => `${TRIGGER[row.trigger]} ${row.sets.map((set) => `${set.set} ${set.detail ?? ""}`).join(" ")}`}
            columns={COLUMNS}
            filters={FILTERS}
            sort="-started"
            empty={<Empty title="No run yet">The first refresh starts as soon as a connector is activated.</Empty>}
          />
        )}
      </Loaded>
    </Section>
  );
}

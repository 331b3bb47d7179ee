// How much of the service's limits is spent today.
import { ProgressBar } from "@fluentui/react-components";
import { useQuota } from "../../api/queries/instances";
import type { Instance, Quota } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { Moment } from "../../components/text/Moment";

/** From here on an alert is raised. */
const NEARLY_SPENT = 0.8;

function Spent({ row }: { row: Quota }) {
  const layout = useLayout();
  const share = row.limit === 0 ? 1 : Math.min(1, (row.limit - row.remaining) / row.limit);
  return (
    <div className={layout.tight}>
      <span>{`${row.limit - row.remaining} of ${row.limit}${row.limit_is_told ? "" : " (assumed: the narrowest plan's)"}`}</span>
      <ProgressBar
        value={share}
        color={share >= NEARLY_SPENT ? "warning" : "brand"}
        aria-label={`${row.class} calls spent today`}
      />
    </div>
  );
}

const COLUMNS: Column<Quota>[] = [
  { id: "class", title: "Class of calls", cell: (row) => row.class.replace("_", " ") },
  { id: "used", title: "Made from here today", numeric: true, cell: (row) => row.used },
  { id: "spent", title: "Spent of the account's day", width: "35%", cell: (row) => <Spent row={row} /> },
  { id: "second", title: "Calls a second", numeric: true, cell: (row) => row.per_second },
  { id: "resets", title: "Begins anew", cell: (row) => <Moment value={row.resets_at} none="Each call after 24 hours" /> },
  {
    id: "blocked",
    title: "No calls until",
    cell: (row) => <Moment value={row.blocked_until} none="Calls are made" />,
  },
];

export function QuotaSection({ instance }: { instance: Instance }) {
  const quota = useQuota(instance.id);
  return (
    <Loaded query={quota} lines={3}>
      {(rows) =>
        rows.length === 0 ? null : (
          <Section title="Daily quota">
            <DataTable label="Daily quota" columns={COLUMNS} groups={[["", rows]]} rowKey={(row) => row.class} />
          </Section>
        )
      }
    </Loaded>
  );
}

// What somebody should look at.
import { useAlerts } from "../../api/queries/alerts";
import type { Alert } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf, type Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { ALERT_KIND, ALERT_SEVERITY, ALERT_STATUS, RANK, options } from "./words";

/** What it is about, in one line. */
export const titleOf = (alert: Alert) => (alert.check === null ? alert.title : `${alert.title}: ${alert.check.title}`);

const COLUMNS: Column<Alert>[] = [
  {
    id: "title",
    title: "Alert",
    width: "34%",
    sort: titleOf,
    cell: (row) => <PageLink to={`/alerts/${row.id}`}>{titleOf(row)}</PageLink>,
  },
  {
    id: "severity",
    title: "Severity",
    sort: (row) => RANK[row.severity],
    cell: (row) => ALERT_SEVERITY[row.severity],
  },
  {
    id: "status",
    title: "Status",
    sort: (row) => ALERT_STATUS[row.status].label,
    cell: (row) => <ToneBadge {...ALERT_STATUS[row.status]} />,
  },
  {
    id: "connector",
    title: "Connector",
    sort: (row) => row.instance.name,
    cell: (row) => <PageLink to={`/instances/${row.instance.id}`}>{row.instance.name}</PageLink>,
  },
  {
    id: "checks",
    title: "Checks affected",
    numeric: true,
    sort: (row) => row.affected_checks,
    cell: (row) => row.affected_checks,
  },
  {
    id: "first",
    title: "First seen",
    sort: (row) => row.first_seen,
    cell: (row) => <Moment value={row.first_seen} />,
  },
  { id: "last", title: "Last seen", sort: (row) => row.last_seen, cell: (row) => <Moment value={row.last_seen} /> },
];

const FILTERS: Filter<Alert>[] = [
  {
    id: "status",
    label: "Status",
    options: options(ALERT_STATUS),
    test: (row, value) => row.status === value,
  },
  { id: "kind", label: "Kind", options: options(ALERT_KIND), test: (row, value) => row.kind === value },
  {
    id: "severity",
    label: "Severity",
    options: options(ALERT_SEVERITY),
    test: (row, value) => row.severity === value,
  },
];

export default function Alerts() {
  const alerts = useAlerts();
  return (
    <Page title="Alerts">
      <Loaded query={alerts}>
        {(rows) => (
          <ListView
            label="Alerts"
            noun={["alert", "alerts"]}
            rows={rows}
            rowKey={(row) => row.id}
            text={(row) => `${titleOf(row)} ${row.instance.name} ${row.message}`}
            columns={COLUMNS}
            sort="-last"
            filters={[
              ...FILTERS,
              {
                id: "connector",
                label: "Connector",
                options: optionsOf(rows, (row) => row.instance.name),
                test: (row, value) => row.instance.name === value,
              },
            ]}
            empty={
              <Empty title="No alerts">
                Nothing was wrong so far: no check failed that had passed before, and every connector is read.
              </Empty>
            }
          />
        )}
      </Loaded>
    </Page>
  );
}

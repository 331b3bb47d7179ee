// The connectors that are activated: one line a service instance.
import { useInstances } from "../../api/queries/instances";
import type { InstanceBrief } from "../../api/types";
import { useMay } from "../../components/access/permissions";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf, type Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { useLayout } from "../../components/page/styles";
import { Section } from "../../components/page/Section";
import { HealthBadge } from "../../components/status/badges";
import { HEALTH, serviceName } from "../../components/status/words";
import { Moment } from "../../components/text/Moment";
import { ButtonLink, PageLink } from "../../components/text/links";
import { ActivatedArchives } from "./ActivatedArchives";
import { Drafts } from "./Drafts";
import { CheckCounts } from "../instances/CheckCounts";

function Health({ row }: { row: InstanceBrief }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <span>
        <HealthBadge state={row.health.state} />
      </span>
      {row.health.state !== "healthy" && row.health.message !== HEALTH[row.health.state].label && (
        <span className={`${layout.muted} ${layout.breaking}`}>{row.health.message}</span>
      )}
    </div>
  );
}

const COLUMNS: Column<InstanceBrief>[] = [
  {
    id: "name",
    title: "Connector name",
    sort: (row) => row.name,
    cell: (row) => <PageLink to={`/instances/${row.id}`}>{row.name}</PageLink>,
  },
  { id: "service", title: "Service", sort: (row) => row.service, cell: (row) => serviceName(row.service) },
  { id: "account", title: "Account", sort: (row) => row.account_id, cell: (row) => row.account_id },
  { id: "health", title: "Health", sort: (row) => row.health.state, cell: (row) => <Health row={row} /> },
  { id: "checks", title: "Checks", sort: (row) => row.checks.failed, cell: (row) => <CheckCounts row={row} /> },
  {
    id: "refreshed",
    title: "Last refresh",
    sort: (row) => row.last_run?.started_at ?? null,
    cell: (row) => <Moment value={row.last_run?.ended_at ?? row.last_run?.started_at} none="Not yet" />,
  },
  {
    id: "next",
    title: "Next refresh",
    sort: (row) => row.next_refresh_at,
    cell: (row) => <Moment value={row.next_refresh_at} />,
  },
];

const HEALTH_FILTER: Filter<InstanceBrief> = {
  id: "health",
  label: "Health",
  options: Object.entries(HEALTH).map(([value, { label }]) => ({ value, label })),
  test: (row, value) => row.health.state === value,
};

export function Activated() {
  const instances = useInstances();
  const archives = useMay("archive.read");
  return (
    <>
      <Drafts />
      <Section title="Compliance connectors">
        <Loaded query={instances}>
          {(rows) => (
            <ListView
              label="My activated connectors"
              noun={["connector", "connectors"]}
              rows={rows}
              rowKey={(row) => row.id}
              text={(row) => `${row.name} ${row.service} ${row.account_id}`}
              columns={COLUMNS}
              sort="name"
              filters={[
                {
                  id: "service",
                  label: "Service",
                  options: optionsOf(rows, (row) => row.service, serviceName),
                  test: (row, value) => row.service === value,
                },
                HEALTH_FILTER,
              ]}
              empty={
                <Empty
                  title="No connector is activated yet"
                  action={
                    <ButtonLink to="/connectors" appearance="primary">
                      See the available connectors
                    </ButtonLink>
                  }
                >
                  Activate a connector for each account that is to be tested: production, test and recovery are one
                  each.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Section>
      {archives && <ActivatedArchives />}
    </>
  );
}

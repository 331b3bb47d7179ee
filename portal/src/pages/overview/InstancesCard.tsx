// How the connectors are.
import type { InstanceBrief } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { HealthBadge } from "../../components/status/badges";
import { serviceName } from "../../components/status/words";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";

const COLUMNS: Column<InstanceBrief>[] = [
  { id: "name", title: "Connector", cell: (row) => <PageLink to={`/instances/${row.id}`}>{row.name}</PageLink> },
  { id: "service", title: "Service", cell: (row) => serviceName(row.service) },
  { id: "health", title: "Health", cell: (row) => <HealthBadge state={row.health.state} /> },
  { id: "message", title: "What it says", cell: (row) => row.health.message },
  {
    id: "refreshed",
    title: "Last refresh",
    cell: (row) => <Moment value={row.last_run?.ended_at} none="Not yet" />,
  },
];

export function InstancesCard({ instances }: { instances: readonly InstanceBrief[] }) {
  return (
    <Section
      title="Connectors' health"
      actions={<PageLink to="/connectors/activated">My activated connectors</PageLink>}
    >
      {instances.length === 0 ? (
        <span>No compliance connector is activated.</span>
      ) : (
        <DataTable
          label="Connectors' health"
          columns={COLUMNS}
          groups={[["", instances]]}
          rowKey={(row) => row.id}
        />
      )}
    </Section>
  );
}

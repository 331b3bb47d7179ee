// One activated connector: how it is, what was read, what changed, what its checks found.
import { useParams } from "react-router";
import { useConnector } from "../../api/queries/connectors";
import { useInstance } from "../../api/queries/instances";
import type { Instance as InstanceData } from "../../api/types";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { HealthBadge } from "../../components/status/badges";
import { Changes } from "./Changes";
import { Checks } from "./Checks";
import { DriftTimeline } from "./DriftTimeline";
import { DataRead } from "./DataRead";
import { EventSubscriptions } from "./EventSubscriptions";
import { InstanceActions } from "./InstanceActions";
import { People } from "./People";
import { Runs } from "./Runs";
import { Summary } from "./Summary";

const CRUMBS = [
  { title: "Data connectors", to: "/connectors" },
  { title: "My activated connectors", to: "/connectors/activated" },
];

export default function Instance() {
  const { id = "", tab } = useParams();
  const instance = useInstance(id);
  return (
    <Page
      key={id}
      title={instance.data?.name ?? "Connector"}
      crumbs={CRUMBS}
      actions={instance.data && <InstanceActions instance={instance.data} />}
      summary={
        instance.data && (
          <div>
            <HealthBadge state={instance.data.health.state} />
          </div>
        )
      }
    >
      <Loaded query={instance}>{(data) => <Tabs instance={data} tab={tab} />}</Loaded>
    </Page>
  );
}

function Tabs({ instance, tab }: { instance: InstanceData; tab: string | undefined }) {
  const connector = useConnector(instance.connector);
  const events = connector.data?.events ?? null;
  const tellsOfPeople = connector.data?.signals.some((signal) => signal.people !== null) ?? false;
  return (
    <PageTabs
      label={instance.name}
      base={`/instances/${instance.id}`}
      current={tab}
      tabs={[
        { path: "", title: "Health", content: () => <Summary instance={instance} /> },
        { path: "data", title: "Data read", content: () => <DataRead instance={instance} /> },
        {
          path: "checks",
          title: "Checks",
          content: () => <Checks instance={instance} baselines={(connector.data?.baselines ?? null) !== null} />,
        },
        {
          path: "changes",
          title: "Recent changes",
          content: () => (
            <>
              <DriftTimeline instance={instance} />
              <Changes instance={instance} />
            </>
          ),
        },
        { path: "runs", title: "Runs", content: () => <Runs instance={instance} /> },
        ...(connector.isPending || tellsOfPeople
          ? [{ path: "people", title: "Who holds what", content: () => <People instance={instance} /> }]
          : []),
        // While the connector is being loaded, the tab stands so that a link to it is not lost.
        ...(connector.isPending || events !== null
          ? [
              {
                path: "events",
                title: "Event subscriptions",
                content: () => events && <EventSubscriptions instance={instance} info={events} />,
              },
            ]
          : []),
      ]}
    />
  );
}

// What the service told of by itself: who changed what, when.
import { useInstanceEvents } from "../../api/queries/instances";
import type { Instance, InstanceEvent } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { Moment } from "../../components/text/Moment";
import { ButtonLink, PageLink } from "../../components/text/links";
import { Json } from "../../components/text/Json";
import { byWhom } from "./drift";

const columns = (instance: string): Column<InstanceEvent>[] => [
  {
    id: "occurred",
    title: "Occurred",
    sort: (row) => Date.parse(row.occurred_at),
    cell: (row) => <Moment value={row.occurred_at} />,
  },
  { id: "name", title: "Event", sort: (row) => row.name, cell: (row) => row.name },
  {
    id: "operator",
    title: "Operator",
    sort: (row) => row.operator,
    cell: (row) => byWhom(row),
  },
  { id: "old", title: "Old value", cell: (row) => <Json value={row.old} /> },
  { id: "new", title: "New value", cell: (row) => <Json value={row.new} /> },
  {
    id: "received",
    title: "Received",
    sort: (row) => Date.parse(row.received_at),
    cell: (row) => <Moment value={row.received_at} />,
  },
  {
    id: "run",
    title: "Read again",
    cell: (row) => (row.run === null ? "Not yet" : <PageLink to={`/instances/${instance}/runs`}>Run</PageLink>),
  },
];

export function Changes({ instance }: { instance: Instance }) {
  const events = useInstanceEvents(instance.id);
  return (
    <Section title="What the service told">
      <Loaded query={events}>
        {(rows) => (
          <ListView
            label="What the service told"
            noun={["event", "events"]}
            rows={rows}
            rowKey={(row) => row.id}
            text={(row) => `${row.name} ${row.operator ?? "unknown"} ${JSON.stringify([row.old, row.new])}`}
            columns={columns(instance.id)}
            sort="-occurred"
            empty={
              <Empty
                title="The service told of no change"
                action={
                  instance.events.first_event_at === null && instance.events.arrivals.length > 0 ? (
                    <ButtonLink to={`/instances/${instance.id}/events`}>Set up event subscriptions</ButtonLink>
                  ) : undefined
                }
              >
                {instance.noticing.message}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Section>
  );
}

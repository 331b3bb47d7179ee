// How the connector is: in a sentence, and by what its checks found.
import { MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import type { Instance } from "../../api/types";
import { Facts } from "../../components/list/Facts";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { RunBadge } from "../../components/status/badges";
import { HEALTH, TRIGGER, serviceName } from "../../components/status/words";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { CheckCounts } from "./CheckCounts";
import { QuotaSection } from "./QuotaSection";
import { Unread } from "./Unread";

const INTENT = { healthy: "success", degraded: "warning", failing: "error", waiting: "info" } as const;

export function Summary({ instance }: { instance: Instance }) {
  const { state, message } = instance.health;
  return (
    <>
      <MessageBar intent={INTENT[state]} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{HEALTH[state].label}</MessageBarTitle>
          {message}
        </MessageBarBody>
      </MessageBar>
      {instance.method?.notice && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{`It signs in by ${instance.method.title}`}</MessageBarTitle>
            {instance.method.notice}
          </MessageBarBody>
        </MessageBar>
      )}
      <Section title="Summary">
        <Facts
          items={[
            ["Service", serviceName(instance.service)],
            ["Account", instance.account_id],
            ["Signs in by", instance.method?.title ?? "Unknown"],
            ...(instance.certificate === null
              ? []
              : [["Certificate valid until", <Moment key="until" value={instance.certificate.not_after} />] as const]),
            ["Checks", <CheckCounts key="checks" row={instance} />],
            ["Last refresh", <LastRun key="run" instance={instance} />],
            ["Next refresh", <Moment key="next" value={instance.next_refresh_at} />],
            ["Changes", instance.noticing.message],
            ...(instance.events.arrivals.length === 0
              ? []
              : [
                  [
                    "Event subscriptions",
                    <PageLink key="events" to={`/instances/${instance.id}/events`}>
                      {events(instance)}
                    </PageLink>,
                  ] as const,
                ]),
            [
              "Activated",
              <span key="created">
                <Moment value={instance.created_at} /> by {instance.created_by}
              </span>,
            ],
          ]}
        />
      </Section>
      <Unread instance={instance} />
      <QuotaSection instance={instance} />
    </>
  );
}

function LastRun({ instance }: { instance: Instance }) {
  const layout = useLayout();
  const run = instance.last_run;
  if (run === null) return <>Not yet</>;
  return (
    <span className={layout.row}>
      <PageLink to={`/instances/${instance.id}/runs`}>
        <Moment value={run.ended_at ?? run.started_at} />
      </PageLink>
      <RunBadge state={run.state} /> {TRIGGER[run.trigger]}
    </span>
  );
}

function events({ events }: Instance): string {
  if (!events.subscribed) return "Off";
  return events.first_event_at === null ? "Waiting for the first verified event" : "On";
}

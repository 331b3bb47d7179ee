// One alert: what happened, what it affects, what became of it, who was told.
import { useParams } from "react-router";
import { useAlert } from "../../api/queries/alerts";
import type { AlertDetail } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Facts } from "../../components/list/Facts";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { Affected } from "./Affected";
import { titleOf } from "./Alerts";
import { StatusButton } from "./StatusButton";
import { ALERT_SEVERITY, ALERT_STATUS, MESSAGE_STATE, MESSAGE_WHAT } from "./words";

const CRUMBS = [{ title: "Alerts", to: "/alerts" }];

export default function Alert() {
  const { id = "" } = useParams();
  const query = useAlert(id);
  const alert = query.data?.alert;
  return (
    <Page
      key={id}
      title={alert === undefined ? "Alert" : titleOf(alert)}
      crumbs={CRUMBS}
      actions={alert?.ended_at === null && <StatusButton alert={alert} />}
      summary={
        alert && (
          <div>
            <ToneBadge {...ALERT_STATUS[alert.status]} />
          </div>
        )
      }
    >
      <Loaded query={query}>{(data) => <Sections data={data} />}</Loaded>
    </Page>
  );
}

function Sections({ data }: { data: AlertDetail }) {
  const layout = useLayout();
  const { alert } = data;
  return (
    <>
      <Section title="What happened">
        <p className={`${layout.prose} ${layout.breaking}`}>{alert.message}</p>
        <Facts
          items={[
            ["Connector", <PageLink to={`/instances/${alert.instance.id}`}>{alert.instance.name}</PageLink>],
            ["Severity", ALERT_SEVERITY[alert.severity]],
            ["First seen", <Moment value={alert.first_seen} />],
            ["Last seen", <Moment value={alert.last_seen} />],
            ["Times seen", alert.seen],
            ["Ended", <Moment value={alert.ended_at} none="It lasts" />],
          ]}
        />
      </Section>
      <Affected affected={data.affected} />
      <History data={data} />
      <Messages data={data} />
    </>
  );
}

type Line = AlertDetail["history"][number];

const LINES: Column<Line>[] = [
  { id: "at", title: "When", cell: (line) => <Moment value={line.at} /> },
  { id: "status", title: "Status", cell: (line) => ALERT_STATUS[line.status].label },
  { id: "by", title: "Who", cell: (line) => line.by ?? "By itself" },
  { id: "why", title: "Why", width: "50%", cell: (line) => (line.why === "" ? "–" : line.why) },
];

function History({ data }: { data: AlertDetail }) {
  return (
    <Section title="History">
      {data.history.length === 0 ? (
        <span>Nobody has said anything of it yet.</span>
      ) : (
        <DataTable label="History" columns={LINES} groups={[["", data.history]]} rowKey={(line) => line.at} />
      )}
    </Section>
  );
}

type Told = AlertDetail["messages"][number];

const TOLD: Column<Told>[] = [
  { id: "target", title: "Target", cell: (message) => message.target },
  { id: "what", title: "What", cell: (message) => MESSAGE_WHAT[message.what] ?? message.what },
  { id: "state", title: "State", cell: (message) => <ToneBadge {...MESSAGE_STATE[message.state]} /> },
  { id: "at", title: "Sent, or tried next", cell: (message) => <Moment value={message.at} /> },
  { id: "error", title: "Last error", width: "40%", cell: (message) => message.error ?? "–" },
];

function Messages({ data }: { data: AlertDetail }) {
  return (
    <Section title="Messages">
      {data.messages.length === 0 ? (
        <span>Nobody was told: no notification target wants alerts of this kind and severity.</span>
      ) : (
        <DataTable label="Messages" columns={TOLD} groups={[["", data.messages]]} rowKey={(message) => message.id} />
      )}
    </Section>
  );
}

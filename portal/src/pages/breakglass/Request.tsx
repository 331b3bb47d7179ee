// One request for break-glass: who asked for what and why, what was read by it, who was told.
import { useParams } from "react-router";
import type { BreakGlassDetail, BreakGlassUse } from "../../api/archive";
import { useBreakGlassRequest } from "../../api/queries/mailboxes";
import { useMay } from "../../components/access/permissions";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Facts } from "../../components/list/Facts";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { MESSAGE_STATE, MESSAGE_WHAT } from "../alerts/words";
import { Boxes } from "./Boxes";
import { Decide } from "./Decide";
import { GlassBanner } from "./GlassBanner";
import { lineOf, usedOf, wordOf } from "./glass";

const CRUMBS = [{ title: "Break-glass", to: "/break-glass" }];

export default function Request() {
  const { glass = "" } = useParams();
  const query = useBreakGlassRequest(glass);
  const request = query.data?.request;
  return (
    <Page
      key={glass}
      title={request === undefined ? "Request" : `Break-glass of ${request.asked_by}`}
      crumbs={CRUMBS}
      actions={request && <Decide row={request} />}
      summary={
        request && (
          <div>
            <ToneBadge {...wordOf(request.state)} />
          </div>
        )
      }
    >
      {request?.mine === true && request.state === "approved" && <GlassBanner glass={glass} />}
      <Loaded query={query}>{(data) => <Sections data={data} />}</Loaded>
    </Page>
  );
}

function Sections({ data }: { data: BreakGlassDetail }) {
  const { request } = data;
  return (
    <>
      <Section title="Request">
        <Facts
          items={[
            ["Asked by", request.mine ? `${request.asked_by} (you)` : request.asked_by],
            ["Asked", <Moment value={request.asked_at} />],
            ["Reason", request.reason],
            ["Mailboxes", <Boxes row={request} />],
            ["Minutes", request.minutes],
            ["Decided by", request.decided_by ?? "Nobody yet"],
            ["Decided", <Moment value={request.decided_at} none="–" />],
            ["Granted until", <Moment value={request.until} none="–" />],
            ["Ended by", request.ended_by ?? (request.state === "expired" ? "Its time was up" : "–")],
            ["Ended", <Moment value={request.ended_at} none="–" />],
          ]}
        />
      </Section>
      <Uses data={data} />
      <Told data={data} />
    </>
  );
}

function Uses({ data }: { data: BreakGlassDetail }) {
  const layout = useLayout();
  const reads = useMay("mailboxes.read");
  const columns: Column<BreakGlassUse>[] = [
    { id: "at", title: "When", cell: (row) => <Moment value={row.at} /> },
    {
      id: "what",
      title: "What",
      width: "50%",
      cell: (row) =>
        reads && row.uid !== null ? (
          <PageLink to={`/mailboxes/${row.mailbox}/${row.uid}`}>{lineOf(row)}</PageLink>
        ) : (
          lineOf(row)
        ),
    },
    { id: "mailbox", title: "Mailbox", cell: (row) => row.address },
  ];
  const used = usedOf(data.request.used);
  return (
    <Section title="What was read">
      {used === undefined ? (
        <span>Nothing was read by it.</span>
      ) : (
        <div className={layout.tight}>
          <span className={layout.muted}>{`${used}. Each has a leaf in the ledger.`}</span>
          <DataTable
            label="What was read"
            columns={columns}
            groups={[["", data.uses]]}
            rowKey={(row) => `${row.at} ${row.what} ${row.mailbox} ${row.uid} ${row.file}`}
          />
        </div>
      )}
    </Section>
  );
}

type Message = BreakGlassDetail["messages"][number];

const TOLD: Column<Message>[] = [
  { id: "target", title: "Target", cell: (message) => message.target },
  { id: "what", title: "What", cell: (message) => MESSAGE_WHAT[message.what] ?? message.what },
  { id: "state", title: "State", cell: (message) => <ToneBadge {...MESSAGE_STATE[message.state]} /> },
  { id: "at", title: "Sent, or tried next", cell: (message) => <Moment value={message.at} /> },
  { id: "error", title: "Last error", width: "40%", cell: (message) => message.error ?? "–" },
];

function Told({ data }: { data: BreakGlassDetail }) {
  return (
    <Section title="Who was told">
      {data.messages.length === 0 ? (
        <span>No notification target takes notices of break-glass reading. Those who decide see it here.</span>
      ) : (
        <DataTable label="Who was told" columns={TOLD} groups={[["", data.messages]]} rowKey={(message) => message.id} />
      )}
    </Section>
  );
}

// How an archive connector does: with its source, with its destination, and how much it is a day.
import { MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import type { Archive, Stream } from "../../api/archive";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Facts } from "../../components/list/Facts";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { serviceName } from "../../components/status/words";
import { Moment } from "../../components/text/Moment";
import { bytes, figure } from "../../components/text/format";
import { Approval } from "./Approval";
import { Totals } from "./Totals";
import { Volume } from "./Volume";
import { ARCHIVE_HEALTH, STREAM, lagText } from "./words";

const INTENT = {
  starting: "info",
  healthy: "success",
  source_fails: "error",
  stalled: "error",
  paused: "warning",
} as const;

function StreamState({ stream }: { stream: Stream }) {
  const layout = useLayout();
  if (stream.absent === null) return <>{stream.read_at === null ? "Being read for the first time" : "Read"}</>;
  return (
    <div className={layout.tight}>
      <span>Not shown to the connector</span>
      <span className={layout.muted}>{stream.absent.message}</span>
      {stream.absent.right !== null && <span className={layout.muted}>{`Right needed: ${stream.absent.right}`}</span>}
    </div>
  );
}

const STREAMS: Column<Stream>[] = [
  { id: "stream", title: "What", cell: (row) => STREAM[row.stream] ?? row.stream },
  { id: "state", title: "State", cell: (row) => <StreamState stream={row} /> },
  { id: "read", title: "Read to its end", cell: (row) => <Moment value={row.read_at} none="Not yet" /> },
];

export function ArchiveStatus({ archive }: { archive: Archive }) {
  return (
    <>
      <MessageBar intent={INTENT[archive.health]} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{ARCHIVE_HEALTH[archive.health].label}</MessageBarTitle>
          {archive.message}
        </MessageBarBody>
      </MessageBar>
      <Approval archive={archive} />
      <Section title="Properties">
        <Properties archive={archive} />
      </Section>
      <Section title="Source">
        <Facts
          items={[
            ["Asked last", <Moment key="asked" value={archive.asked_at} none="Not yet" />],
            [
              "Asked next",
              archive.paused_at === null ? <Moment key="next" value={archive.next_at} none="At once" /> : "Paused",
            ],
          ]}
        />
        <DataTable label="What is read" columns={STREAMS} groups={[["", archive.streams]]} rowKey={(row) => row.stream} />
      </Section>
      <Section title="Destination">
        <Facts
          items={[
            ["Mailboxes", `Embedded, folder ${archive.folder}`],
            ["Oldest that waits", lagText(archive.lag_s)],
            ["Files being fetched", figure(archive.fetching)],
            ["To be made into messages", figure(archive.captured)],
            ["To be delivered", figure(archive.staged)],
            ["Archived", `${figure(archive.revisions)} items and versions, ${bytes(archive.bytes)}`],
          ]}
        />
        <Totals counts={archive.totals} label="Copies since the beginning" />
      </Section>
      <Volume archive={archive} />
    </>
  );
}

function Properties({ archive }: { archive: Archive }) {
  return (
    <Facts
      items={[
        ["Service", serviceName(archive.service)],
        ["Account", archive.account_id],
        ["Signs in by", archive.method?.title ?? "Unknown"],
        ...(archive.certificate === null
          ? []
          : [["Certificate valid until", <Moment key="until" value={archive.certificate.not_after} />] as const]),
        [
          "Activated",
          <span key="created">
            <Moment value={archive.created_at} /> by {archive.created_by}
          </span>,
        ],
        ...(archive.paused_at === null
          ? []
          : [["Paused since", <Moment key="paused" value={archive.paused_at} />] as const]),
      ]}
    />
  );
}

// Where a message came from, who took part, what became of each copy, and the leaf that commits to it.
import type { Mail, ParticipantCopy } from "../../api/archive";
import type { Column } from "../../components/list/DataTable";
import { Facts } from "../../components/list/Facts";
import { ListView } from "../../components/list/ListView";
import { optionsOf } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { NOTHING } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { DELIVERY_STATE, PARTICIPANT_ROLE } from "../archives/words";

const stateOf = (state: string) => DELIVERY_STATE[state] ?? { label: state, tone: "neutral" as const };

function Who({ row }: { row: ParticipantCopy }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <span>{row.name ?? row.user}</span>
      {row.name !== null && <span className={`${layout.muted} ${layout.mono}`}>{row.user}</span>}
    </div>
  );
}

const COLUMNS: Column<ParticipantCopy>[] = [
  { id: "who", title: "Person", sort: (row) => row.name ?? row.user, cell: (row) => <Who row={row} /> },
  {
    id: "roles",
    title: "Took part as",
    sort: (row) => row.roles.join(),
    cell: (row) =>
      row.roles.map((role) => PARTICIPANT_ROLE[role] ?? role).join(", ") + (row.certain ? "" : " (not certain)"),
  },
  { id: "state", title: "Copy", sort: (row) => row.state, cell: (row) => <ToneBadge {...stateOf(row.state)} /> },
  { id: "mailbox", title: "Mailbox", sort: (row) => row.mailbox, cell: (row) => row.mailbox ?? NOTHING },
  { id: "reason", title: "Reason", cell: (row) => row.reason ?? NOTHING },
];

export function Provenance({ mail }: { mail: Mail }) {
  const layout = useLayout();
  const from = mail.provenance;
  const mono = (text: string) => <span className={layout.mono}>{text}</span>;
  return (
    <>
      <Section title="Where it came from">
        <Facts
          items={[
            ["Connector", <PageLink key="connector" to={`/archives/${from.instance}`}>{from.connector_name}</PageLink>],
            ["Account", from.account],
            ["Item", mono(from.item)],
            ["Type at the source", from.source_type],
            ["Revision", mono(`${from.revision} (number ${from.number} at the source)`)],
            ["Happened", <Moment key="occurred" value={from.occurred_at} />],
            ["Captured", <Moment key="captured" value={from.captured_at} />],
            ["Made into a message", <Moment key="staged" value={from.staged_at} />],
            ["Delivered", <Moment key="delivered" value={from.delivered_at} />],
            ["Message-ID", mono(mail.message_id)],
            ["Item class", mono(mail.item_class)],
          ]}
        />
      </Section>
      <Section title="Leaf">
        <Facts
          items={[
            ["Leaf", from.leaf === null ? "Not written yet" : mono(from.leaf)],
            ["SHA-256 of the record", mono(from.record_sha256)],
          ]}
        />
        <p className={layout.prose}>
          The leaf commits to the record in the ledger: what is archived cannot be changed later without it being seen.
          The message’s header has the same hash.
        </p>
      </Section>
      <Section title="Participants">
        <ListView
          label="Participants"
          prefix="participant-"
          noun={["participant", "participants"]}
          rows={from.participants}
          rowKey={(row) => row.user}
          text={(row) => `${row.name ?? ""} ${row.user} ${row.mailbox ?? ""} ${row.reason ?? ""}`}
          columns={COLUMNS}
          filters={[
            {
              id: "state",
              label: "Copy",
              options: optionsOf(from.participants, (row) => row.state, (state) => stateOf(state).label),
              test: (row, value) => row.state === value,
            },
          ]}
          sort="who"
          empty={<Empty title="Nobody is known">The source named nobody who took part.</Empty>}
        />
      </Section>
    </>
  );
}

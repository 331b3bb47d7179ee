// Break-glass: reading what no role lets one read, for a reason and for a time, with a second person's consent.
import { useState } from "react";
import type { BreakGlass as Request } from "../../api/archive";
import { useBreakGlass } from "../../api/queries/mailboxes";
import { GuardedButton } from "../../components/access/GuardedButton";
import { useRefusal } from "../../components/access/permissions";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import type { Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { Ask } from "./Ask";
import { Boxes } from "./Boxes";
import { Decide } from "./Decide";
import { GlassBanner } from "./GlassBanner";
import { GLASS_STATE, remaining, usedOf, wordOf } from "./glass";
import { useNow } from "./useNow";

function State({ row }: { row: Request }) {
  const layout = useLayout();
  const left = remaining(row.until, useNow());
  const used = usedOf(row.used);
  return (
    <div className={layout.tight}>
      <span>
        <ToneBadge {...wordOf(row.state)} />
      </span>
      {row.state === "approved" && left !== undefined && <span className={layout.muted}>{`${left} left`}</span>}
      {row.decided_by !== null && (
        <span className={layout.muted}>{`${row.until === null ? "Refused" : "Granted"} by ${row.decided_by}`}</span>
      )}
      {row.state === "ended" && row.ended_by !== null && (
        <span className={layout.muted}>{`Ended by ${row.ended_by}`}</span>
      )}
      {used !== undefined && <span className={layout.muted}>{`Read: ${used}`}</span>}
    </div>
  );
}

function By({ row }: { row: Request }) {
  return <PageLink to={`/break-glass/${row.id}`}>{row.mine ? `${row.asked_by} (you)` : row.asked_by}</PageLink>;
}

const COLUMNS: Column<Request>[] = [
  { id: "by", title: "Asked by", sort: (row) => row.asked_by, cell: (row) => <By row={row} /> },
  { id: "asked", title: "Asked", sort: (row) => row.asked_at, cell: (row) => <Moment value={row.asked_at} /> },
  { id: "boxes", title: "Mailboxes", cell: (row) => <Boxes row={row} /> },
  { id: "reason", title: "Reason", width: "25%", cell: (row) => row.reason },
  { id: "minutes", title: "Minutes", numeric: true, sort: (row) => row.minutes, cell: (row) => String(row.minutes) },
  { id: "state", title: "State", sort: (row) => row.state, cell: (row) => <State row={row} /> },
  { id: "decide", title: "Decide", cell: (row) => <Decide row={row} /> },
];

const FILTERS: Filter<Request>[] = [
  {
    id: "state",
    label: "State",
    options: Object.entries(GLASS_STATE).map(([value, { label }]) => ({ value, label })),
    test: (row, value) => row.state === value,
  },
];

export default function BreakGlass() {
  const refusal = useRefusal("break_glass.read");
  const [asking, setAsking] = useState(false);
  return (
    <Page
      title="Break-glass"
      summary="Reading mailboxes that no role lets you read: two people, a reason, a time limit, and a record of everything that is opened."
      actions={
        <GuardedButton
          needs="break_glass.ask"
          appearance="primary"
          onClick={() => {
            setAsking(true);
          }}
        >
          Ask for break-glass
        </GuardedButton>
      }
    >
      {asking && (
        <Ask
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
      {refusal === undefined ? <Requests /> : <Empty title="You cannot see requests">{refusal}</Empty>}
    </Page>
  );
}

function Requests() {
  const requests = useBreakGlass(true);
  const live = (requests.data ?? []).filter((row) => row.mine && row.state === "approved");
  return (
    <>
      {live.map((row) => (
        <GlassBanner key={row.id} glass={row.id} />
      ))}
      <Section title="Requests">
        <Loaded query={requests}>
          {(rows) => (
            <ListView
              label="Requests"
              noun={["request", "requests"]}
              rows={rows}
              rowKey={(row) => row.id}
              text={(row) => `${row.asked_by} ${row.reason} ${row.mailboxes.map((box) => box.address).join(" ")}`}
              columns={COLUMNS}
              filters={FILTERS}
              sort="-asked"
              empty={
                <Empty title="Nobody has asked">
                  Whoever needs to read a mailbox for once asks here; somebody else grants it.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Section>
    </>
  );
}

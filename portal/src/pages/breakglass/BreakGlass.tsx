// Break-glass: reading what no role lets one read, for a reason and for a time, with a second person's consent.
import { useState } from "react";
import { Button } from "@fluentui/react-components";
import type { BreakGlass as Request } from "../../api/archive";
import { useBreakGlass, useDecideBreakGlass, useEndBreakGlass } from "../../api/queries/mailboxes";
import { GuardedButton } from "../../components/access/GuardedButton";
import { useMay, useRefusal } from "../../components/access/permissions";
import { ProblemBar } from "../../components/form/ProblemBar";
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
import { GLASS_STATE, remaining } from "./glass";
import { useNow } from "./useNow";

const wordOf = (state: string) => GLASS_STATE[state] ?? { label: state, tone: "neutral" as const };

function State({ row }: { row: Request }) {
  const layout = useLayout();
  const left = remaining(row.until, useNow());
  return (
    <div className={layout.tight}>
      <span>
        <ToneBadge {...wordOf(row.state)} />
      </span>
      {row.state === "approved" && left !== undefined && <span className={layout.muted}>{`${left} left`}</span>}
      {row.decided_by !== null && (
        <span className={layout.muted}>
          {`By ${row.decided_by}, `}
          <Moment value={row.decided_at} />
        </span>
      )}
    </div>
  );
}

/** The mailboxes, which lead somewhere for who may read them by this. */
function Boxes({ row }: { row: Request }) {
  const layout = useLayout();
  const open = row.mine && row.state === "approved";
  return (
    <ul className={layout.list}>
      {row.mailboxes.map((box) => (
        <li key={box.id}>
          {open ? <PageLink to={`/break-glass/${row.id}/${box.id}`}>{box.address}</PageLink> : box.address}
        </li>
      ))}
    </ul>
  );
}

function Decide({ row }: { row: Request }) {
  const layout = useLayout();
  const decide = useDecideBreakGlass(row.id);
  const end = useEndBreakGlass(row.id);
  const mayEnd = [useMay("break_glass.ask"), useMay("break_glass.decide")].includes(true);
  const busy = decide.isPending || end.isPending;
  const answer = (grant: boolean) => () => {
    decide.mutate(grant);
  };
  return (
    <div className={layout.tight}>
      <div className={layout.row}>
        {row.state === "asked" && row.mine && <span className={layout.muted}>Somebody else has to grant it.</span>}
        {row.state === "asked" && !row.mine && (
          <>
            <GuardedButton
              needs="break_glass.decide"
              size="small"
              disabled={busy}
              aria-label={`Grant ${row.asked_by}`}
              onClick={answer(true)}
            >
              Grant
            </GuardedButton>
            <GuardedButton
              needs="break_glass.decide"
              size="small"
              disabled={busy}
              aria-label={`Refuse ${row.asked_by}`}
              onClick={answer(false)}
            >
              Refuse
            </GuardedButton>
          </>
        )}
        {row.state === "approved" && mayEnd && (
          <Button
            size="small"
            disabled={busy}
            aria-label={`End that of ${row.asked_by}`}
            onClick={() => {
              end.mutate(undefined);
            }}
          >
            End
          </Button>
        )}
      </div>
      <ProblemBar title="That was not done." error={decide.error ?? end.error} />
    </div>
  );
}

const COLUMNS: Column<Request>[] = [
  { id: "by", title: "Asked by", sort: (row) => row.asked_by, cell: (row) => (row.mine ? `${row.asked_by} (you)` : row.asked_by) },
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
  const refusal = useRefusal("archive.read");
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
  const requests = useBreakGlass();
  return (
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
  );
}

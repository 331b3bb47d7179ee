// What became of the messages to all targets, those that were given up among them.
import type { Target } from "../../api/types";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf, type Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Section } from "../../components/page/Section";
import { ToneBadge } from "../../components/status/badges";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { MESSAGE_STATE, options } from "./words";

type Row = Target["messages"][number] & { target: string };

/** What a message is about; a test is about nothing. */
function aboutOf({ alert, break_glass }: Row): string | undefined {
  if (alert !== null) return `/alerts/${alert}`;
  return break_glass === null ? undefined : `/break-glass/${break_glass}`;
}

const COLUMNS: Column<Row>[] = [
  {
    id: "subject",
    title: "Message",
    width: "34%",
    sort: (row) => row.subject,
    cell: (row) => {
      const to = aboutOf(row);
      return to === undefined ? row.subject : <PageLink to={to}>{row.subject}</PageLink>;
    },
  },
  { id: "target", title: "Target", sort: (row) => row.target, cell: (row) => row.target },
  {
    id: "state",
    title: "State",
    sort: (row) => row.state,
    cell: (row) => <ToneBadge {...MESSAGE_STATE[row.state]} />,
  },
  { id: "tries", title: "Tries", numeric: true, sort: (row) => row.attempts, cell: (row) => row.attempts },
  { id: "error", title: "Last error", width: "28%", cell: (row) => row.error ?? "–" },
  { id: "created", title: "Written", sort: (row) => row.created_at, cell: (row) => <Moment value={row.created_at} /> },
];

const BY_STATE: Filter<Row> = {
  id: "state",
  label: "State",
  options: options(MESSAGE_STATE),
  test: (row, value) => row.state === value,
};

export function TargetMessages({ targets }: { targets: readonly Target[] }) {
  const rows = targets.flatMap((target) => target.messages.map((message) => ({ ...message, target: target.name })));
  return (
    <Section title="Messages">
      <ListView
        label="Messages"
        noun={["message", "messages"]}
        rows={rows}
        rowKey={(row) => row.id}
        text={(row) => `${row.subject} ${row.target} ${row.error ?? ""}`}
        columns={COLUMNS}
        filters={[
          BY_STATE,
          {
            id: "target",
            label: "Target",
            options: optionsOf(rows, (row) => row.target),
            test: (row, value) => row.target === value,
          },
        ]}
        sort="-created"
        prefix="m."
        empty={<Empty title="No messages yet">What is sent to a target, and what came of it, will stand here.</Empty>}
      />
    </Section>
  );
}

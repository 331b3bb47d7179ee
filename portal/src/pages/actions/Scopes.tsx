// The same action in every scope that counts it: each has a figure of its own.
import type { Action } from "../../api/types";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { points } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { StatusCell } from "./StatusCell";
import { actionAddress } from "./ActionLink";

type Line = Action["scopes"][number];

const columns = (action: Action): Column<Line>[] => [
  {
    id: "scope",
    title: "Scope",
    cell: (row) => (
      <PageLink to={actionAddress({ id: action.id, group: row.group }, row.assessment?.id)}>{row.label}</PageLink>
    ),
  },
  { id: "status", title: "Test status", cell: (row) => <StatusCell row={{ ...row, flagged: false }} /> },
  { id: "points", title: "Points achieved", numeric: true, cell: (row) => points(row.points) },
];

export function Scopes({ action }: { action: Action }) {
  return (
    <Section title="Where it counts">
      <DataTable
        label="Where it counts"
        columns={columns(action)}
        groups={[["", action.scopes]]}
        rowKey={(row) => row.label}
      />
    </Section>
  );
}

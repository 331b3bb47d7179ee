// How the archive connectors are, for those who may see them.
import type { Archive } from "../../api/archive";
import { useArchives } from "../../api/queries/archives";
import { useMay } from "../../components/access/permissions";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { ToneBadge } from "../../components/status/badges";
import { figure } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { ARCHIVE_HEALTH, lagText } from "../archives/words";

const COLUMNS: Column<Archive>[] = [
  { id: "name", title: "Archive connector", cell: (row) => <PageLink to={`/archives/${row.id}`}>{row.name}</PageLink> },
  { id: "health", title: "Health", cell: (row) => <ToneBadge {...ARCHIVE_HEALTH[row.health]} /> },
  { id: "items", title: "Items and versions", numeric: true, cell: (row) => figure(row.revisions) },
  { id: "messages", title: "In mailboxes", numeric: true, cell: (row) => figure(row.totals.imported) },
  {
    id: "quarantined",
    title: "Quarantined",
    numeric: true,
    cell: (row) =>
      row.totals.quarantined === 0 ? (
        "0"
      ) : (
        <PageLink to={`/archives/${row.id}/quarantine`} label={`${row.totals.quarantined} quarantined of ${row.name}`}>
          {figure(row.totals.quarantined)}
        </PageLink>
      ),
  },
  { id: "lag", title: "Oldest that waits", cell: (row) => lagText(row.lag_s) },
];

/** Nothing where there is none, or where one may see none. */
export function ArchivesCard() {
  const archives = useArchives(useMay("archive.read")).data ?? [];
  if (archives.length === 0) return null;
  return (
    <Section
      title="Archive connectors"
      actions={<PageLink to="/connectors/activated">My activated connectors</PageLink>}
    >
      <DataTable label="Archive connectors" columns={COLUMNS} groups={[["", archives]]} rowKey={(row) => row.id} />
    </Section>
  );
}

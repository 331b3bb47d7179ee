// The archive connectors that are activated: one line an account.
import type { Archive } from "../../api/archive";
import { useArchives } from "../../api/queries/archives";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { optionsOf } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ToneBadge } from "../../components/status/badges";
import { serviceName } from "../../components/status/words";
import { Moment } from "../../components/text/Moment";
import { figure } from "../../components/text/format";
import { ButtonLink, PageLink } from "../../components/text/links";
import { ARCHIVE_HEALTH } from "../archives/words";

function Health({ row }: { row: Archive }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <span>
        <ToneBadge {...ARCHIVE_HEALTH[row.health]} />
      </span>
      {row.health !== "healthy" && <span className={`${layout.muted} ${layout.breaking}`}>{row.message}</span>}
    </div>
  );
}

const COLUMNS: Column<Archive>[] = [
  {
    id: "name",
    title: "Connector name",
    sort: (row) => row.name,
    cell: (row) => <PageLink to={`/archives/${row.id}`}>{row.name}</PageLink>,
  },
  { id: "service", title: "Service", sort: (row) => row.service, cell: (row) => serviceName(row.service) },
  { id: "account", title: "Account", sort: (row) => row.account_id, cell: (row) => row.account_id },
  { id: "health", title: "Health", sort: (row) => row.health, cell: (row) => <Health row={row} /> },
  {
    id: "revisions",
    title: "Archived",
    numeric: true,
    sort: (row) => row.revisions,
    cell: (row) => figure(row.revisions),
  },
  {
    id: "quarantined",
    title: "Quarantined",
    numeric: true,
    sort: (row) => row.totals.quarantined,
    cell: (row) =>
      row.totals.quarantined === 0 ? (
        "0"
      ) : (
        <PageLink to={`/archives/${row.id}/quarantine`} label={`${row.totals.quarantined} quarantined of ${row.name}`}>
          {figure(row.totals.quarantined)}
        </PageLink>
      ),
  },
  {
    id: "asked",
    title: "Source asked",
    sort: (row) => row.asked_at,
    cell: (row) => <Moment value={row.asked_at} none="Not yet" />,
  },
];

export function ActivatedArchives() {
  const archives = useArchives();
  return (
    <Section title="Archive connectors">
      <Loaded query={archives}>
        {(rows) => (
          <ListView
            label="My activated archive connectors"
            prefix="archive-"
            noun={["archive connector", "archive connectors"]}
            rows={rows}
            rowKey={(row) => row.id}
            text={(row) => `${row.name} ${row.service} ${row.account_id}`}
            columns={COLUMNS}
            sort="name"
            filters={[
              {
                id: "service",
                label: "Service",
                options: optionsOf(rows, (row) => row.service, serviceName),
                test: (row, value) => row.service === value,
              },
              {
                id: "health",
                label: "Health",
                options: Object.entries(ARCHIVE_HEALTH).map(([value, { label }]) => ({ value, label })),
                test: (row, value) => row.health === value,
              },
            ]}
            empty={
              <Empty
                title="No archive connector is activated yet"
                action={<ButtonLink to="/connectors">See the available connectors</ButtonLink>}
              >
                Activate one for each account whose content is to be kept in mailboxes.
              </Empty>
            }
          />
        )}
      </Loaded>
    </Section>
  );
}

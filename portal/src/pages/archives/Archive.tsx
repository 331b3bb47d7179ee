// One activated archive connector: how it does, what it delivered, who waits, and what is asked of it.
import { useParams } from "react-router";
import type { Archive as ArchiveData } from "../../api/archive";
import { useArchive } from "../../api/queries/archives";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { ToneBadge } from "../../components/status/badges";
import { ArchiveActions } from "./ArchiveActions";
import { ArchiveStatus } from "./ArchiveStatus";
import { Quarantine } from "./Quarantine";
import { Reconciliation } from "./Reconciliation";
import { SettingsFacts } from "./SettingsFacts";
import { StatusLog } from "./StatusLog";
import { UserMapping } from "./UserMapping";
import { ARCHIVE_HEALTH } from "./words";

export const CRUMBS = [
  { title: "Data connectors", to: "/connectors" },
  { title: "My activated connectors", to: "/connectors/activated" },
];

export default function Archive() {
  const { id = "", tab } = useParams();
  const archive = useArchive(id);
  return (
    <Page
      key={id}
      title={archive.data?.name ?? "Archive connector"}
      crumbs={CRUMBS}
      actions={archive.data && <ArchiveActions archive={archive.data} />}
      summary={
        archive.data && (
          <div>
            <ToneBadge {...ARCHIVE_HEALTH[archive.data.health]} />
          </div>
        )
      }
    >
      <Loaded query={archive}>{(data) => <Tabs archive={data} tab={tab} />}</Loaded>
    </Page>
  );
}

function Tabs({ archive, tab }: { archive: ArchiveData; tab: string | undefined }) {
  const waiting = archive.totals.quarantined;
  return (
    <PageTabs
      label={archive.name}
      base={`/archives/${archive.id}`}
      current={tab}
      tabs={[
        { path: "", title: "Status", content: () => <ArchiveStatus archive={archive} /> },
        { path: "log", title: "Status log", content: () => <StatusLog archive={archive} /> },
        {
          path: "quarantine",
          title: waiting === 0 ? "Quarantine" : `Quarantine (${waiting})`,
          content: () => <Quarantine archive={archive} />,
        },
        { path: "mapping", title: "User mapping", content: () => <UserMapping archive={archive} /> },
        { path: "reconciliation", title: "Reconciliation", content: () => <Reconciliation archive={archive} /> },
        { path: "settings", title: "Settings", content: () => <SettingsFacts archive={archive} /> },
      ]}
    />
  );
}

// Data connectors: what can be activated, and what is.
import { useLocation } from "react-router";
import { useMay } from "../../components/access/permissions";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { Activated } from "./Activated";
import { Available } from "./Available";
import { Custodians } from "./Custodians";

export default function Connectors() {
  const current = /^\/connectors\/(activated|custodians)$/.exec(useLocation().pathname)?.[1] ?? "";
  const archives = useMay("archive.read");
  return (
    <Page
      title="Data connectors"
      summary="A compliance connector reads how a service is configured, an archive connector what people write there. Each activated connector is one account of a service."
    >
      <PageTabs
        label="Data connectors"
        base="/connectors"
        current={current}
        tabs={[
          { path: "", title: "Available connectors", content: () => <Available /> },
          { path: "activated", title: "My activated connectors", content: () => <Activated /> },
          ...(archives ? [{ path: "custodians", title: "Custodians", content: () => <Custodians /> }] : []),
        ]}
      />
    </Page>
  );
}

// Data connectors: what can be activated, and what is.
import { useLocation } from "react-router";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { Activated } from "./Activated";
import { Available } from "./Available";

export default function Connectors() {
  const current = useLocation().pathname.endsWith("/activated") ? "activated" : "";
  return (
    <Page
      title="Data connectors"
      summary="Vouchsafe reads how a service is configured through a connector. Each activated connector is one account of a service."
    >
      <PageTabs
        label="Data connectors"
        base="/connectors"
        current={current}
        tabs={[
          { path: "", title: "Available connectors", content: () => <Available /> },
          { path: "activated", title: "My activated connectors", content: () => <Activated /> },
        ]}
      />
    </Page>
  );
}

// What a connector reads, which rights it needs and why, and how to prepare the service.
import { useParams } from "react-router";
import { useConnector } from "../../api/queries/connectors";
import type { Connector as ConnectorData, RightInfo } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { count } from "../../components/text/format";
import { PageLink } from "../../components/text/links";

const CRUMBS = [{ title: "Data connectors", to: "/connectors" }];

export default function Connector() {
  const { id = "" } = useParams();
  const connector = useConnector(id);
  return (
    <Page
      title={connector.data?.title ?? "Connector"}
      crumbs={CRUMBS}
      summary={connector.data?.summary}
      actions={
        connector.data && (
          <GuardedButton needs="connectors.manage" appearance="primary" to={`/connectors/${id}/add`}>
            Add connector
          </GuardedButton>
        )
      }
    >
      <Loaded query={connector}>{(data) => <Details connector={data} />}</Loaded>
    </Page>
  );
}

function RightNames({ right }: { right: RightInfo }) {
  const layout = useLayout();
  return (
    <span className={layout.tight}>
      <span className={layout.mono}>{right.classic}</span>
      {right.granular.length > 0 && (
        <span className={layout.muted}>
          or <span className={layout.mono}>{right.granular.join(", ")}</span>
        </span>
      )}
    </span>
  );
}

const RIGHTS: Column<RightInfo>[] = [
  { id: "right", title: "Right", cell: (row) => <RightNames right={row} /> },
  { id: "required", title: "Required", cell: (row) => (row.required ? "Yes" : "No, but what it shows could not be detected without it") },
  { id: "why", title: "Why", cell: (row) => row.why },
];

const READS: Column<ConnectorData["reads"][number]>[] = [
  { id: "what", title: "What", cell: (row) => row.what },
  { id: "why", title: "Why", cell: (row) => row.why },
];

function Details({ connector }: { connector: ConnectorData }) {
  const layout = useLayout();
  return (
    <>
      <p className={layout.prose}>{connector.description}</p>
      {connector.instances > 0 && (
        <p className={layout.prose}>
          <PageLink to={`/connectors/activated?service=${connector.service}`}>
            {count(connector.instances, "connector")} activated
          </PageLink>
        </p>
      )}
      <Section title="What is read">
        <DataTable label="What is read" columns={READS} groups={[["", connector.reads]]} rowKey={(row) => row.what} />
      </Section>
      <Section title="Rights needed">
        <DataTable
          label="Rights needed"
          columns={RIGHTS}
          groups={[["", connector.rights]]}
          rowKey={(row) => row.classic}
        />
      </Section>
      <Section title="Set up at the service">
        <ol className={layout.list}>
          {connector.setup.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Section>
      {connector.events !== null && (
        <Section title="Event subscriptions (optional)">
          <p className={layout.prose}>{connector.events.help}</p>
        </Section>
      )}
    </>
  );
}

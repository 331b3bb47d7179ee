// What a connector reads, which rights it needs and why, and how to prepare the service.
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useParams } from "react-router";
import { useConnector } from "../../api/queries/connectors";
import { isArchive } from "../../api/archive";
import type { AuthMethod, Connector as ConnectorData, RightInfo } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { count } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { WhatIsArchived } from "./WhatIsArchived";

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
          <GuardedButton
            needs={isArchive(connector.data) ? "archive.manage" : "connectors.manage"}
            appearance="primary"
            to={`/connectors/${id}/add`}
          >
            Add connector
          </GuardedButton>
        )
      }
    >
      <Loaded query={connector}>{(data) => <Details connector={data} />}</Loaded>
    </Page>
  );
}

function Steps({ steps }: { steps: readonly string[] }) {
  const layout = useLayout();
  return (
    <ol className={layout.list}>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}

/** One way to sign in: what speaks against it, what to do for it, and what is asked for. */
function Method({ method }: { method: AuthMethod }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <h3 className={layout.subheading}>{method.title}</h3>
      {method.notice !== null && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{method.notice}</MessageBarBody>
        </MessageBar>
      )}
      {method.setup.length > 0 && <Steps steps={method.setup} />}
      <span className={layout.muted}>
        {`Asked for: ${method.fields.map((field) => (field.optional ? `${field.label} (optional)` : field.label)).join(", ")}`}
      </span>
    </div>
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
          <PageLink
            to={`/connectors/activated?${isArchive(connector) ? "archive-" : ""}service=${connector.service}`}
          >
            {count(connector.instances, "connector")} activated
          </PageLink>
        </p>
      )}
      {isArchive(connector) && <WhatIsArchived info={connector.archive} />}
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
        <Steps steps={connector.setup} />
      </Section>
      {connector.methods.length > 1 && (
        <Section title="Ways to sign in">
          {connector.methods.map((method) => (
            <Method key={method.id} method={method} />
          ))}
        </Section>
      )}
      {connector.polling !== null && (
        <Section title="How changes are noticed">
          <p className={layout.prose}>{connector.polling.what}</p>
          <p className={layout.prose}>
            {`Every ${connector.polling.default_s} seconds, or as an instance is set to: from ${connector.polling.min_s} to ${connector.polling.max_s}.`}
          </p>
        </Section>
      )}
      {connector.events !== null && (
        <Section title="Event subscriptions (optional)">
          <p className={layout.prose}>{connector.events.help}</p>
        </Section>
      )}
    </>
  );
}

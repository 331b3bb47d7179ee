// The wizard that activates a connector: the steps of its kind, with the draft that the address names.
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { isArchive } from "../../../api/archive";
import { useConnector } from "../../../api/queries/connectors";
import { useDraft } from "../../../api/queries/drafts";
import type { Connector, Draft } from "../../../api/types";
import { useRefusal } from "../../../components/access/permissions";
import { Empty } from "../../../components/page/Empty";
import { Loaded } from "../../../components/page/Loaded";
import { Page } from "../../../components/page/Page";
import { AddArchive } from "../../archives/wizard/AddArchive";
import { ComplianceSteps } from "./ComplianceSteps";

export default function AddConnector() {
  const { id = "" } = useParams();
  const connector = useConnector(id);
  const archive = connector.data !== undefined && isArchive(connector.data);
  const refusal = useRefusal(archive ? "archive.manage" : "connectors.manage");
  const title = connector.data?.title ?? "";
  return (
    <Page
      title={`Add connector: ${title}`}
      crumbs={[
        { title: "Data connectors", to: "/connectors" },
        { title, to: `/connectors/${id}` },
      ]}
    >
      {refusal === undefined ? (
        <Loaded query={connector}>{(data) => <Resumed connector={data} />}</Loaded>
      ) : (
        <Empty title="You cannot add a connector">{refusal}</Empty>
      )}
    </Page>
  );
}

/** The steps, with the draft that the address names. */
function Resumed({ connector }: { connector: Connector }) {
  // The address changes when the first draft is kept; the steps then go on with what they have.
  const [id] = useState(useSearchParams()[0].get("draft"));
  const draft = useDraft(id);
  const steps = (resumed?: Draft) =>
    isArchive(connector) ? (
      <AddArchive connector={connector} resumed={resumed} />
    ) : (
      <ComplianceSteps connector={connector} resumed={resumed} />
    );
  return id === null ? steps() : <Loaded query={draft}>{steps}</Loaded>;
}

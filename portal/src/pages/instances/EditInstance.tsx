// Changes a connector's name, how often its service is asked, or its credentials to others of the same account.
import { useParams } from "react-router";
import { useConnector } from "../../api/queries/connectors";
import { useInstance } from "../../api/queries/instances";
import { useRefusal } from "../../components/access/permissions";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { EditCredentials } from "./EditCredentials";
import { EditName } from "./EditName";
import { EditPolling } from "./EditPolling";

export default function EditInstance() {
  const { id = "" } = useParams();
  const instance = useInstance(id);
  const connector = useConnector(instance.data?.connector);
  const refusal = useRefusal("connectors.manage");
  const name = instance.data?.name ?? "";
  return (
    <Page
      title={`Edit ${name}`}
      crumbs={[
        { title: "My activated connectors", to: "/connectors/activated" },
        { title: name, to: `/instances/${id}` },
      ]}
    >
      {refusal !== undefined ? (
        <Empty title="You cannot edit this connector">{refusal}</Empty>
      ) : (
        <Loaded query={instance}>
          {(data) => (
            <>
              <EditName instance={data} />
              <Loaded query={connector}>
                {(info) => (
                  <>
                    <EditPolling instance={data} what={info.polling?.what} />
                    <EditCredentials instance={data} connector={info} />
                  </>
                )}
              </Loaded>
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}

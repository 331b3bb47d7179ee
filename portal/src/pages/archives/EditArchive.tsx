// Changes an archive connector's name, what it archives, or its credentials.
import { useParams } from "react-router";
import { isArchive } from "../../api/archive";
import { useArchive } from "../../api/queries/archives";
import { useConnector } from "../../api/queries/connectors";
import { useRefusal } from "../../components/access/permissions";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { EditSettings } from "./EditSettings";
import { EditSignIn } from "./EditSignIn";

export default function EditArchive() {
  const { id = "" } = useParams();
  const archive = useArchive(id);
  const connector = useConnector(archive.data?.connector);
  const refusal = useRefusal("archive.manage");
  const name = archive.data?.name ?? "";
  return (
    <Page
      title={`Edit ${name}`}
      crumbs={[
        { title: "My activated connectors", to: "/connectors/activated" },
        { title: name, to: `/archives/${id}` },
      ]}
    >
      {refusal !== undefined ? (
        <Empty title="You cannot edit this connector">{refusal}</Empty>
      ) : (
        <Loaded query={archive}>
          {(data) => (
            <Loaded query={connector}>
              {(info) =>
                isArchive(info) && (
                  <>
                    <EditSettings archive={data} info={info.archive} />
                    <EditSignIn archive={data} connector={info} />
                  </>
                )
              }
            </Loaded>
          )}
        </Loaded>
      )}
    </Page>
  );
}

// Replaces an archive connector's credentials, by the form of every connector.
import type { Archive, ArchiveConnector } from "../../api/archive";
import { useEditArchive, useValidateArchive } from "../../api/queries/archives";
import { ReplaceCredentials } from "../instances/EditCredentials";

export function EditSignIn({ archive, connector }: { archive: Archive; connector: ArchiveConnector }) {
  const validate = useValidateArchive(connector.id);
  const edit = useEditArchive(archive.id);
  const messages = archive.settings.messages !== null;
  return (
    <ReplaceCredentials
      instance={archive}
      connector={connector}
      validate={{ mutateAsync: (input) => validate.mutateAsync({ ...input, messages }) }}
      edit={edit}
      without="What it is needed for"
    />
  );
}

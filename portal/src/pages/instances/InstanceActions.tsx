// What can be done with an activated connector.
import { useState } from "react";
import { useRefresh } from "../../api/queries/instances";
import type { Instance } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import { DeleteInstance } from "./DeleteInstance";

export function InstanceActions({ instance }: { instance: Instance }) {
  const refresh = useRefresh(instance.id);
  const [deleting, setDeleting] = useState(false);
  const running = instance.last_run?.state === "running";
  return (
    <>
      <ProblemBar title="The refresh was not started." error={refresh.error} />
      <GuardedButton
        needs="connectors.manage"
        appearance="primary"
        disabled={running || refresh.isPending}
        onClick={() => {
          refresh.mutate(undefined);
        }}
      >
        {running ? "Refreshing …" : "Refresh now"}
      </GuardedButton>
      <GuardedButton needs="connectors.manage" to={`/instances/${instance.id}/edit`}>
        Edit
      </GuardedButton>
      <GuardedButton
        needs="connectors.manage"
        onClick={() => {
          setDeleting(true);
        }}
      >
        Delete
      </GuardedButton>
      {deleting && (
        <DeleteInstance
          instance={instance}
          onClose={() => {
            setDeleting(false);
          }}
        />
      )}
    </>
  );
}

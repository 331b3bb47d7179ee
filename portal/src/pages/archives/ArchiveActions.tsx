// What can be done with an archive connector.
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Archive } from "../../api/archive";
import { useArchiveDeletion, useDeleteArchive, useDriveArchive } from "../../api/queries/archives";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import { TypedDeletion } from "../../components/form/TypedDeletion";
import { Facts } from "../../components/list/Facts";
import { Loaded } from "../../components/page/Loaded";
import { useLayout } from "../../components/page/styles";
import { figure } from "../../components/text/format";

export function ArchiveActions({ archive }: { archive: Archive }) {
  const drive = useDriveArchive(archive.id);
  const [deleting, setDeleting] = useState(false);
  const paused = archive.paused_at !== null;
  return (
    <>
      <ProblemBar title="That was not done." error={drive.error} />
      <GuardedButton
        needs="archive.manage"
        appearance="primary"
        disabled={paused || drive.isPending}
        onClick={() => {
          drive.mutate("capture");
        }}
      >
        Capture now
      </GuardedButton>
      <GuardedButton
        needs="archive.manage"
        disabled={drive.isPending}
        onClick={() => {
          drive.mutate(paused ? "resume" : "pause");
        }}
      >
        {paused ? "Resume" : "Pause"}
      </GuardedButton>
      <GuardedButton needs="archive.manage" to={`/archives/${archive.id}/edit`}>
        Edit
      </GuardedButton>
      <GuardedButton
        needs="archive.manage"
        onClick={() => {
          setDeleting(true);
        }}
      >
        Delete
      </GuardedButton>
      {deleting && (
        <DeleteArchive
          archive={archive}
          onClose={() => {
            setDeleting(false);
          }}
        />
      )}
    </>
  );
}

function DeleteArchive({ archive, onClose }: { archive: Archive; onClose: () => void }) {
  const layout = useLayout();
  const navigate = useNavigate();
  const deletion = useArchiveDeletion(archive.id);
  const remove = useDeleteArchive(archive.id);
  return (
    <TypedDeletion
      title={`Delete ${archive.name}?`}
      name={archive.name}
      waiting={deletion.data === undefined}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onDelete={() => {
        remove.mutate(undefined, { onSuccess: () => void navigate("/connectors/activated") });
      }}
    >
      <p className={layout.prose}>
        Nothing new is captured, and its credentials are destroyed. The archive stays, readable, in its mailboxes, and
        what was captured already is delivered. Files that were not fetched yet are named as missing.
      </p>
      <Loaded query={deletion} lines={3}>
        {(data) => (
          <Facts
            items={[
              ["Items that stay", figure(data.revisions)],
              ["In mailboxes", figure(data.totals.imported + data.totals.partially_imported)],
              ["In quarantine", figure(data.totals.quarantined)],
              ["On the way, and delivered yet", figure(data.on_the_way)],
            ]}
          />
        )}
      </Loaded>
    </TypedDeletion>
  );
}

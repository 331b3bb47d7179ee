// Role groups: what their members may do.
import { Button, useRestoreFocusTarget } from "@fluentui/react-components";
import { useState } from "react";
import { useDeleteRoleGroup, useRoleGroups } from "../../api/queries/access";
import type { RoleGroup } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { useRefusal } from "../../components/access/permissions";
import { TypedDeletion } from "../../components/form/TypedDeletion";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ARCHIVE_ROLE, ROLE } from "../../components/status/words";
import { NOTHING } from "../../components/text/format";
import { RoleGroupForm } from "./RoleGroupForm";

const rolesOf = (group: RoleGroup) => group.roles.map((role) => ROLE[role]).join(", ");

/** Which mailboxes its archive roles reach. */
function reachOf({ roles, mailboxes }: RoleGroup): string {
  if (!roles.some((role) => role in ARCHIVE_ROLE)) return NOTHING;
  return mailboxes === null ? "All" : mailboxes.join(", ");
}

export function RoleGroups() {
  const layout = useLayout();
  const groups = useRoleGroups();
  const refusal = useRefusal("role_groups.manage");
  const [open, setOpen] = useState<RoleGroup | "new" | null>(null);
  const [deleting, setDeleting] = useState<RoleGroup | null>(null);
  const focusTarget = useRestoreFocusTarget();
  const columns: Column<RoleGroup>[] = [
    { id: "name", title: "Name", sort: (row) => row.name, cell: (row) => row.name },
    { id: "roles", title: "Roles", cell: rolesOf },
    { id: "description", title: "Description", cell: (row) => row.description },
    { id: "mailboxes", title: "Mailboxes", cell: reachOf },
    { id: "members", title: "Users", sort: (row) => row.members, cell: (row) => String(row.members) },
    {
      id: "change",
      title: "Change",
      cell: (row) =>
        row.built_in || refusal !== undefined ? (
          "–"
        ) : (
          <div className={layout.row}>
            <Button
              {...focusTarget}
              size="small"
              aria-label={`Edit ${row.name}`}
              onClick={() => {
                setOpen(row);
              }}
            >
              Edit
            </Button>
            <Button
              {...focusTarget}
              size="small"
              aria-label={`Delete ${row.name}`}
              onClick={() => {
                setDeleting(row);
              }}
            >
              Delete
            </Button>
          </div>
        ),
    },
  ];
  const close = () => {
    setOpen(null);
  };
  return (
    <Section
      title="Role groups"
      actions={
        <GuardedButton
          needs="role_groups.manage"
          appearance="primary"
          onClick={() => {
            setOpen("new");
          }}
        >
          Create role group
        </GuardedButton>
      }
    >
      <p className={layout.prose}>
        Everybody is in one role group and may do what any of its roles may. There is a group for each role, which
        nobody can change.
      </p>
      <Loaded query={groups}>
        {(rows) => (
          <ListView
            label="Role groups"
            noun={["role group", "role groups"]}
            rows={rows}
            rowKey={(row) => row.id}
            text={(row) => `${row.name} ${row.description} ${rolesOf(row)}`}
            columns={columns}
            empty={<Empty title="No role groups">Create the first one.</Empty>}
          />
        )}
      </Loaded>
      {open !== null && <RoleGroupForm onClose={close} {...(open === "new" ? {} : { group: open })} />}
      {deleting !== null && (
        <DeleteRoleGroup
          group={deleting}
          onClose={() => {
            setDeleting(null);
          }}
        />
      )}
    </Section>
  );
}

function DeleteRoleGroup({ group, onClose }: { group: RoleGroup; onClose: () => void }) {
  const layout = useLayout();
  const remove = useDeleteRoleGroup();
  return (
    <TypedDeletion
      title={`Delete ${group.name}?`}
      name={group.name}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onDelete={() => {
        remove.mutate(group.id, { onSuccess: onClose });
      }}
    >
      <p className={layout.prose}>Only a group that nobody is in can be deleted. Nobody loses a right by it.</p>
    </TypedDeletion>
  );
}

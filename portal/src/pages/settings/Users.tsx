// Who may sign in, which programs there are, and in which role group each is.
import { Button, useRestoreFocusTarget } from "@fluentui/react-components";
import { useState } from "react";
import { usePrincipals, useRemovePrincipal, useSession } from "../../api/queries/session";
import type { Principal } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { useRefusal } from "../../components/access/permissions";
import { TypedDeletion } from "../../components/form/TypedDeletion";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import type { Filter } from "../../components/list/rows";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ROLE } from "../../components/status/words";
import { Moment } from "../../components/text/Moment";
import { AddUser } from "./AddUser";
import { CreateToken } from "./CreateToken";
import { EditUser } from "./EditUser";

const BY_ROLE: Filter<Principal> = {
  id: "role",
  label: "Role",
  options: Object.entries(ROLE).map(([value, label]) => ({ value, label })),
  test: (row, value) => row.roles.some((role) => role === value),
};

const BY_KIND: Filter<Principal> = {
  id: "kind",
  label: "Kind",
  options: [
    { value: "person", label: "Person" },
    { value: "program", label: "Program" },
  ],
  test: (row, value) => row.kind === value,
};

const factor = (row: Principal) => (row.kind === "program" ? "–" : row.second_factor ? "Yes" : "No");

export function Users() {
  const principals = usePrincipals();
  const session = useSession();
  const refusal = useRefusal("principals.manage");
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Principal | null>(null);
  const [giving, setGiving] = useState<Principal | null>(null);
  const [removing, setRemoving] = useState<Principal | null>(null);
  const me = session.data?.principal.id;
  const layout = useLayout();
  const focusTarget = useRestoreFocusTarget();
  const columns: Column<Principal>[] = [
    {
      id: "name",
      title: "Name",
      sort: (row) => row.name,
      cell: (row) => (row.id === me ? `${row.name} (you)` : row.name),
    },
    { id: "kind", title: "Kind", sort: (row) => row.kind, cell: (row) => (row.kind === "person" ? "Person" : "Program") },
    { id: "group", title: "Role group", sort: (row) => row.role_group.name, cell: (row) => row.role_group.name },
    { id: "factor", title: "Second factor", sort: factor, cell: factor },
    {
      id: "since",
      title: "Since",
      sort: (row) => row.created_at,
      cell: (row) => <Moment value={row.created_at} />,
    },
    {
      id: "change",
      title: "Change",
      cell: (row) =>
        refusal === undefined ? (
          <div className={layout.row}>
            <Button
              {...focusTarget}
              size="small"
              aria-label={`Edit ${row.name}`}
              onClick={() => {
                setEditing(row);
              }}
            >
              Edit
            </Button>
            {row.kind === "program" && (
              <Button
                {...focusTarget}
                size="small"
                aria-label={`Create token for ${row.name}`}
                onClick={() => {
                  setGiving(row);
                }}
              >
                Create token
              </Button>
            )}
            {row.id !== me && (
              <Button
                {...focusTarget}
                size="small"
                aria-label={`Remove ${row.name}`}
                onClick={() => {
                  setRemoving(row);
                }}
              >
                Remove
              </Button>
            )}
          </div>
        ) : (
          "–"
        ),
    },
  ];
  return (
    <Section
      title="Users"
      actions={
        <GuardedButton
          needs="principals.manage"
          appearance="primary"
          onClick={() => {
            setAdding(true);
          }}
        >
          Add user
        </GuardedButton>
      }
    >
      <Loaded query={principals}>
        {(rows) => (
          <ListView
            label="Users"
            noun={["user", "users"]}
            rows={rows}
            rowKey={(row) => row.id}
            text={(row) => `${row.name} ${row.role_group.name}`}
            columns={columns}
            filters={[BY_ROLE, BY_KIND]}
            sort="name"
            empty={<Empty title="No users">Add the first one.</Empty>}
          />
        )}
      </Loaded>
      {adding && (
        <AddUser
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
      {editing !== null && (
        <EditUser
          principal={editing}
          me={editing.id === me}
          onClose={() => {
            setEditing(null);
          }}
        />
      )}
      {giving !== null && (
        <CreateToken
          program={giving}
          roles={giving.roles}
          onClose={() => {
            setGiving(null);
          }}
        />
      )}
      {removing !== null && (
        <RemoveUser
          principal={removing}
          onClose={() => {
            setRemoving(null);
          }}
        />
      )}
    </Section>
  );
}

function RemoveUser({ principal, onClose }: { principal: Principal; onClose: () => void }) {
  const layout = useLayout();
  const remove = useRemovePrincipal();
  return (
    <TypedDeletion
      title={`Remove ${principal.name}?`}
      name={principal.name}
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onDelete={() => {
        remove.mutate(principal.id, { onSuccess: onClose });
      }}
    >
      <p className={layout.prose}>
        Their sessions and API tokens end at once and they cannot sign in any more. What they did stays in the record under their name.
      </p>
    </TypedDeletion>
  );
}

// Who may sign in, and in which role.
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

const BY_ROLE: Filter<Principal> = {
  id: "role",
  label: "Role",
  options: Object.entries(ROLE).map(([value, label]) => ({ value, label })),
  test: (row, value) => row.role === value,
};

export function Users() {
  const principals = usePrincipals();
  const session = useSession();
  const refusal = useRefusal("principals.manage");
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Principal | null>(null);
  const me = session.data?.principal.id;
  const focusTarget = useRestoreFocusTarget();
  const columns: Column<Principal>[] = [
    {
      id: "name",
      title: "Name",
      sort: (row) => row.name,
      cell: (row) => (row.id === me ? `${row.name} (you)` : row.name),
    },
    { id: "role", title: "Role", sort: (row) => ROLE[row.role], cell: (row) => ROLE[row.role] },
    {
      id: "since",
      title: "Since",
      sort: (row) => row.created_at,
      cell: (row) => <Moment value={row.created_at} />,
    },
    {
      id: "remove",
      title: "Remove",
      cell: (row) =>
        refusal === undefined && row.id !== me ? (
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
            text={(row) => `${row.name} ${ROLE[row.role]}`}
            columns={columns}
            filters={[BY_ROLE]}
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
        Their sessions end at once and they cannot sign in any more. What they did stays in the record under their name.
      </p>
    </TypedDeletion>
  );
}

// API tokens: one's own, and for administrators everybody's.
import { Button, useRestoreFocusTarget } from "@fluentui/react-components";
import { useState } from "react";
import { useAllTokens, useRevokeToken, useTokens } from "../../api/queries/access";
import { useSession } from "../../api/queries/session";
import type { ApiToken } from "../../api/types";
import { useRefusal } from "../../components/access/permissions";
import { TypedDeletion } from "../../components/form/TypedDeletion";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { Moment } from "../../components/text/Moment";
import { CreateToken } from "./CreateToken";

export function Tokens() {
  const layout = useLayout();
  const session = useSession();
  const tokens = useTokens();
  const manages = useRefusal("tokens.manage") === undefined;
  const all = useAllTokens(manages);
  const [creating, setCreating] = useState(false);
  const focusTarget = useRestoreFocusTarget();
  const me = session.data?.principal;
  return (
    <>
      <Section
        title="My API tokens"
        actions={
          <Button
            {...focusTarget}
            appearance="primary"
            onClick={() => {
              setCreating(true);
            }}
          >
            Create API token
          </Button>
        }
      >
        <p className={layout.prose}>
          A program sends a token instead of signing in. It may do what you choose for it, and never more than you may
          at that time.
        </p>
        <Loaded query={tokens}>{(rows) => <List label="My API tokens" own rows={rows} />}</Loaded>
      </Section>
      {manages && (
        <Section title="API tokens of others">
          <Loaded query={all}>
            {(rows) => (
              <List
                label="API tokens of others"
                own={false}
                rows={rows.filter((row) => row.owner.id !== me?.id)}
              />
            )}
          </Loaded>
        </Section>
      )}
      {creating && me !== undefined && (
        <CreateToken
          roles={me.roles}
          onClose={() => {
            setCreating(false);
          }}
        />
      )}
    </>
  );
}

function List({ label, own, rows }: { label: string; own: boolean; rows: ApiToken[] }) {
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const focusTarget = useRestoreFocusTarget();
  const columns: Column<ApiToken>[] = [
    { id: "name", title: "Name", sort: (row) => row.name, cell: (row) => row.name },
    ...(own
      ? []
      : [
          {
            id: "owner",
            title: "Owner",
            sort: (row: ApiToken) => row.owner.name,
            cell: (row: ApiToken) => row.owner.name,
          },
        ]),
    { id: "scopes", title: "May do", cell: (row) => row.scopes.join(", ") },
    {
      id: "expires",
      title: "Expires",
      sort: (row) => row.expires_at,
      cell: (row) => (row.expired ? "Expired" : <Moment value={row.expires_at} />),
    },
    {
      id: "used",
      title: "Last used",
      sort: (row) => row.used_at ?? "",
      cell: (row) => <Moment value={row.used_at} none="Never" />,
    },
    {
      id: "revoke",
      title: "Revoke",
      cell: (row) => (
        <Button
          {...focusTarget}
          size="small"
          aria-label={`Revoke ${row.name}`}
          onClick={() => {
            setRevoking(row);
          }}
        >
          Revoke
        </Button>
      ),
    },
  ];
  return (
    <>
      <ListView
        label={label}
        noun={["token", "tokens"]}
        rows={rows}
        rowKey={(row) => row.id}
        text={(row) => `${row.name} ${row.owner.name} ${row.scopes.join(" ")}`}
        columns={columns}
        prefix={own ? "" : "others-"}
        empty={
          <Empty title="No API tokens">
            {own ? "Create one for a script or a dashboard." : "Nobody else has one."}
          </Empty>
        }
      />
      {revoking !== null && (
        <RevokeToken
          token={revoking}
          own={own}
          onClose={() => {
            setRevoking(null);
          }}
        />
      )}
    </>
  );
}

function RevokeToken({ token, own, onClose }: { token: ApiToken; own: boolean; onClose: () => void }) {
  const layout = useLayout();
  const revoke = useRevokeToken(own);
  return (
    <TypedDeletion
      title={`Revoke ${token.name}?`}
      name={token.name}
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onDelete={() => {
        revoke.mutate(token, { onSuccess: onClose });
      }}
    >
      <p className={layout.prose}>
        What sends this token is refused at once. The record of what was done with it stays.
      </p>
    </TypedDeletion>
  );
}

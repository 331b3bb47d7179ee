// Versions of checks that wait: what counts, what is offered, and who put what off.
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useAcceptPackUpdates, usePackUpdates } from "../../api/queries/packUpdates";
import type { PackUpdateRow } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import type { Column } from "../../components/list/DataTable";
import { ListView } from "../../components/list/ListView";
import { Empty } from "../../components/page/Empty";
import { Loaded } from "../../components/page/Loaded";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { count } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { KIND, fileOf } from "./words";

const COLUMNS: Column<PackUpdateRow>[] = [
  {
    id: "title",
    title: "Check",
    sort: (row) => row.title,
    cell: (row) => <Title row={row} />,
  },
  { id: "kind", title: "Update", sort: (row) => row.kind, cell: (row) => KIND[row.kind] },
  { id: "accepted", title: "Counts", cell: (row) => fileOf(row.accepted) },
  { id: "offered", title: "Offered", cell: (row) => fileOf(row.offered) },
  {
    id: "deferred",
    title: "Put off",
    sort: (row) => row.deferred?.at ?? "",
    cell: (row) => (row.deferred === null ? "No" : `By ${row.deferred.by}: ${row.deferred.why}`),
  },
];

function Title({ row }: { row: PackUpdateRow }) {
  const layout = useLayout();
  return (
    <>
      <PageLink to={`/settings/pack-updates/${encodeURIComponent(row.check)}`}>{row.title}</PageLink>
      <div className={layout.muted}>{row.check}</div>
    </>
  );
}

export function PackUpdates() {
  const layout = useLayout();
  const updates = usePackUpdates();
  const accept = useAcceptPackUpdates();
  const rows = updates.data ?? [];
  return (
    <Section
      title="Pack updates"
      actions={
        rows.length > 0 && (
          <GuardedButton
            needs="pack_updates.manage"
            disabled={accept.isPending}
            onClick={() => {
              accept.mutate(rows);
            }}
          >
            {`Accept all (${String(rows.length)})`}
          </GuardedButton>
        )
      }
    >
      <p className={layout.prose}>
        What was accepted goes on judging. Another version of a check counts from the moment at which somebody accepts it.
      </p>
      <ProblemBar title="Nothing was accepted." error={accept.error} />
      {accept.isSuccess && accept.data.items.length === 0 && (
        <MessageBar intent="success">
          <MessageBarBody>{`${count(accept.variables.length, "update")} counted from now on.`}</MessageBarBody>
        </MessageBar>
      )}
      <Loaded query={updates}>
        {(rows) => (
          <ListView
            label="Pack updates"
            noun={["update", "updates"]}
            rows={rows}
            rowKey={(row) => row.check}
            text={(row) => `${row.title} ${row.checks.join(" ")} ${KIND[row.kind]}`}
            columns={COLUMNS}
            sort="title"
            filters={[
              {
                id: "kind",
                label: "Update",
                options: Object.entries(KIND).map(([value, label]) => ({ value, label })),
                test: (row, value) => row.kind === value,
              },
            ]}
            empty={
              <Empty title="No update waits">
                Another version of a check comes with another version of Vouchsafe, or with the folder of packs that it was
                started with.
              </Empty>
            }
          />
        )}
      </Loaded>
    </Section>
  );
}

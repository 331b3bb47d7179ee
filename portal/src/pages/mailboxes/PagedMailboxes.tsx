// Mailboxes as far as they are loaded, and a button for more.
import { Button } from "@fluentui/react-components";
import { useState, type ReactNode } from "react";
import type { Mailbox } from "../../api/archive";
import { DataTable, type Column } from "../../components/list/DataTable";
import { arrange } from "../../components/list/rows";
import { useLayout } from "../../components/page/styles";
import { count } from "../../components/text/format";

interface PagedMailboxesProps {
  label: string;
  columns: readonly Column<Mailbox>[];
  rows: readonly Mailbox[];
  more: (() => void) | undefined;
  empty: ReactNode;
}

export function PagedMailboxes({ label, columns, rows, more, empty }: PagedMailboxesProps) {
  const layout = useLayout();
  const [sort, setSort] = useState("address");
  if (rows.length === 0) return empty;
  const shown = arrange(rows, { search: "", sort, filters: {} }, () => "", columns, []);
  return (
    <div className={layout.tight}>
      <span className={layout.muted} aria-live="polite">
        {more === undefined
          ? count(rows.length, "mailbox", "mailboxes")
          : `The first ${rows.length} mailboxes by address`}
      </span>
      <DataTable
        label={label}
        columns={columns}
        groups={[["", shown]]}
        rowKey={(row) => row.id}
        sort={sort}
        onSort={setSort}
      />
      {more !== undefined && (
        <div>
          <Button onClick={more}>Show more</Button>
        </div>
      )}
    </div>
  );
}

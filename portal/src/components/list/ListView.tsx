// A list as every page has it: search, filters, sorting, grouping, and words where there is nothing.
import { Button } from "@fluentui/react-components";
import { useState, type ReactNode } from "react";
import { Empty } from "../page/Empty";
import { useLayout } from "../page/styles";
import { DataTable, type Column } from "./DataTable";
import { Toolbar } from "./Toolbar";
import { arrange, grouped, type Filter, type Grouping } from "./rows";
import { useListState } from "./useListState";

/** Rows shown at first; the rest comes on demand, so that a page stays quick. */
const ROWS_FIRST = 200;

interface ListViewProps<T> {
  label: string;
  /** One and many: “action”, “actions”. */
  noun: readonly [string, string];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** What a search looks through. */
  text: (row: T) => string;
  columns: readonly Column<T>[];
  filters?: readonly Filter<T>[];
  groupings?: readonly Grouping<T>[];
  /** `column` or `-column` that the list is sorted by at first. */
  sort?: string;
  prefix?: string;
  /** Shown where there is no row at all. */
  empty: ReactNode;
}

export function ListView<T>(props: ListViewProps<T>) {
  const { label, noun, rows, rowKey, text, columns, filters = [], groupings = [], prefix = "", empty } = props;
  const control = useListState(
    filters.map((filter) => filter.id),
    props.sort ?? "",
    prefix,
  );
  const [all, setAll] = useState(false);
  const layout = useLayout();
  if (rows.length === 0) return <>{empty}</>;
  const found = arrange(rows, control, text, columns, filters);
  const shown = all ? found : found.slice(0, ROWS_FIRST);
  const grouping = groupings.find((one) => one.id === control.group);
  const of = found.length === rows.length ? "" : `${found.length} of `;
  return (
    <div className={layout.stack}>
      <Toolbar
        control={control}
        filters={filters}
        groupings={groupings}
        noun={noun[1]}
        count={`${of}${rows.length} ${rows.length === 1 ? noun[0] : noun[1]}`}
      />
      {found.length === 0 ? (
        <Empty title="Nothing matches" action={<Button onClick={control.clear}>Clear search and filters</Button>}>
          {`No ${noun[0]} matches this search and these filters.`}
        </Empty>
      ) : (
        <DataTable
          label={label}
          columns={columns}
          rowKey={rowKey}
          groups={grouping === undefined ? [["", shown]] : grouped(shown, grouping.of)}
          sort={control.sort}
          onSort={(sort) => {
            control.set("sort", sort);
          }}
        />
      )}
      {shown.length < found.length && (
        <Button
          onClick={() => {
            setAll(true);
          }}
        >{`Show all ${found.length}`}</Button>
      )}
    </div>
  );
}

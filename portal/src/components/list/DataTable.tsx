// A table whose columns can be sorted.
import {
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  makeStyles,
  mergeClasses,
  tokens,
} from "@fluentui/react-components";
import type { ReactNode } from "react";
import { Scroll } from "./Scroll";
import { sortedBy, type SortValue } from "./rows";

export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T) => ReactNode;
  sort?: (row: T) => SortValue;
  /** Figures are set to the right. */
  numeric?: boolean;
  /** The share of the table's width that long texts may take. */
  width?: `${number}%`;
  /** One line only; what does not fit in it is cut off, so that the cell has to have its text elsewhere too. */
  clipped?: boolean;
  /** A first column whose texts are short. */
  slim?: boolean;
  /** Left out where there is little room: another cell has it then. */
  wideOnly?: boolean;
}

const useStyles = makeStyles({
  table: { tableLayout: "auto" },
  cell: {
    paddingTop: tokens.spacingVerticalS,
    paddingBottom: tokens.spacingVerticalS,
    overflowWrap: "break-word",
    verticalAlign: "top",
    height: "auto",
  },
  head: {
    fontWeight: tokens.fontWeightSemibold,
    verticalAlign: "bottom",
    paddingBottom: tokens.spacingVerticalXS,
    whiteSpace: "normal",
  },
  numeric: { textAlign: "right", fontVariantNumeric: "tabular-nums", whiteSpace: "nowrap" },
  first: { minWidth: "180px" },
  clipped: { maxWidth: 0, overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
  wideOnly: { "@media (max-width: 640px)": { display: "none" } },
  numericHead: { textAlign: "right", "& button, & > div": { justifyContent: "flex-end" } },
  group: { fontWeight: tokens.fontWeightSemibold, backgroundColor: tokens.colorNeutralBackground3 },
});

interface DataTableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  /** Rows under their group's heading; one group without a name for none. */
  groups: readonly (readonly [string, readonly T[]])[];
  rowKey: (row: T) => string;
  sort?: string;
  onSort?: (sort: string) => void;
}

export function DataTable<T>({ label, columns, groups, rowKey, sort = "", onSort }: DataTableProps<T>) {
  const styles = useStyles();
  const sorted = sortedBy(sort);
  const headOf = (column: Column<T>) => {
    const here = sorted.id === column.id;
    const classes = mergeClasses(
      styles.head,
      column === columns[0] && !column.slim && styles.first,
      column.wideOnly && styles.wideOnly,
      column.numeric && styles.numericHead,
    );
    const style = column.width === undefined ? {} : { width: column.width };
    if (column.sort === undefined || onSort === undefined) {
      return (
        <TableHeaderCell key={column.id} className={classes} style={style}>
          {column.title}
        </TableHeaderCell>
      );
    }
    return (
      <TableHeaderCell
        key={column.id}
        className={classes}
        style={style}
        sortable
        {...(here ? { sortDirection: sorted.descending ? "descending" : "ascending" } : {})}
        onClick={() => {
          onSort(here && !sorted.descending ? `-${column.id}` : column.id);
        }}
      >
        {column.title}
      </TableHeaderCell>
    );
  };
  return (
    <Scroll label={label}>
      <Table aria-label={label} className={styles.table} size="small">
        <TableHeader>
          <TableRow>{columns.map(headOf)}</TableRow>
        </TableHeader>
        {groups.map(([name, rows]) => (
          <TableBody key={name}>
            {name !== "" && (
              <TableRow>
                <TableHeaderCell scope="rowgroup" colSpan={columns.length} className={styles.group}>
                  {`${name} (${rows.length})`}
                </TableHeaderCell>
              </TableRow>
            )}
            {rows.map((row) => (
              <TableRow key={rowKey(row)}>
                {columns.map((column) => (
                  <TableCell
                    key={column.id}
                    className={mergeClasses(
                      styles.cell,
                      column.numeric && styles.numeric,
                      column.clipped && styles.clipped,
                      column.wideOnly && styles.wideOnly,
                    )}
                  >
                    {column.cell(row)}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        ))}
      </Table>
    </Scroll>
  );
}

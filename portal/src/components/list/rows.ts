// Searching, filtering, sorting and grouping of rows. Pure.

export type SortValue = string | number | null;

export interface Sorting<T> {
  id: string;
  sort?: ((row: T) => SortValue) | undefined;
}
export interface FilterOption {
  value: string;
  label: string;
}
export interface Filter<T> {
  id: string;
  label: string;
  options: readonly FilterOption[];
  test: (row: T, value: string) => boolean;
}
export interface Grouping<T> {
  id: string;
  label: string;
  of: (row: T) => string;
}

/** What a list shows: text searched for, `column` or `-column`, a value per filter. */
export interface ListState {
  search: string;
  sort: string;
  filters: Record<string, string>;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Nulls come last, whichever way is sorted. */
function compare(a: SortValue, b: SortValue, direction: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return (a - b) * direction;
  return collator.compare(String(a), String(b)) * direction;
}

export const sortedBy = (sort: string): { id: string; descending: boolean } =>
  sort.startsWith("-") ? { id: sort.slice(1), descending: true } : { id: sort, descending: false };

/** The rows that match, in order. Every word searched for must occur in a row's text, in any case. */
export function arrange<T>(
  rows: readonly T[],
  state: ListState,
  text: (row: T) => string,
  columns: readonly Sorting<T>[],
  filters: readonly Filter<T>[],
): T[] {
  const words = state.search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const haystack = text(row).toLocaleLowerCase();
    return (
      words.every((word) => haystack.includes(word)) &&
      filters.every((filter) => {
        const value = state.filters[filter.id];
        return value === undefined || value === "" || filter.test(row, value);
      })
    );
  });
  const { id, descending } = sortedBy(state.sort);
  const by = columns.find((column) => column.id === id)?.sort;
  if (by !== undefined) found.sort((a, b) => compare(by(a), by(b), descending ? -1 : 1));
  return found;
}

/** Rows by group, groups in the order in which they first occur. */
export function grouped<T>(rows: readonly T[], of: (row: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const name = of(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups];
}

/** One option for each different value that the rows have. */
export function optionsOf<T>(rows: readonly T[], of: (row: T) => string, label = (value: string) => value) {
  return [...new Set(rows.map(of))]
    .map((value) => ({ value, label: label(value) }))
    .sort((a, b) => collator.compare(a.label, b.label));
}

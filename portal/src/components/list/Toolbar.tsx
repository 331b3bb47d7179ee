// Search, filters and grouping above a list.
import { Field, SearchBox, Select, makeStyles, tokens } from "@fluentui/react-components";
import type { Filter, Grouping } from "./rows";
import type { ListControl } from "./useListState";

const useStyles = makeStyles({
  root: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "end",
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalS,
  },
  search: { minWidth: "220px", flexGrow: 1, maxWidth: "360px" },
  count: { marginLeft: "auto", color: tokens.colorNeutralForeground2, paddingBottom: tokens.spacingVerticalSNudge },
});

interface ToolbarProps<T> {
  control: ListControl;
  filters: readonly Filter<T>[];
  groupings: readonly Grouping<T>[];
  /** “3 of 11 actions”. */
  count: string;
  /** What is searched, for the label. */
  noun: string;
}

export function Toolbar<T>({ control, filters, groupings, count, noun }: ToolbarProps<T>) {
  const styles = useStyles();
  return (
    <div className={styles.root} role="search" aria-label={`Search and filter ${noun}`}>
      <Field label="Search" className={styles.search}>
        <SearchBox
          value={control.search}
          placeholder={`Search ${noun}`}
          onChange={(_, { value }) => {
            control.set("q", value);
          }}
        />
      </Field>
      {filters.map((filter) => (
        <Field key={filter.id} label={filter.label}>
          <Select
            value={control.filters[filter.id] ?? ""}
            onChange={(_, { value }) => {
              control.set(filter.id, value);
            }}
          >
            <option value="">All</option>
            {filter.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Select>
        </Field>
      ))}
      {groupings.length > 0 && (
        <Field label="Group by">
          <Select
            value={control.group}
            onChange={(_, { value }) => {
              control.set("by", value);
            }}
          >
            <option value="">None</option>
            {groupings.map((grouping) => (
              <option key={grouping.id} value={grouping.id}>
                {grouping.label}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <span className={styles.count} aria-live="polite">
        {count}
      </span>
    </div>
  );
}

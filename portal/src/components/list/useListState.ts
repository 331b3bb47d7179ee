// What a list shows is in the page's address, so that it can be sent on and survives a reload.
import { useSearchParams } from "react-router";
import type { ListState } from "./rows";

export interface ListControl extends ListState {
  group: string;
  set: (name: string, value: string) => void;
  clear: () => void;
}

/** `prefix` tells the lists of one page apart; `filters` are the filters' ids. */
export function useListState(filters: readonly string[], sort: string, prefix = ""): ListControl {
  const [parameters, change] = useSearchParams();
  const read = (name: string) => parameters.get(prefix + name) ?? "";
  const update = (edit: (next: URLSearchParams) => void) => {
    change(
      (before) => {
        const next = new URLSearchParams(before);
        edit(next);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  };
  return {
    search: read("q"),
    sort: read("sort") || sort,
    group: read("by"),
    filters: Object.fromEntries(filters.map((id) => [id, read(id)])),
    set: (name, value) => {
      update((next) => {
        if (value === "") next.delete(prefix + name);
        else next.set(prefix + name, value);
      });
    },
    clear: () => {
      update((next) => {
        for (const name of ["q", ...filters]) next.delete(prefix + name);
      });
    },
  };
}

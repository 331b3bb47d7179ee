// How actions are filtered and ordered: by the worst instance, not by the mean. Pure.
import type { ActionRow, TestStatus } from "../../api/types";
import type { Filter, Grouping } from "../../components/list/rows";
import { optionsOf } from "../../components/list/rows";
import { IMPLEMENTATION, KIND, TEST_STATUS, TEST_STATUSES, VERDICTS } from "../../components/status/words";
import { remaining } from "../../components/text/format";

/** Where a manual action stands among verdicts. */
function manualRank(status: TestStatus): number {
  if (status.startsWith("failed")) return VERDICTS.indexOf("failed");
  if (status === "passed") return VERDICTS.indexOf("passed");
  return status === "out_of_scope" ? VERDICTS.indexOf("not_applicable") : VERDICTS.indexOf("to_be_detected");
}

/** More points than any action has, in thousandths. */
const POINTS_CEILING = 1_000_000;

/** Worst first; among equals, what would win most points first. */
export function urgency(row: ActionRow): number {
  const rank = row.worst === null ? manualRank(row.test_status) : VERDICTS.indexOf(row.worst);
  return rank * POINTS_CEILING - remaining(row.points);
}

export function hasStatus(row: ActionRow, status: string): boolean {
  if (status === "failed") return row.instances.failed > 0 || row.test_status.startsWith("failed");
  if (status === "undecided") {
    const { undetected, to_be_detected } = row.instances;
    return undetected + to_be_detected > 0 || ["could_not_be_detected", "to_be_detected"].includes(row.test_status);
  }
  return row.test_status === status;
}

export const STATUS_FILTER: Filter<ActionRow> = {
  id: "status",
  label: "Test status",
  options: [
    { value: "failed", label: "Failed on any instance" },
    { value: "undecided", label: "Not decided on any instance" },
    ...TEST_STATUSES.map((value) => ({ value, label: TEST_STATUS[value].label })),
  ],
  test: hasStatus,
};

export const KIND_FILTER: Filter<ActionRow> = {
  id: "kind",
  label: "Action type",
  options: Object.entries(KIND).map(([value, label]) => ({ value, label })),
  test: (row, value) => row.kind === value,
};

export const categoryFilter = (rows: readonly ActionRow[]): Filter<ActionRow> => ({
  id: "category",
  label: "Category",
  options: optionsOf(rows, (row) => row.category),
  test: (row, value) => row.category === value,
});

export const GROUPINGS: Grouping<ActionRow>[] = [
  { id: "status", label: "Test status", of: (row) => TEST_STATUS[row.test_status].label },
  { id: "category", label: "Category", of: (row) => row.category },
  { id: "kind", label: "Action type", of: (row) => KIND[row.kind] },
  { id: "implementation", label: "Implementation status", of: (row) => IMPLEMENTATION[row.implementation_status] },
  { id: "in", label: "Group", of: (row) => row.group?.name ?? "Organisation" },
];

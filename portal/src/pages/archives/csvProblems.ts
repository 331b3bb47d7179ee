// What the server found wrong in an uploaded file, row by row. Pure.
import type { FieldError } from "../../api/types";

export interface RowProblem {
  /** As an editor counts: the header is row 1. Null for what concerns the whole file. */
  row: number | null;
  column: string;
  message: string;
}

/** From fields such as `csv.3.Mailbox`, by row. */
export function rowProblems(errors: readonly FieldError[]): RowProblem[] {
  const problems = errors.map(({ field, message }): RowProblem => {
    const [, row, column = ""] = /^csv\.(\d+)(?:\.(.*))?$/.exec(field) ?? [];
    return row === undefined ? { row: null, column: "", message } : { row: Number(row), column, message };
  });
  return problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
}

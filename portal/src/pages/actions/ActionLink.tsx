// An action's title, leading to it; a non-technical one in its group.
import type { ActionRow } from "../../api/types";
import { PageLink } from "../../components/text/links";

/** The address of an action, as seen in an assessment where one is given. */
export function actionAddress(row: Pick<ActionRow, "id" | "group">, assessment?: string): string {
  const query = new URLSearchParams();
  if (row.group !== null) query.set("group", row.group.id);
  if (assessment !== undefined) query.set("assessment", assessment);
  const text = query.toString();
  return `/actions/${encodeURIComponent(row.id)}${text === "" ? "" : `?${text}`}`;
}

export const ActionLink = ({ row, assessment }: { row: ActionRow; assessment?: string | undefined }) => (
  <PageLink to={actionAddress(row, assessment)}>{row.title}</PageLink>
);

// How many checks came out how, worst first.
import type { InstanceBrief } from "../../api/types";
import { VERDICT, VERDICTS } from "../../components/status/words";
import { PageLink } from "../../components/text/links";

export function CheckCounts({ row }: { row: Pick<InstanceBrief, "id" | "checks"> }) {
  const present = VERDICTS.filter((verdict) => row.checks[verdict] > 0);
  if (present.length === 0) return <>None yet</>;
  const text = present.map((verdict) => `${row.checks[verdict]} ${VERDICT[verdict].label.toLowerCase()}`).join(", ");
  return <PageLink to={`/instances/${row.id}/checks`}>{text}</PageLink>;
}

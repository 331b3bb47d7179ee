// How many actions have which test status; each number opens the list of them.
import { makeStyles, tokens } from "@fluentui/react-components";
import type { Overview } from "../../api/types";
import { StatusBars } from "../../components/chart/StatusBars";
import { TestStatusBadge } from "../../components/status/badges";
import { TEST_STATUS, TEST_STATUSES } from "../../components/status/words";
import { count } from "../../components/text/format";
import { PageLink } from "../../components/text/links";

const useStyles = makeStyles({
  list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalS },
  item: { display: "flex", justifyContent: "space-between", alignItems: "center" },
});

export function StatusCounts({ counts }: { counts: Overview["actions_by_status"] }) {
  const styles = useStyles();
  const present = TEST_STATUSES.filter((status) => (counts[status] ?? 0) > 0);
  if (present.length === 0) return <span>No actions yet: they come with the first assessment.</span>;
  const parts = present.map((status) => ({ ...TEST_STATUS[status], count: counts[status] ?? 0 }));
  return (
    <>
      <StatusBars legend={false} label="Actions by status" groups={[{ title: "", parts }]} />
      <ul className={styles.list}>
        {present.map((status) => (
          <li key={status} className={styles.item}>
            <TestStatusBadge status={status} />
            <PageLink to={`/actions?status=${status}`}>{count(counts[status] ?? 0, "action")}</PageLink>
          </li>
        ))}
      </ul>
    </>
  );
}

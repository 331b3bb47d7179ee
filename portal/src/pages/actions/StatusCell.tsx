// A test status with what must stand beside it: how many instances failed, and that nobody says it is done.
import { makeStyles, tokens } from "@fluentui/react-components";
import { Flag16Regular } from "@fluentui/react-icons";
import type { ActionRow } from "../../api/types";
import { TestStatusBadge } from "../../components/status/badges";

const useStyles = makeStyles({
  root: { display: "flex", flexDirection: "column", alignItems: "flex-start", gap: tokens.spacingVerticalXXS },
  note: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  flag: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalXXS, "& svg": { flexShrink: 0 } },
});

export function StatusCell({ row }: { row: Pick<ActionRow, "test_status" | "note" | "flagged"> }) {
  const styles = useStyles();
  return (
    <span className={styles.root}>
      <TestStatusBadge status={row.test_status} />
      {row.note !== null && <span className={styles.note}>{row.note}</span>}
      {row.flagged && (
        <span className={`${styles.note} ${styles.flag}`}>
          <Flag16Regular aria-hidden /> Passed, although marked as not implemented
        </span>
      )}
    </span>
  );
}

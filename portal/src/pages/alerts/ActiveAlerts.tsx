// How many alerts are active, beside the navigation's entry.
import { CounterBadge, makeStyles, tokens } from "@fluentui/react-components";
import { useAlertCounts } from "../../api/queries/alerts";

/** Larger numbers are shown as “99+”. */
const SHOWN_MAX = 99;

const useStyles = makeStyles({ badge: { marginLeft: tokens.spacingHorizontalS } });

export function ActiveAlerts() {
  const styles = useStyles();
  const { active = 0 } = useAlertCounts(true).data ?? {};
  if (active === 0) return null;
  return (
    <CounterBadge
      className={styles.badge}
      count={active}
      overflowCount={SHOWN_MAX}
      color="danger"
      aria-label={`, ${active} active`}
    />
  );
}

// How many requests wait for one's decision, beside the navigation's entry.
import { CounterBadge, makeStyles, tokens } from "@fluentui/react-components";
import { useBreakGlass } from "../../api/queries/mailboxes";
import { useMay } from "../../components/access/permissions";

/** Larger numbers are shown as “99+”. */
const SHOWN_MAX = 99;

const useStyles = makeStyles({ badge: { marginLeft: tokens.spacingHorizontalS } });

export function WaitingRequests() {
  const styles = useStyles();
  const requests = useBreakGlass(useMay("break_glass.decide"));
  const waiting = (requests.data ?? []).filter((one) => one.state === "asked" && !one.mine).length;
  if (waiting === 0) return null;
  return (
    <CounterBadge
      className={styles.badge}
      count={waiting}
      overflowCount={SHOWN_MAX}
      color="danger"
      aria-label={`, ${waiting} ${waiting === 1 ? "waits" : "wait"} for a second person`}
    />
  );
}

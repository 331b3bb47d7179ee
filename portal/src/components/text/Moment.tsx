// A time in the viewer's zone, with UTC on hover.
import { makeStyles } from "@fluentui/react-components";
import { NOTHING } from "./format";

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

// Where there is little room, a line ends between day and time and nowhere else.
const useStyles = makeStyles({
  whole: { whiteSpace: "nowrap" },
  line: { "@media (min-width: 641px)": { whiteSpace: "nowrap" } },
});

interface MomentProps {
  value: string | null | undefined;
  none?: string;
  /** In one line, to the minute; where there is little room, in two. */
  short?: boolean;
}

/** `value` is RFC 3339; null shows `none`. */
export function Moment({ value, none = NOTHING, short = false }: MomentProps) {
  const styles = useStyles();
  if (!value) return <>{none}</>;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return <>{value}</>;
  return (
    <time dateTime={value} title={`${date.toISOString().replace("T", " ").replace(/\.\d+Z$/, "")} UTC`}>
      {short ? (
        <span className={styles.line}>{SHORT.format(date)}</span>
      ) : (
        <>
          <span className={styles.whole}>{DAY.format(date)},</span>{" "}
          <span className={styles.whole}>{TIME.format(date)}</span>
        </>
      )}
    </time>
  );
}

// A time in the viewer's zone, with UTC on hover.
import { makeStyles } from "@fluentui/react-components";
import { NOTHING } from "./format";

const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

const useStyles = makeStyles({ time: { whiteSpace: "nowrap" } });

/** `value` is RFC 3339; null shows `none`. */
export function Moment({ value, none = NOTHING }: { value: string | null | undefined; none?: string }) {
  const styles = useStyles();
  if (!value) return <>{none}</>;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return <>{value}</>;
  return (
    <time className={styles.time} dateTime={value} title={`${date.toISOString().replace("T", " ").replace(/\.\d+Z$/, "")} UTC`}>
      {LOCAL.format(date)}
    </time>
  );
}

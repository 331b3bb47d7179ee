// Says, aloud too, what changed while the page was open, and when notices stop coming.
import { makeStyles, tokens } from "@fluentui/react-components";
import { PlugDisconnected16Regular, Pulse20Regular } from "@fluentui/react-icons";
import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { useLive } from "../live/LiveProvider";
import { followsByItself } from "../live/topics";

/** A lost connection is only spoken of when it is not back by then. */
const PATIENCE_MS = 3_000;
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

const useStyles = makeStyles({
  root: {
    display: "flex",
    alignItems: "center",
    justifyContent: "flex-end",
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    "& svg": { flexShrink: 0 },
  },
  text: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
  narrow: { "@media (max-width: 640px)": { fontSize: 0 } },
});

export function LiveStatus() {
  const live = useLive();
  const styles = useStyles();
  const follows = followsByItself(useLocation().pathname);
  const [quiet, setQuiet] = useState(false);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        setQuiet(!live.connected);
      },
      live.connected ? 0 : PATIENCE_MS,
    );
    return () => {
      clearTimeout(timer);
    };
  }, [live.connected]);
  const lost = quiet && !live.connected;
  const text = lost
    ? "Not connected: changes show when the connection is back."
    : live.at === null
      ? ""
      : `${live.message}${follows ? " This page is up to date." : ""} (${TIME.format(live.at)})`;
  return (
    <div className={`${styles.root} ${styles.narrow}`}>
      {live.at === null && !lost && "Live"}
      {lost ? <PlugDisconnected16Regular aria-hidden /> : <Pulse20Regular aria-hidden />}
      <span role="status" aria-label="Live updates" className={styles.text} title={text}>
        {text}
      </span>
    </div>
  );
}

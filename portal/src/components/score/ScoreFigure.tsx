// A score as a person reads it: percentage, points, and what it rests on.
import { ProgressBar, makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";
import type { Score } from "../../api/types";
import { coverage, isPartial, percentage, points } from "../text/format";

const useStyles = makeStyles({
  root: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalXS },
  large: {
    fontSize: tokens.fontSizeHero900,
    lineHeight: tokens.lineHeightHero900,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: "tabular-nums",
  },
  muted: { color: tokens.colorNeutralForeground2 },
  inline: { fontVariantNumeric: "tabular-nums" },
});

/** `children` are links beside the coverage, to what was not decided. */
export function ScoreFigure({ score, children }: { score: Score; children?: ReactNode }) {
  const styles = useStyles();
  const tenths = score.percentage_tenths;
  return (
    <div className={styles.root}>
      <span className={styles.large}>{percentage(tenths)}</span>
      <span>{points(score.points)} points achieved</span>
      <ProgressBar value={tenths ?? 0} max={1000} thickness="large" aria-label="Points achieved" />
      <span className={styles.muted}>
        {isPartial(score) ? "Rests on less than everything: " : "Coverage of automatic checks: "}
        {coverage(score.coverage)}
        {children}
      </span>
    </div>
  );
}

/** In a row of a table: “65.3 %”, and the coverage under it where that is not full. */
export function ScoreCell({ score }: { score: Score }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <span className={styles.inline}>{percentage(score.percentage_tenths)}</span>
      {isPartial(score) && <span className={styles.muted}>{coverage(score.coverage)}</span>}
    </div>
  );
}

// Percentages over time.
import { makeStyles, tokens } from "@fluentui/react-components";
import { lines, path, type Box, type ChartPoint } from "./line";

const WIDTH = 1120;
const HEIGHT = 220;
const BOX: Box = { left: 44, top: 12, width: WIDTH - 56, height: HEIGHT - 44 };
const GRID = [0, 500, 1000];
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

const useStyles = makeStyles({
  root: { display: "block", width: "100%", height: "auto" },
  grid: { stroke: tokens.colorNeutralStroke2, strokeWidth: 1 },
  line: { stroke: tokens.colorBrandForeground1, strokeWidth: 2.5, fill: "none", strokeLinejoin: "round" },
  dot: { fill: tokens.colorBrandForeground1 },
  text: { fill: tokens.colorNeutralForeground2, fontSize: "12px", fontFamily: tokens.fontFamilyBase },
});

export function LineChart({ label, points }: { label: string; points: readonly ChartPoint[] }) {
  const styles = useStyles();
  const runs = lines(points, BOX);
  const first = points[0];
  const last = points.at(-1);
  const floor = BOX.top + BOX.height;
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={styles.root}>
      {GRID.map((tenths) => {
        const y = BOX.top + (1 - tenths / 1000) * BOX.height;
        return (
          <g key={tenths}>
            <line x1={BOX.left} x2={BOX.left + BOX.width} y1={y} y2={y} className={styles.grid} />
            <text x={BOX.left - 8} y={y + 4} textAnchor="end" className={styles.text}>{`${tenths / 10} %`}</text>
          </g>
        );
      })}
      {runs.map((run) => (
        <path key={`${run[0]?.x ?? 0}`} d={path(run)} className={styles.line} />
      ))}
      {runs.map((run) => {
        const end = run.at(-1);
        return end && <circle key={end.x} cx={end.x} cy={end.y} r={4} className={styles.dot} />;
      })}
      {first && (
        <text x={BOX.left} y={floor + 20} className={styles.text}>
          {DAY.format(first.at)}
        </text>
      )}
      {last && last !== first && (
        <text x={BOX.left + BOX.width} y={floor + 20} textAnchor="end" className={styles.text}>
          {DAY.format(last.at)}
        </text>
      )}
    </svg>
  );
}

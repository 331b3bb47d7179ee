// How many a day, as bars; the list beside it has every one.
import { makeStyles, tokens } from "@fluentui/react-components";

const WIDTH = 1120;
const HEIGHT = 120;
const FLOOR = HEIGHT - 24;
/** The widest bar, so that a single day does not fill the page. */
const BAR_MAX = 48;
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

const useStyles = makeStyles({
  root: { display: "block", width: "100%", height: "auto" },
  bar: { fill: tokens.colorBrandBackground },
  floor: { stroke: tokens.colorNeutralStroke2, strokeWidth: 1 },
  text: { fill: tokens.colorNeutralForeground2, fontSize: "12px", fontFamily: tokens.fontFamilyBase },
});

interface DayBarsProps {
  label: string;
  /** Days as 2026-11-21, the oldest first. */
  days: readonly { day: string; count: number }[];
}

export default function DayBars({ label, days }: DayBarsProps) {
  const styles = useStyles();
  const at = (day: string) => Date.parse(`${day}T12:00:00`);
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  const span = Math.max(1, Math.round((at(last.day) - at(first.day)) / 86_400_000) + 1);
  const step = WIDTH / span;
  const width = Math.min(BAR_MAX, step * 0.8);
  const most = Math.max(...days.map((one) => one.count));
  const left = (day: string) => Math.round((at(day) - at(first.day)) / 86_400_000) * step;
  const said = days.map((one) => `${DAY.format(at(one.day))}: ${one.count}`).join(", ");
  return (
    <svg role="img" aria-label={`${label}: ${said}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={styles.root}>
      <line x1={0} x2={WIDTH} y1={FLOOR} y2={FLOOR} className={styles.floor} />
      {days.map(({ day, count }) => {
        const height = Math.max(3, (count / most) * (FLOOR - 16));
        return (
          <g key={day}>
            <rect x={left(day)} y={FLOOR - height} width={width} height={height} rx={2} className={styles.bar} />
            <text x={left(day) + width / 2} y={FLOOR - height - 4} textAnchor="middle" className={styles.text}>
              {count}
            </text>
          </g>
        );
      })}
      <text x={0} y={HEIGHT - 6} className={styles.text}>
        {DAY.format(at(first.day))}
      </text>
      {span > 1 && (
        <text x={WIDTH} y={HEIGHT - 6} textAnchor="end" className={styles.text}>
          {DAY.format(at(last.day))}
        </text>
      )}
    </svg>
  );
}

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
  /** The days at the ends of the axis, where it is wider than what there are bars for. */
  axis?: { first: string; last: string };
}

/** Marks of the axis between its ends, so that a bar's day can be read off. */
const MARKS = 4;
const DAY_MS = 86_400_000;

export default function DayBars({ label, days, axis }: DayBarsProps) {
  const styles = useStyles();
  const at = (day: string) => Date.parse(`${day}T12:00:00`);
  const first = axis?.first ?? days[0]?.day;
  const last = axis?.last ?? days.at(-1)?.day;
  if (first === undefined || last === undefined) return null;
  const span = Math.max(1, Math.round((at(last) - at(first)) / DAY_MS) + 1);
  const step = WIDTH / span;
  const width = Math.min(BAR_MAX, step * 0.8);
  const most = Math.max(...days.map((one) => one.count));
  const gap = (step - width) / 2;
  const left = (day: string) => Math.round((at(day) - at(first)) / DAY_MS) * step + gap;
  const marks = span <= MARKS ? [] : Array.from({ length: MARKS - 1 }, (_, mark) => Math.round(((mark + 1) * (span - 1)) / MARKS));
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
        {DAY.format(at(first))}
      </text>
      {marks.map((mark) => (
        <text key={mark} x={(mark + 0.5) * step} y={HEIGHT - 6} textAnchor="middle" className={styles.text}>
          {DAY.format(at(first) + mark * DAY_MS)}
        </text>
      ))}
      {span > 1 && (
        <text x={WIDTH} y={HEIGHT - 6} textAnchor="end" className={styles.text}>
          {DAY.format(at(last))}
        </text>
      )}
    </svg>
  );
}

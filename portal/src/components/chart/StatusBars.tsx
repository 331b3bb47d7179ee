// How many of each status a group has, as one bar a group. The numbers stand in the table behind it.
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import type { Tone } from "../status/words";

export interface BarPart {
  label: string;
  tone: Tone;
  count: number;
}
export interface BarGroup {
  title: string;
  parts: readonly BarPart[];
}

const useStyles = makeStyles({
  root: {
    display: "grid",
    gridTemplateColumns: "minmax(120px, 1fr) 3fr",
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalS,
    alignItems: "center",
  },
  title: { overflowWrap: "anywhere" },
  bar: {
    display: "flex",
    gap: "2px",
    height: "24px",
    borderRadius: tokens.borderRadiusMedium,
    overflow: "hidden",
  },
  part: {
    display: "flex",
    alignItems: "center",
    justifyContent: "center",
    minWidth: "24px",
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    border: `1px solid ${tokens.colorTransparentStroke}`,
    boxSizing: "border-box",
  },
  legend: { gridColumn: "1 / -1", display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM },
  key: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalXS },
  swatch: {
    width: "14px",
    height: "14px",
    borderRadius: tokens.borderRadiusSmall,
    border: `1px solid ${tokens.colorTransparentStroke}`,
  },
  good: { backgroundColor: tokens.colorPaletteGreenBackground2, color: tokens.colorPaletteGreenForeground2 },
  bad: { backgroundColor: tokens.colorPaletteRedBackground2, color: tokens.colorPaletteRedForeground2 },
  part_: { backgroundColor: tokens.colorPaletteMarigoldBackground2, color: tokens.colorPaletteMarigoldForeground2 },
  unknown: {
    backgroundColor: tokens.colorPaletteDarkOrangeBackground2,
    color: tokens.colorPaletteDarkOrangeForeground2,
  },
  busy: { backgroundColor: tokens.colorPaletteBlueBackground2, color: tokens.colorPaletteBlueForeground2 },
  neutral: { backgroundColor: tokens.colorNeutralBackground5, color: tokens.colorNeutralForeground1 },
});

interface StatusBarsProps {
  label: string;
  groups: readonly BarGroup[];
  /** Off where a list beside the bars names the parts anyway. */
  legend?: boolean;
}

export function StatusBars({ label, groups, legend = true }: StatusBarsProps) {
  const styles = useStyles();
  const tone = (name: Tone) => (name === "part" ? styles.part_ : styles[name]);
  const keys = new Map<string, Tone>();
  for (const part of groups.flatMap((group) => group.parts)) {
    if (part.count > 0) keys.set(part.label, part.tone);
  }
  return (
    <div role="group" aria-label={label} className={styles.root}>
      {groups.map((group) => (
        <Bar key={group.title} group={group} toneClass={tone} />
      ))}
      {legend && (
        <div className={styles.legend} aria-hidden>
          {[...keys].map(([name, weight]) => (
            <span key={name} className={styles.key}>
              <span className={mergeClasses(styles.swatch, tone(weight))} />
              {name}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function Bar({ group, toneClass }: { group: BarGroup; toneClass: (tone: Tone) => string }) {
  const styles = useStyles();
  const parts = group.parts.filter((part) => part.count > 0);
  const said = parts.map((part) => `${part.count} ${part.label.toLowerCase()}`).join(", ");
  return (
    <>
      {group.title !== "" && <span className={styles.title}>{group.title}</span>}
      <div
        role="img"
        aria-label={`${group.title}: ${said}`.replace(/^: /, "")}
        className={styles.bar}
        style={group.title === "" ? { gridColumn: "1 / -1" } : {}}
      >
        {parts.map((part) => (
          <span
            key={part.label}
            title={`${part.label}: ${part.count}`}
            className={mergeClasses(styles.part, toneClass(part.tone))}
            style={{ flexGrow: part.count }}
          >
            {part.count}
          </span>
        ))}
      </div>
    </>
  );
}

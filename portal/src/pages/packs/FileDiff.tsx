// The lines of a file that go and come.
import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import type { PackUpdate } from "../../api/types";

type Line = PackUpdate["diff"][number];

const useStyles = makeStyles({
  root: { margin: 0, fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowX: "auto" },
  line: { display: "block", whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
  removed: { backgroundColor: tokens.colorStatusDangerBackground1, color: tokens.colorStatusDangerForeground1 },
  added: { backgroundColor: tokens.colorStatusSuccessBackground1, color: tokens.colorStatusSuccessForeground1 },
});

const SIGN: Record<Line["change"], string> = { same: " ", removed: "-", added: "+" };

/** The sign says it too, so that nobody has to tell colours apart. */
export function FileDiff({ lines }: { lines: readonly Line[] }) {
  const styles = useStyles();
  return (
    <pre className={styles.root} aria-label="Changes of the file">
      {lines.map((line, number) => (
        <span
          key={number}
          className={mergeClasses(
            styles.line,
            line.change === "removed" && styles.removed,
            line.change === "added" && styles.added,
          )}
        >
          {`${SIGN[line.change]} ${line.text}`}
        </span>
      ))}
    </pre>
  );
}

// A value as the service has it.
import { makeStyles, tokens } from "@fluentui/react-components";
import { value as text } from "./format";

const useStyles = makeStyles({
  root: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: "anywhere",
    whiteSpace: "pre-wrap",
  },
});

export function Json({ value }: { value: unknown }) {
  return <span className={useStyles().root}>{text(value)}</span>;
}

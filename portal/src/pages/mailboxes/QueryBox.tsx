// A query, and how to write one.
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Button,
  Field,
  SearchBox,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useEffect, useRef, useState } from "react";
import { Facts } from "../../components/list/Facts";
import { useLayout } from "../../components/page/styles";
import { placeOfProblem } from "./places";

const useStyles = makeStyles({
  box: { flexGrow: 1, flexBasis: "200px", maxWidth: "640px" },
  input: { width: "100%", maxWidth: "100%" },
  // As high as the label over the field beside it.
  button: {
    marginTop: `calc(${tokens.lineHeightBase300} + 3 * ${tokens.spacingVerticalXXS})`,
    alignSelf: "flex-start",
  },
  mark: { fontFamily: tokens.fontFamilyMonospace, whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
  here: { fontWeight: tokens.fontWeightBold, textDecorationLine: "underline", backgroundColor: "transparent", color: "inherit" },
});

const HELP: readonly (readonly [string, string])[] = [
  ["budget report", "Both words, anywhere in a message"],
  ['"third quarter"', "These words next to each other"],
  ["budg*", "Words that begin so"],
  ["from:ana@example.com", "Who wrote it; to: and participants: likewise"],
  ['subject:"quarterly plan"', "In the subject"],
  ["kind:post", "post, comment or message"],
  ["itemclass:ipm.externaldata.*", "The item class, or how it begins"],
  ["sent>=2026-01-01", "By the day, in UTC; also <, <=, > and ="],
  ["(budget OR plan) AND NOT kind:comment", "AND, OR, NOT in capitals, and parentheses"],
];

/** A query that was refused, and what the server says of it. */
export interface Refused {
  query: string;
  message: string;
}

interface QueryBoxProps {
  query: string;
  refused: Refused | undefined;
  busy: boolean;
  onSearch: (query: string) => void;
}

/** What is wrong, with the query up to and from where it is. */
function Problem({ refused: { query, message } }: { refused: Refused }) {
  const styles = useStyles();
  const { text, at } = placeOfProblem(message);
  const letters = Array.from(query);
  if (at === undefined || letters.length === 0) return <>{text}</>;
  const before = letters.slice(0, at).join("");
  if (at >= letters.length) {
    return (
      <>
        {`${text} It is missing at the end: `}
        <span className={styles.mark}>{`${before}…`}</span>
      </>
    );
  }
  return (
    <>
      {`${text} It is character ${at + 1}: `}
      <span className={styles.mark}>
        {before}
        <mark className={styles.here}>{letters[at]}</mark>
        {letters.slice(at + 1).join("")}
      </span>
    </>
  );
}

export function QueryBox({ query, refused, busy, onSearch }: QueryBoxProps) {
  const layout = useLayout();
  const styles = useStyles();
  const [text, setText] = useState(refused?.query ?? query);
  const input = useRef<HTMLInputElement>(null);
  const wrong = refused?.query === text.trim() ? refused : undefined;
  useEffect(() => {
    if (refused === undefined || input.current === null) return;
    const { at } = placeOfProblem(refused.message);
    const start = Array.from(refused.query).slice(0, at ?? 0).join("").length;
    input.current.focus();
    input.current.setSelectionRange(start, at === undefined ? refused.query.length : start + 1);
  }, [refused]);
  return (
    <>
      <form
        role="search"
        aria-label="Messages"
        className={layout.row}
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(text.trim());
        }}
      >
        <Field
          label="Search this mailbox"
          className={styles.box}
          {...(wrong && { validationState: "error", validationMessage: <Problem refused={wrong} /> })}
        >
          <SearchBox
            input={{ ref: input }}
            className={styles.input}
            value={text}
            placeholder="Words, or a query"
            onChange={(_, { value }) => {
              setText(value);
            }}
          />
        </Field>
        <Button type="submit" className={styles.button} disabledFocusable={busy}>
          Search
        </Button>
      </form>
      <Accordion collapsible>
        <AccordionItem value="help">
          <AccordionHeader>How to search</AccordionHeader>
          <AccordionPanel>
            <Facts items={HELP} />
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
    </>
  );
}

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
import { useState } from "react";
import { fieldError, invalid } from "../../components/form/errors";
import { Facts } from "../../components/list/Facts";
import { useLayout } from "../../components/page/styles";

const useStyles = makeStyles({
  box: { flexGrow: 1, maxWidth: "640px" },
  button: { marginTop: tokens.spacingVerticalXXL, alignSelf: "flex-start" },
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

interface QueryBoxProps {
  query: string;
  error: Error | null;
  onSearch: (query: string) => void;
}

export function QueryBox({ query, error, onSearch }: QueryBoxProps) {
  const layout = useLayout();
  const styles = useStyles();
  const [text, setText] = useState(query);
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
        <Field label="Search this mailbox" className={styles.box} {...invalid(fieldError(error, "query"))}>
          <SearchBox
            value={text}
            placeholder="Words, or a query"
            onChange={(_, { value }) => {
              setText(value);
            }}
          />
        </Field>
        <Button type="submit" className={styles.button}>
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

// Says that a mailbox has more than is shown. Each reading is recorded, so that the reader decides on it.
import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import type { Mailbox } from "../../api/archive";
import { useReadLatest, type Reading } from "../../api/queries/mailboxes";
import { ProblemBar } from "../../components/form/ProblemBar";
import { count } from "../../components/text/format";
import { useMailboxNow } from "./useMailboxNow";

interface NewMessagesProps {
  reading: Reading;
  query: string;
  /** The mailbox as it was when what is shown was read. */
  shown: Mailbox;
}

export function NewMessages({ reading, query, shown }: NewMessagesProps) {
  const now = useMailboxNow(reading, shown.address);
  const read = useReadLatest(reading, query);
  const more = (now?.messages ?? 0) - shown.messages;
  return (
    <>
      <div role="status">
        {more > 0 && (
          <MessageBar intent="info">
            <MessageBarBody>
              {count(more, "new message")}
              {query !== "" && " came since this search"}
            </MessageBarBody>
            <MessageBarActions>
              <Button
                disabledFocusable={read.isPending}
                onClick={() => {
                  read.mutate();
                }}
              >
                {query === "" ? "Show" : "Search again"}
              </Button>
            </MessageBarActions>
          </MessageBar>
        )}
      </div>
      <ProblemBar title="They could not be shown." error={read.error} />
    </>
  );
}

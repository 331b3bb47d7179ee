// Private messages that wait for a second person's agreement.
import { MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import type { Archive } from "../../api/archive";
import { useApproveMessages } from "../../api/queries/archives";
import { GuardedButton } from "../../components/access/GuardedButton";
import { ProblemBar } from "../../components/form/ProblemBar";
import { Moment } from "../../components/text/Moment";

export function Approval({ archive }: { archive: Archive }) {
  const approve = useApproveMessages(archive.id);
  const { messages } = archive.settings;
  if (messages?.approved_by !== null) return null;
  return (
    <>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>Private messages wait for a second person’s agreement</MessageBarTitle>
          {`Purpose: ${messages.purpose} Legal basis: ${messages.legal_basis} `}
          Asked for <Moment value={messages.asked_at} />. Somebody else has to agree than who asked.
        </MessageBarBody>
        <MessageBarActions>
          <GuardedButton
            needs="archive.approve"
            disabled={approve.isPending}
            onClick={() => {
              approve.mutate(undefined);
            }}
          >
            Agree
          </GuardedButton>
        </MessageBarActions>
      </MessageBar>
      <ProblemBar title="It was not agreed to." error={approve.error} />
    </>
  );
}

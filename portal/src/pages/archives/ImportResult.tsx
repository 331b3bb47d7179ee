// What taking rules over did, or would do.
import { MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import type { MappingImport } from "../../api/archive";
import { figure } from "../../components/text/format";

export function ImportResult({ result }: { result: MappingImport }) {
  const { added, unchanged, replaced, waiting, dry_run } = result;
  return (
    <MessageBar intent={dry_run ? "info" : "success"} layout="multiline" politeness="assertive">
      <MessageBarBody>
        <MessageBarTitle>{dry_run ? "This is what it would do" : "The rules were taken over"}</MessageBarTitle>
        {`${figure(added)} new, ${figure(replaced)} in place of others, ${figure(unchanged)} as they are.`}
        {waiting > 0 && ` ${figure(waiting)} of the new ones wait for a second person, as the mailbox is somebody else’s.`}
      </MessageBarBody>
    </MessageBar>
  );
}

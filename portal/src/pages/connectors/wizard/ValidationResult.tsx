// What a try of the credentials found: which account, which rights are missing and what they would show.
import { MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";
import type { MissingRight, Validation } from "../../../api/types";
import { DataTable, type Column } from "../../../components/list/DataTable";
import { useLayout } from "../../../components/page/styles";

function Affected({ right }: { right: MissingRight }) {
  const layout = useLayout();
  if (right.affects.length === 0) return <>None today</>;
  return (
    <ul className={layout.list}>
      {right.affects.map((title) => (
        <li key={title}>{title}</li>
      ))}
    </ul>
  );
}

/** The right in both of the service's spellings. */
function Right({ right }: { right: MissingRight }) {
  const layout = useLayout();
  return (
    <div className={layout.tight}>
      <span className={layout.mono}>{right.classic}</span>
      {right.granular.length > 0 && (
        <span className={layout.muted}>
          or <span className={layout.mono}>{right.granular.join(", ")}</span>
        </span>
      )}
    </div>
  );
}

const CHECKS = "Checks that could not be detected without it";

const columns = (without: string): Column<MissingRight>[] => [
  {
    id: "right",
    title: "Missing right",
    cell: (row) => <Right right={row} />,
  },
  { id: "required", title: "Required", cell: (row) => (row.required ? "Yes" : "No") },
  { id: "affects", title: without, cell: (row) => <Affected right={row} /> },
];

const INTENTS = { succeeded: "success", warning: "warning", failed: "error" } as const;

interface ValidationResultProps {
  validation: Validation;
  /** The heading over what a missing right is needed for. */
  without?: string;
}

export function ValidationResult({ validation, without = CHECKS }: ValidationResultProps) {
  const layout = useLayout();
  const general = validation.problems.filter((problem) => problem.field === null);
  return (
    <div className={layout.tight}>
      <MessageBar intent={INTENTS[validation.result]} layout="multiline" politeness="assertive">
        <MessageBarBody>
          <MessageBarTitle>{validation.message}</MessageBarTitle>
          {validation.account_id !== null && ` Account ${validation.account_id}.`}
          {general.map((problem) => (
            <div key={problem.message}>{`${problem.message} ${problem.mend}`}</div>
          ))}
          {validation.warnings.map((warning) => (
            <div key={warning}>{warning}</div>
          ))}
          {validation.problems.length > general.length && <div>See the messages at the fields.</div>}
        </MessageBarBody>
      </MessageBar>
      {validation.missing.length > 0 && (
        <DataTable
          label="Missing rights"
          columns={columns(without)}
          groups={[["", validation.missing]]}
          rowKey={(row) => row.right}
        />
      )}
    </div>
  );
}

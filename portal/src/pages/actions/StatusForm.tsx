// Sets the implementation status, and for a manual action the test status.
import { Button, Field, Input, MessageBar, MessageBarBody, Select, Textarea } from "@fluentui/react-components";
import { useRef, useState, type SubmitEvent } from "react";
import { useSetStatus } from "../../api/queries/actions";
import type { Action, ImplementationStatus, TestStatus } from "../../api/types";
import { useRefusal } from "../../components/access/permissions";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, focusFirstError, invalid } from "../../components/form/errors";
import { useLayout } from "../../components/page/styles";
import { IMPLEMENTATION, MANUAL_TEST_STATUSES, TEST_STATUS } from "../../components/status/words";
import { inputOf, isInPlace, requestOf, type StatusInput } from "./status";

const FIELDS = ["implementation_status", "implementation_date", "test_status", "test_date", "notes"];
const NOT_IN_PLACE = "Can be set once the status is Implemented or Alternative implementation.";

export function StatusForm({ action }: { action: Action }) {
  const layout = useLayout();
  const implementing = useRefusal("actions.update") === undefined;
  const testing = useRefusal("actions.test") === undefined;
  const save = useSetStatus(action.id, implementing);
  const [input, setInput] = useState(() => inputOf(action));
  const form = useRef<HTMLFormElement>(null);
  const inPlace = isInPlace(input.implementation);
  const manual = action.testing_source === "manual";
  const said = (field: string) => invalid(fieldError(save.error, field));
  const change = (part: Partial<StatusInput>) => {
    setInput({ ...input, ...part });
    if (!save.isIdle) save.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(requestOf(action, input), {
      onError: () => {
        focusFirstError(form.current);
      },
    });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className={`${layout.stack} ${layout.narrow}`}>
      <Field label="Implementation status" {...said("implementation_status")}>
        <Select
          disabled={!implementing}
          value={input.implementation}
          onChange={(_, { value }) => {
            change({ implementation: value as ImplementationStatus });
          }}
        >
          {Object.entries(IMPLEMENTATION).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Implementation date" hint={inPlace ? null : NOT_IN_PLACE} {...said("implementation_date")}>
        <Input
          type="date"
          disabled={!inPlace || !implementing}
          value={inPlace ? input.implementationDay : ""}
          onChange={(_, { value }) => {
            change({ implementationDay: value });
          }}
        />
      </Field>
      {manual ? (
        <>
          <Field label="Test status" hint={inPlace ? null : NOT_IN_PLACE} {...said("test_status")}>
            <Select
              disabled={!inPlace || !testing}
              value={input.test}
              onChange={(_, { value }) => {
                change({ test: value as TestStatus });
              }}
            >
              {statuses(action.test_status).map((value) => (
                <option key={value} value={value}>
                  {TEST_STATUS[value].label}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Test date" hint={inPlace ? null : NOT_IN_PLACE} {...said("test_date")}>
            <Input
              type="date"
              disabled={!inPlace || !testing}
              value={inPlace ? input.testDay : ""}
              onChange={(_, { value }) => {
                change({ testDay: value });
              }}
            />
          </Field>
        </>
      ) : (
        <span className={layout.muted}>The test status comes from checks and cannot be set.</span>
      )}
      <Field label="Notes" {...said("notes")}>
        <Textarea
          disabled={!testing}
          value={input.notes}
          resize="vertical"
          onChange={(_, { value }) => {
            change({ notes: value });
          }}
        />
      </Field>
      <ProblemBar title="The status was not saved." error={save.error} fields={FIELDS} />
      {save.isSuccess && (
        <MessageBar intent="success">
          <MessageBarBody>The status was saved.</MessageBarBody>
        </MessageBar>
      )}
      <div>
        <Button type="submit" appearance="primary" disabled={save.isPending}>
          Save status
        </Button>
      </div>
    </form>
  );
}

/** What may be set, with what stands there now. */
const statuses = (now: TestStatus): TestStatus[] =>
  MANUAL_TEST_STATUSES.includes(now) ? MANUAL_TEST_STATUSES : [now, ...MANUAL_TEST_STATUSES];

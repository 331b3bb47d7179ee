// How often a service's log is asked for changes.
import { Button, Field, Input, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useState, type SubmitEvent } from "react";
import { useEditInstance } from "../../api/queries/instances";
import type { Instance } from "../../api/types";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, invalid } from "../../components/form/errors";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";

export function EditPolling({ instance, what }: { instance: Instance; what: string | undefined }) {
  const layout = useLayout();
  const edit = useEditInstance(instance.id);
  const period = instance.noticing.period;
  const [typed, setTyped] = useState(period?.set_s?.toString() ?? "");
  if (period === null) return null;
  const seconds = typed.trim() === "" ? null : Number(typed);
  const wrong = seconds === null || Number.isInteger(seconds) ? undefined : "Enter whole seconds.";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wrong === undefined) edit.mutate({ poll_every_s: seconds });
  };
  return (
    <Section title="How changes are noticed">
      {what !== undefined && <p className={layout.prose}>{what}</p>}
      <form onSubmit={submit} noValidate className={`${layout.stack} ${layout.narrow}`}>
        <Field
          label="Seconds between two askings of the service's log"
          hint={`From ${period.min_s} to ${period.max_s}; left empty, every ${period.default_s}. Each asking is a call to the service.`}
          {...invalid(wrong ?? fieldError(edit.error, "poll_every_s"))}
        >
          <Input
            value={typed}
            inputMode="numeric"
            placeholder={period.default_s.toString()}
            onChange={(_, { value }) => {
              setTyped(value);
              edit.reset();
            }}
          />
        </Field>
        <ProblemBar title="It was not changed." error={edit.error} fields={["poll_every_s"]} />
        {edit.isSuccess && (
          <MessageBar intent="success">
            <MessageBarBody>{edit.data.noticing.message}</MessageBarBody>
          </MessageBar>
        )}
        <div>
          <Button type="submit" appearance="primary" disabled={edit.isPending || seconds === period.set_s}>
            Save
          </Button>
        </div>
      </form>
    </Section>
  );
}

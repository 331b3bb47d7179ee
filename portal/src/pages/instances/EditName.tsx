// Renames a connector.
import { Button, Field, Input, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useState, type SubmitEvent } from "react";
import { useEditInstance } from "../../api/queries/instances";
import type { Instance } from "../../api/types";
import { ProblemBar } from "../../components/form/ProblemBar";
import { fieldError, invalid } from "../../components/form/errors";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";

export function EditName({ instance }: { instance: Instance }) {
  const layout = useLayout();
  const edit = useEditInstance(instance.id);
  const [name, setName] = useState(instance.name);
  const empty = name.trim() === "";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!empty) edit.mutate({ name });
  };
  return (
    <Section title="Name">
      <form onSubmit={submit} noValidate className={`${layout.stack} ${layout.narrow}`}>
        <Field
          label="Connector name"
          required
          {...invalid(empty ? "Enter a name." : fieldError(edit.error, "name"))}
        >
          <Input
            value={name}
            autoComplete="off"
            onChange={(_, { value }) => {
              setName(value);
              edit.reset();
            }}
          />
        </Field>
        <ProblemBar title="The name was not changed." error={edit.error} fields={["name"]} />
        {edit.isSuccess && (
          <MessageBar intent="success">
            <MessageBarBody>The name was changed.</MessageBarBody>
          </MessageBar>
        )}
        <div>
          <Button type="submit" appearance="primary" disabled={edit.isPending || name === instance.name}>
            Save name
          </Button>
        </div>
      </form>
    </Section>
  );
}

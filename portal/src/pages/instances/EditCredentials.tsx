// Replaces a connector's credentials: all of them, tried first, of the same account.
import { Button, MessageBar, MessageBarBody, Spinner } from "@fluentui/react-components";
import { useReducer, useState } from "react";
import { ApiError } from "../../api/client";
import { useValidate } from "../../api/queries/connectors";
import { useEditInstance } from "../../api/queries/instances";
import type { Connector, Instance } from "../../api/types";
import { ProblemBar } from "../../components/form/ProblemBar";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { CredentialFields } from "../connectors/wizard/CredentialFields";
import { ValidationResult } from "../connectors/wizard/ValidationResult";
import { missingFields } from "../connectors/wizard/fields";
import { isValidated, start, wizard } from "../connectors/wizard/wizard";

export function EditCredentials({ instance, connector }: { instance: Instance; connector: Connector }) {
  const layout = useLayout();
  const [state, act] = useReducer(
    wizard,
    { method: connector.methods[0]?.id ?? "", terms: connector.terms.version },
    start,
  );
  const [failure, setFailure] = useState<Error | null>(null);
  const validate = useValidate(connector.id);
  const edit = useEditInstance(instance.id);
  const method = connector.methods.find((one) => one.id === state.method);
  if (method === undefined) return null;

  const tryConnection = async () => {
    const wrong = missingFields(method, state.credentials);
    if (Object.keys(wrong).length > 0) {
      act({ do: "wrong", errors: wrong });
      return;
    }
    setFailure(null);
    edit.reset();
    act({ do: "validate" });
    const { revision } = state;
    try {
      const validation = await validate.mutateAsync({ credentials: { ...state.credentials }, instance: instance.id });
      act({ do: "validated", revision, validation });
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : [];
      act({ do: "unanswered", revision, errors: fields });
      if (error instanceof Error && fields.length === 0) setFailure(error);
    }
  };
  const save = async () => {
    try {
      await edit.mutateAsync({ credentials: { ...state.credentials } });
      act({ do: "method", method: state.method });
    } catch (error) {
      if (error instanceof ApiError) act({ do: "refused", errors: error.fields });
    }
  };
  return (
    <Section title="Credentials">
      <p className={layout.prose}>
        {`What is kept is never shown again. To replace it, enter all fields; they must belong to the account ${instance.account_id}.`}
      </p>
      <CredentialFields
        method={method}
        values={state.credentials}
        errors={state.errors}
        onChange={(field, value) => {
          if (edit.isSuccess || edit.isError) edit.reset();
          act({ do: "credential", field, value });
        }}
      />
      {state.validation !== null && <ValidationResult validation={state.validation} />}
      <ProblemBar
        title="The credentials were not replaced."
        error={failure ?? edit.error}
        fields={Object.keys(state.errors)}
      />
      {edit.isSuccess && (
        <MessageBar intent="success">
          <MessageBarBody>The credentials were replaced.</MessageBarBody>
        </MessageBar>
      )}
      <div className={layout.row}>
        <Button onClick={() => void tryConnection()} disabled={state.validating}>
          Validate connection
        </Button>
        <Button
          appearance="primary"
          disabled={!isValidated(state) || edit.isPending}
          onClick={() => void save()}
        >
          Save credentials
        </Button>
        {state.validating && <Spinner size="tiny" label="Signing in at the service …" />}
        {!isValidated(state) && <span className={layout.muted}>Validate the connection to save.</span>}
      </div>
    </Section>
  );
}

// Replaces a connector's credentials: all of them, tried first, of the same account.
import { Button, MessageBar, MessageBarBody, Spinner } from "@fluentui/react-components";
import { useReducer, useState } from "react";
import { ApiError } from "../../api/client";
import { useMakeKeyPair, useValidate, type Beside } from "../../api/queries/connectors";
import { useEditInstance } from "../../api/queries/instances";
import type { Connector, Instance, Validation } from "../../api/types";
import { ProblemBar } from "../../components/form/ProblemBar";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { SignInForm } from "../connectors/wizard/SignInForm";
import { ValidationResult } from "../connectors/wizard/ValidationResult";
import { missingFields, typedOf } from "../connectors/wizard/fields";
import { isValidated, start, wizard, type Act } from "../connectors/wizard/wizard";

export function EditCredentials({ instance, connector }: { instance: Instance; connector: Connector }) {
  const validate = useValidate(connector.id);
  const edit = useEditInstance(instance.id);
  return <ReplaceCredentials instance={instance} connector={connector} validate={validate} edit={edit} />;
}

/** What is replaced: the credentials of a connector of either kind. */
interface ReplaceCredentialsProps {
  instance: Pick<Instance, "id" | "name" | "account_id"> & { method: { id: string } | null };
  connector: Connector;
  validate: { mutateAsync: (input: Beside & { credentials: Record<string, string> }) => Promise<Validation> };
  edit: {
    mutateAsync: (input: { credentials: Record<string, string>; draft?: string | undefined }) => Promise<unknown>;
    reset: () => void;
    isSuccess: boolean;
    isError: boolean;
    isPending: boolean;
    error: Error | null;
  };
  /** The heading over what a missing right is needed for. */
  without?: string;
}

export function ReplaceCredentials({ instance, connector, validate, edit, without }: ReplaceCredentialsProps) {
  const layout = useLayout();
  const [state, change] = useReducer(
    wizard,
    { method: instance.method?.id ?? connector.methods[0]?.id ?? "", terms: connector.terms.version },
    start,
  );
  const [failure, setFailure] = useState<Error | null>(null);
  // Keeps a key that was made here, until it is saved.
  const [draft, setDraft] = useState<string>();
  const makeKeyPair = useMakeKeyPair(connector.id);
  const method = connector.methods.find((one) => one.id === state.method);
  if (method === undefined) return null;

  const act = (done: Act) => {
    if (edit.isSuccess || edit.isError) edit.reset();
    change(done);
  };
  const sent = () => typedOf(connector.methods, state.method, state.credentials, state.kept);

  const makeKey = async (field: string) => {
    setFailure(null);
    try {
      const name = `New key of ${instance.name}`.slice(0, 100);
      const { draft: made, ...certificate } = await makeKeyPair.mutateAsync({ draft, method: state.method, name });
      setDraft(made);
      act({ do: "key", field, certificate });
    } catch (error) {
      if (error instanceof Error) setFailure(error);
    }
  };
  const tryConnection = async () => {
    const wrong = missingFields(method, state.credentials, state.kept);
    if (Object.keys(wrong).length > 0) {
      act({ do: "wrong", errors: wrong });
      return;
    }
    setFailure(null);
    act({ do: "validate" });
    const { revision } = state;
    try {
      const validation = await validate.mutateAsync({ credentials: sent(), instance: instance.id, draft });
      change({ do: "validated", revision, validation });
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : [];
      change({ do: "unanswered", revision, errors: fields });
      if (error instanceof Error && fields.length === 0) setFailure(error);
    }
  };
  const save = async () => {
    try {
      await edit.mutateAsync({ credentials: sent(), draft });
      setDraft(undefined);
      change({ do: "reset" });
    } catch (error) {
      if (error instanceof ApiError) change({ do: "refused", errors: error.fields });
    }
  };
  return (
    <Section title="Credentials">
      <p className={layout.prose}>
        {`What is kept is never shown again. To replace it, enter all fields; they must belong to the account ${instance.account_id}.`}
      </p>
      <SignInForm
        connector={connector}
        state={state}
        act={act}
        makingKey={makeKeyPair.isPending}
        onMakeKey={(field) => void makeKey(field)}
      />
      {state.validation !== null && (
        <ValidationResult validation={state.validation} {...(without === undefined ? {} : { without })} />
      )}
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

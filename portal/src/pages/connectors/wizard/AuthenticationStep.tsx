// Credentials, and a real try of them.
import { Button, Field, Radio, RadioGroup, Spinner } from "@fluentui/react-components";
import type { Connector } from "../../../api/types";
import { useLayout } from "../../../components/page/styles";
import { CredentialFields } from "./CredentialFields";
import { ValidationResult } from "./ValidationResult";
import type { Act, State } from "./wizard";

interface AuthenticationStepProps {
  connector: Connector;
  state: State;
  act: (act: Act) => void;
  onValidate: () => void;
}

export function AuthenticationStep({ connector, state, act, onValidate }: AuthenticationStepProps) {
  const layout = useLayout();
  const method = connector.methods.find((one) => one.id === state.method);
  return (
    <>
      {connector.methods.length > 1 && (
        <Field label="Method">
          <RadioGroup
            value={state.method}
            onChange={(_, { value }) => {
              act({ do: "method", method: value });
            }}
          >
            {connector.methods.map((one) => (
              <Radio key={one.id} value={one.id} label={one.title} />
            ))}
          </RadioGroup>
        </Field>
      )}
      {method && (
        <CredentialFields
          method={method}
          values={state.credentials}
          errors={state.errors}
          kept={state.kept}
          onChange={(field, value) => {
            act({ do: "credential", field, value });
          }}
        />
      )}
      <div className={layout.row}>
        <Button type="button" onClick={onValidate} disabled={state.validating}>
          Validate connection
        </Button>
        {state.validating && <Spinner size="tiny" label="Signing in at the service …" />}
      </div>
      {state.validation !== null && <ValidationResult validation={state.validation} />}
    </>
  );
}

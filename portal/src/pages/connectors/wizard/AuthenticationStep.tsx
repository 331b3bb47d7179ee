// Credentials, and a real try of them.
import { Button, Spinner } from "@fluentui/react-components";
import type { Connector } from "../../../api/types";
import { useLayout } from "../../../components/page/styles";
import { SignInForm } from "./SignInForm";
import { ValidationResult } from "./ValidationResult";
import type { Act, State } from "./wizard";

interface AuthenticationStepProps {
  connector: Connector;
  state: State;
  act: (act: Act) => void;
  makingKey: boolean;
  onMakeKey: (field: string) => void;
  onValidate: () => void;
  /** The heading over what a missing right is needed for. */
  without?: string;
}

export function AuthenticationStep({ onValidate, without, ...form }: AuthenticationStepProps) {
  const layout = useLayout();
  const { state } = form;
  return (
    <>
      <SignInForm {...form} />
      <div className={layout.row}>
        <Button type="button" onClick={onValidate} disabled={state.validating}>
          Validate connection
        </Button>
        {state.validating && <Spinner size="tiny" label="Signing in at the service …" />}
      </div>
      {state.validation !== null && <ValidationResult validation={state.validation} {...(without === undefined ? {} : { without })} />}
    </>
  );
}

// A connector's sign-in form: the way to sign in, what to do at the service for it, and its fields.
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Field,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Radio,
  RadioGroup,
} from "@fluentui/react-components";
import type { Connector } from "../../../api/types";
import { invalid } from "../../../components/form/errors";
import { useLayout } from "../../../components/page/styles";
import { CredentialFields } from "./CredentialFields";
import type { Act, State } from "./wizard";

interface SignInFormProps {
  connector: Connector;
  state: State;
  act: (act: Act) => void;
  makingKey: boolean;
  onMakeKey: (field: string) => void;
}

export function SignInForm({ connector, state, act, makingKey, onMakeKey }: SignInFormProps) {
  const layout = useLayout();
  const method = connector.methods.find((one) => one.id === state.method);
  const steps = [...connector.setup, ...(method?.setup ?? [])];
  return (
    <>
      {connector.methods.length > 1 && (
        <Field label="How to sign in" required {...invalid(state.errors["credentials.method"])}>
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
      {method?.notice && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>Before you choose this way</MessageBarTitle>
            {method.notice}
          </MessageBarBody>
        </MessageBar>
      )}
      {steps.length > 0 && (
        <Accordion collapsible>
          <AccordionItem value="steps">
            <AccordionHeader>{`What to do at the service first (${steps.length} steps)`}</AccordionHeader>
            <AccordionPanel>
              <ol className={layout.list}>
                {steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </AccordionPanel>
          </AccordionItem>
        </Accordion>
      )}
      {method && (
        <CredentialFields
          method={method}
          values={state.credentials}
          errors={state.errors}
          kept={state.kept}
          certificates={state.certificates}
          makingKey={makingKey}
          onMakeKey={onMakeKey}
          onChange={(field, value) => {
            act({ do: "credential", field, value });
          }}
        />
      )}
    </>
  );
}

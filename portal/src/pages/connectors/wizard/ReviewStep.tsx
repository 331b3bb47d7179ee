// What will be activated. Secrets are never shown again.
import type { ReactNode } from "react";
import type { Connector, CredentialField } from "../../../api/types";
import { Facts } from "../../../components/list/Facts";
import { useLayout } from "../../../components/page/styles";
import { ValidationResult } from "./ValidationResult";
import { shownIn } from "./fields";
import type { State } from "./wizard";

function entered(field: CredentialField, state: State): string {
  if (field.generated !== null) return "Made here, not shown";
  if (!field.secret) return shownIn(field, state.credentials);
  const empty = (state.credentials[field.name] ?? "") === "" && !state.kept.includes(field.name);
  return empty ? "Left empty" : "Entered, not shown";
}

const AFTER =
  "The account is fixed from here on: later credentials must belong to the same one. The first refresh starts at once, and then every 24 hours.";

interface ReviewStepProps {
  connector: Connector;
  state: State;
  /** What comes after Finish. */
  after?: string;
  /** The heading over what a missing right is needed for. */
  without?: string;
  /** What else was chosen. */
  children?: ReactNode;
}

export function ReviewStep({ connector, state, after = AFTER, without, children }: ReviewStepProps) {
  const layout = useLayout();
  const method = connector.methods.find((one) => one.id === state.method);
  const credentials = (method?.fields ?? []).map(
    (field) => [field.label, entered(field, state)] as const,
  );
  return (
    <>
      <Facts
        items={[
          ["Connector", connector.title],
          ["Connector name", state.name.trim()],
          ...(connector.methods.length > 1 && method ? [["Signs in by", method.title] as const] : []),
          ["Terms accepted", `Version ${connector.terms.version}`],
          ...credentials,
        ]}
      />
      {state.validation !== null && <ValidationResult validation={state.validation} {...(without === undefined ? {} : { without })} />}
      {children}
      <p className={layout.prose}>{after}</p>
    </>
  );
}

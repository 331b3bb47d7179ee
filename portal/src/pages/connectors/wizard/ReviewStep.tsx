// What will be activated. Secrets are never shown again.
import type { Connector } from "../../../api/types";
import { Facts } from "../../../components/list/Facts";
import { useLayout } from "../../../components/page/styles";
import { ValidationResult } from "./ValidationResult";
import type { State } from "./wizard";

export function ReviewStep({ connector, state }: { connector: Connector; state: State }) {
  const layout = useLayout();
  const method = connector.methods.find((one) => one.id === state.method);
  const credentials = (method?.fields ?? []).map(
    (field) => [field.label, field.secret ? "Entered, not shown" : (state.credentials[field.name] ?? "")] as const,
  );
  return (
    <>
      <Facts
        items={[
          ["Connector", connector.title],
          ["Connector name", state.name.trim()],
          ["Terms accepted", `Version ${connector.terms.version}`],
          ...credentials,
        ]}
      />
      {state.validation !== null && <ValidationResult validation={state.validation} />}
      <p className={layout.prose}>
        The account is fixed from here on: later credentials must belong to the same one. The first refresh starts at
        once, and then every 24 hours.
      </p>
    </>
  );
}

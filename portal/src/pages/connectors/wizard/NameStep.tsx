// The connector's own name.
import { Field, Input } from "@fluentui/react-components";
import type { Connector } from "../../../api/types";
import { invalid } from "../../../components/form/errors";
import { useLayout } from "../../../components/page/styles";
import type { Act, State } from "./wizard";

interface NameStepProps {
  connector: Connector;
  state: State;
  act: (act: Act) => void;
}

export function NameStep({ connector, state, act }: NameStepProps) {
  return (
    <Field
      label="Connector name"
      required
      hint={`Unique among your connectors; it can be changed later. For example “${connector.title} production”.`}
      className={useLayout().narrow}
      {...invalid(state.errors.name)}
    >
      <Input
        value={state.name}
        autoComplete="off"
        onChange={(_, { value }) => {
          act({ do: "name", name: value });
        }}
      />
    </Field>
  );
}

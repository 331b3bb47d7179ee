// Which service instances an assessment covers: all, later ones included, or these only.
import { Checkbox, Field, Radio, RadioGroup } from "@fluentui/react-components";
import type { Covers, InstanceBrief } from "../../api/types";
import { CheckboxGroup } from "../../components/form/CheckboxGroup";
import { useLayout } from "../../components/page/styles";
import { serviceName } from "../../components/status/words";
import { PageLink } from "../../components/text/links";

interface InstanceChoiceProps {
  instances: readonly InstanceBrief[];
  covers: Covers;
  /** Ids of the ticked ones. */
  chosen: readonly string[];
  error: string | undefined;
  onCovers: (covers: Covers) => void;
  onChosen: (chosen: readonly string[]) => void;
}

export function InstanceChoice(props: InstanceChoiceProps) {
  const { instances, covers, chosen, error, onCovers, onChosen } = props;
  const layout = useLayout();
  return (
    <div className={layout.stack}>
      <Field label="Covers">
        <RadioGroup
          value={covers}
          onChange={(_, { value }) => {
            onCovers(value === "all" ? "all" : "chosen");
          }}
        >
          <Radio value="all" label="All, later ones included" />
          <Radio value="chosen" label="These only" />
        </RadioGroup>
      </Field>
      {instances.length === 0 ? (
        <p className={layout.prose}>
          No instance of these services is activated yet.{" "}
          <PageLink to="/connectors">See the available connectors</PageLink>
        </p>
      ) : (
        <CheckboxGroup label="Service instances" error={error}>
          {instances.map((one) => (
            <Checkbox
              key={one.id}
              label={`${one.name} (${serviceName(one.service)}, account ${one.account_id})`}
              disabled={covers === "all"}
              checked={covers === "all" || chosen.includes(one.id)}
              onChange={(_, { checked }) => {
                const others = chosen.filter((id) => id !== one.id);
                onChosen(checked === true ? [...others, one.id] : others);
              }}
            />
          ))}
        </CheckboxGroup>
      )}
    </div>
  );
}

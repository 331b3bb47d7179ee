// Which services; one that the regulation does not list is shown disabled, with the reason.
import { Checkbox, makeStyles, tokens } from "@fluentui/react-components";
import { useId } from "react";
import { CheckboxGroup } from "../../../components/form/CheckboxGroup";
import { serviceName } from "../../../components/status/words";
import { count } from "../../../components/text/format";
import type { Act, Offer, State } from "./wizard";

const useStyles = makeStyles({
  reason: { color: tokens.colorNeutralForeground2, paddingLeft: tokens.spacingHorizontalXXXL },
});

interface ServicesStepProps {
  offer: Offer;
  state: State;
  act: (act: Act) => void;
}

export function ServicesStep({ offer, state, act }: ServicesStepProps) {
  const styles = useStyles();
  const id = useId();
  const supported = state.regulation?.services ?? [];
  const all = [...new Set([...offer.services, ...supported])].sort();
  const said = (service: string): string => {
    if (!supported.includes(service)) {
      return `${state.regulation?.title ?? "The regulation"} does not list ${serviceName(service)} among its supported services.`;
    }
    if (!offer.services.includes(service)) return "No connector is shipped for this service.";
    const instances = offer.instances.filter((one) => one.service === service).length;
    return instances === 0 ? "No instance is activated yet." : `${count(instances, "service instance")} activated.`;
  };
  return (
    <CheckboxGroup label="Services" hideLabel error={state.errors.services}>
      {all.map((service) => (
        <div key={service}>
          <Checkbox
            label={serviceName(service)}
            aria-describedby={`${id}-${service}`}
            disabled={!supported.includes(service) || !offer.services.includes(service)}
            checked={state.services.includes(service)}
            onChange={(_, { checked }) => {
              act({ do: "service", service, ticked: checked === true });
            }}
          />
          <div id={`${id}-${service}`} className={styles.reason}>
            {said(service)}
          </div>
        </div>
      ))}
    </CheckboxGroup>
  );
}

// What to do first, until it is done.
import { useLayout } from "../../components/page/styles";
import { Section } from "../../components/page/Section";
import { ButtonLink } from "../../components/text/links";
import type { Overview } from "../../api/types";

export function FirstSteps({ data }: { data: Overview }) {
  const layout = useLayout();
  if (data.instances.length > 0 && data.assessments.length > 0) return null;
  const connected = data.instances.length > 0;
  return (
    <Section title={connected ? "Next: create an assessment" : "First: activate a connector"}>
      <p className={layout.prose}>
        {connected
          ? "A service is connected and is being tested. An assessment puts what was found in relation to a regulation; only what an assessment covers counts in the score."
          : "Vouchsafe reads how a service is configured and tests it every day and whenever it changes. Connect the first account; an assessment over it comes next."}
      </p>
      <div>
        {connected ? (
          <ButtonLink to="/assessments/new" appearance="primary">
            Create an assessment
          </ButtonLink>
        ) : (
          <ButtonLink to="/connectors" appearance="primary">
            See the available connectors
          </ButtonLink>
        )}
      </div>
    </Section>
  );
}

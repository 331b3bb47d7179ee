// What to do first, until it is done; for those who may do it.
import { useArchives } from "../../api/queries/archives";
import { useMay } from "../../components/access/permissions";
import { useLayout } from "../../components/page/styles";
import { Section } from "../../components/page/Section";
import { ButtonLink } from "../../components/text/links";
import type { Overview } from "../../api/types";

export function FirstSteps({ data }: { data: Overview }) {
  const connects = useMay("connectors.manage");
  const assesses = useMay("assessments.manage");
  const archives = useArchives(useMay("archive.read"));
  if (data.instances.length > 0) {
    return data.assessments.length > 0 || !assesses ? null : (
      <Step
        title="Next: create an assessment"
        text="A service is connected and is being tested. An assessment puts what was found in relation to a regulation; only what an assessment covers counts in the score."
        to="/assessments/new"
        action="Create an assessment"
      />
    );
  }
  // Until it is known, an archive connector may be there.
  if (!connects || archives.isLoading) return null;
  const first = (archives.data ?? []).length === 0;
  return (
    <Step
      title={first ? "First: activate a connector" : "Next: activate a compliance connector"}
      text={
        first
          ? "A compliance connector reads how a service is configured, and tests it every day and whenever it changes; an assessment over it comes next. An archive connector puts what people write at a service into mailboxes."
          : "What people write is archived. A compliance connector reads how a service is configured, and tests it every day and whenever it changes; an assessment over it comes next."
      }
      to="/connectors"
      action="See the available connectors"
    />
  );
}

interface StepProps {
  title: string;
  text: string;
  to: string;
  action: string;
}

function Step({ title, text, to, action }: StepProps) {
  const layout = useLayout();
  return (
    <Section title={title}>
      <p className={layout.prose}>{text}</p>
      <div>
        <ButtonLink to={to} appearance="primary">
          {action}
        </ButtonLink>
      </div>
    </Section>
  );
}

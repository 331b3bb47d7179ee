// How the action is tested, and what was found: per instance for checks, by a person otherwise.
import type { Action } from "../../api/types";
import { Facts } from "../../components/list/Facts";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { TestStatusBadge } from "../../components/status/badges";
import { IMPLEMENTATION, KIND } from "../../components/status/words";
import { points } from "../../components/text/format";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";
import { InstanceOutcome } from "./InstanceOutcome";
import { Scopes } from "./Scopes";

export function Testing({ action }: { action: Action }) {
  const layout = useLayout();
  const manual = action.testing_source === "manual";
  return (
    <>
      <div className={layout.columns}>
        <Section title="What and why">
          <p className={layout.prose}>{action.description}</p>
        </Section>
        <Section title="Summary">
          <Facts
            items={[
              ["Test status", <TestStatusBadge key="test" status={action.test_status} />],
              ["Implementation status", IMPLEMENTATION[action.implementation_status]],
              ["Points achieved", points(action.points)],
              ["Action type", KIND[action.kind]],
              ["Testing source", manual ? "Manual" : "Automatic"],
              ["Category", action.category],
              ["Assessments", <Assessments key="assessments" action={action} />],
              ["As of", <Moment key="as-of" value={action.as_of} />],
            ]}
          />
        </Section>
      </div>
      {action.scopes.length > 1 && <Scopes action={action} />}
      {action.results.map((result) => (
        <InstanceOutcome key={result.instance.id} result={result} />
      ))}
      {!manual && action.results.length === 0 && (
        <Section title="Outcomes">
          <span>No service instance is in scope, so there is nothing to test: to be detected.</span>
        </Section>
      )}
      {manual && (
        <Section title="Tested by a person">
          <Facts
            items={[
              ["Test date", <Moment key="date" value={action.test_date} />],
              ["Notes", <p key="notes" className={layout.prose}>{action.notes || "None"}</p>],
            ]}
          />
          <span>
            <PageLink
              to={`/actions/${encodeURIComponent(action.id)}/implementation${action.group === null ? "" : `?group=${action.group.id}`}`}
            >
              Set the implementation and test status
            </PageLink>
          </span>
        </Section>
      )}
    </>
  );
}

function Assessments({ action }: { action: Action }) {
  if (action.assessments.length === 0) return <>None</>;
  return action.assessments.map((one, index) => (
    <span key={one.id}>
      {index > 0 && ", "}
      <PageLink to={`/assessments/${one.id}`}>{one.name}</PageLink>
    </span>
  ));
}

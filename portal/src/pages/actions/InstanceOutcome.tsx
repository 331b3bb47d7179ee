// What the action's checks found on one instance.
import { makeStyles, tokens } from "@fluentui/react-components";
import type { InstanceResult } from "../../api/types";
import { Section } from "../../components/page/Section";
import { VerdictBadge } from "../../components/status/badges";
import { serviceName } from "../../components/status/words";
import { points } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { CheckOutcome } from "./CheckOutcome";

const useStyles = makeStyles({
  check: {
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    paddingTop: tokens.spacingVerticalM,
  },
});

export function InstanceOutcome({ result }: { result: InstanceResult }) {
  const styles = useStyles();
  const { instance } = result;
  return (
    <Section
      title={`On ${instance.name}`}
      actions={
        <>
          <VerdictBadge verdict={result.verdict} />
          <span>{`${points(result.points)} points`}</span>
          <PageLink to={`/instances/${instance.id}`}>{`${serviceName(instance.service)} connector`}</PageLink>
        </>
      }
    >
      {result.checks.length === 0 && <span>No check of this action has run here yet.</span>}
      {result.checks.map((check) => (
        <div key={check.check.id} className={styles.check}>
          <CheckOutcome result={check} instance={instance} />
        </div>
      ))}
    </Section>
  );
}

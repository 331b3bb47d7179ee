// How to mend it, and what a person says of it.
import type { Action } from "../../api/types";
import { useRefusal } from "../../components/access/permissions";
import { useAsOf } from "../../components/asof/AsOf";
import { Facts } from "../../components/list/Facts";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { IMPLEMENTATION } from "../../components/status/words";
import { OutsideLink } from "../../components/text/links";
import { StatusForm } from "./StatusForm";
import { dayOf } from "./status";

export function Implementation({ action }: { action: Action }) {
  const layout = useLayout();
  const implementing = useRefusal("actions.update");
  const testing = useRefusal("actions.test");
  // Either is enough to say something.
  const refusal = testing === undefined ? undefined : implementing;
  const { asOf } = useAsOf();
  const reason = asOf === undefined ? refusal : "The past cannot be changed. Go back to now to set a status.";
  return (
    <>
      <Section title="How to mend it">
        <p className={layout.prose}>{action.how}</p>
        {action.link !== null && (
          <span>
            <OutsideLink href={action.link}>{action.link}</OutsideLink>
          </span>
        )}
      </Section>
      <Section title={action.testing_source === "manual" ? "Implementation and testing" : "Implementation"}>
        {reason === undefined ? (
          <StatusForm key={`${action.id} ${action.group?.id ?? ""}`} action={action} />
        ) : (
          <>
            <Facts
              items={[
                ["Implementation status", IMPLEMENTATION[action.implementation_status]],
                ["Implementation date", dayOf(action.implementation_date) || "None"],
                ["Notes", action.notes || "None"],
              ]}
            />
            <span className={layout.muted}>{reason}</span>
          </>
        )}
      </Section>
    </>
  );
}

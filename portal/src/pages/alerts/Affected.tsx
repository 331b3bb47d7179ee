// All that an alert's cause affects.
import type { ReactNode } from "react";
import type { AlertDetail } from "../../api/types";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { PageLink } from "../../components/text/links";

/** Checks shown at first; a connector's alert may affect all of them. */
const SHOWN = 30;

export function Affected({ affected }: { affected: AlertDetail["affected"] }) {
  const { checks, assessments, rights, sets, signals } = affected;
  const shown = checks.slice(0, SHOWN);
  return (
    <Section title="What it affects">
      <Part title="Rights that would mend it" items={rights.map((right) => [right, right])} />
      <Part title="Data" items={(sets.length > 0 ? sets : signals).map((name) => [name, name])} />
      <Part
        title={`Checks (${checks.length})`}
        items={shown.map((check) => [
          check.id,
          check.action === null ? check.title : <PageLink to={`/actions/${check.action}`}>{check.title}</PageLink>,
        ])}
      />
      {checks.length > shown.length && <span>{`and ${checks.length - shown.length} more`}</span>}
      <Part
        title="Assessments"
        items={assessments.map((one) => [one.id, <PageLink to={`/assessments/${one.id}`}>{one.name}</PageLink>])}
      />
    </Section>
  );
}

function Part({ title, items }: { title: string; items: readonly (readonly [string, ReactNode])[] }) {
  const layout = useLayout();
  if (items.length === 0) return null;
  return (
    <div className={layout.tight}>
      <h3 className={layout.subheading}>{title}</h3>
      <ul className={layout.list}>
        {items.map(([key, item]) => (
          <li key={key} className={layout.breaking}>
            {item}
          </li>
        ))}
      </ul>
    </div>
  );
}

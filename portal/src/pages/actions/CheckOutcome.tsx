// One check on one instance: expected, found, where and when it was read, by which version; and its history.
import { Button } from "@fluentui/react-components";
import { useState } from "react";
import type { CheckResult, InstanceRef } from "../../api/types";
import { Facts } from "../../components/list/Facts";
import { useLayout } from "../../components/page/styles";
import { VerdictBadge } from "../../components/status/badges";
import { SEVERITY } from "../../components/status/words";
import { Json } from "../../components/text/Json";
import { Moment } from "../../components/text/Moment";
import { signalPath } from "../../components/text/format";
import { OutsideLink } from "../../components/text/links";
import { OutcomeHistory } from "./OutcomeHistory";
import { Parameters } from "./Parameters";
import { exceptionsOf } from "./parameter";

export function CheckOutcome({ result, instance }: { result: CheckResult; instance: InstanceRef }) {
  const layout = useLayout();
  const [history, setHistory] = useState(false);
  const { check } = result;
  const exceptions = exceptionsOf(result.exceptions.length);
  return (
    <div className={layout.tight}>
      <div className={layout.row}>
        <h3 className={layout.subheading}>{check.title}</h3>
        <VerdictBadge verdict={result.verdict} />
        {exceptions !== undefined && <span>{`with ${exceptions}`}</span>}
      </div>
      {result.reason !== null && <Reason result={result} />}
      <Facts
        items={[
          ["Expected", result.expected],
          ["Actual", <Actual key="actual" result={result} />],
          ["Signal path", <Paths key="paths" result={result} />],
          ["Read at", <Moment key="read" value={result.read_at} none="Not read yet" />],
          ["Proven until", <Moment key="proven" value={result.proven_until} none="Not proven" />],
          ["Known since", <Moment key="known" value={result.recorded_at} none="Not known yet" />],
          ["Check", <span key="id" className={layout.mono}>{`${check.id}, version ${check.version}`}</span>],
          ["Severity", SEVERITY[check.severity]],
          ...(exceptions === undefined
            ? []
            : [["Exceptions needed", <Exceptions key="exceptions" result={result} />] as const]),
          ["Why", check.why],
          ["How to mend", <Fix key="fix" result={result} />],
          ["Refers to", check.maps.join(", ") || "Nothing"],
        ]}
      />
      {result.parameters.length > 0 && <Parameters result={result} instance={instance} />}
      <div>
        <Button
          size="small"
          aria-expanded={history}
          onClick={() => {
            setHistory(!history);
          }}
        >
          {history ? "Hide the history" : "Show the history"}
        </Button>
      </div>
      {history && <OutcomeHistory instance={instance} check={check.id} title={check.title} />}
    </div>
  );
}

function Reason({ result }: { result: CheckResult }) {
  const layout = useLayout();
  const absence = result.reason?.absence;
  return (
    <p className={layout.prose}>
      {result.reason?.text}
      {absence && ` The service said: “${absence.message}”`}
      {absence?.right && ` Missing right: ${absence.right}.`}
    </p>
  );
}

function Actual({ result }: { result: CheckResult }) {
  const layout = useLayout();
  if (result.facts.length === 0) return <>Nothing was read</>;
  return (
    <span className={layout.tight}>
      {result.facts.map((fact) => (
        <span key={fact.name}>
          {fact.name}: <Json value={fact.actual} />
        </span>
      ))}
    </span>
  );
}

/** The entries without which the verdict would have been another. */
function Exceptions({ result }: { result: CheckResult }) {
  const layout = useLayout();
  return (
    <span className={layout.tight}>
      {result.exceptions.map((one, number) => (
        <span key={number}>
          <Json value={one.entry} /> {`(${one.parameter})`}
        </span>
      ))}
    </span>
  );
}

function Paths({ result }: { result: CheckResult }) {
  const layout = useLayout();
  if (result.facts.length === 0) return <>–</>;
  return (
    <span className={layout.tight}>
      {result.facts.map((fact) => (
        <span key={fact.name} className={layout.mono}>
          {signalPath(fact.signal, fact.pointer)}
        </span>
      ))}
    </span>
  );
}

function Fix({ result }: { result: CheckResult }) {
  const { fix, link } = result.check;
  return (
    <>
      {fix} {link !== null && <OutsideLink href={link}>The service's own words</OutsideLink>}
    </>
  );
}

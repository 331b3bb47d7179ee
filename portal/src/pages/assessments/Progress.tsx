// How far an assessment is: over all, by service and by instance.
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import type { Assessment } from "../../api/types";
import { Facts } from "../../components/list/Facts";
import { DataTable, type Column } from "../../components/list/DataTable";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ScoreCell, ScoreFigure } from "../../components/score/ScoreFigure";
import { serviceName } from "../../components/status/words";
import { count, isPartial, points } from "../../components/text/format";
import { Moment } from "../../components/text/Moment";
import { PageLink } from "../../components/text/links";

type ServiceLine = Assessment["service_scores"][number];
type InstanceLine = Assessment["instance_scores"][number];

const SERVICES: Column<ServiceLine>[] = [
  { id: "service", title: "Service", cell: (row) => serviceName(row.service) },
  { id: "progress", title: "Progress", cell: (row) => <ScoreCell score={row.score} /> },
  { id: "points", title: "Points achieved", numeric: true, cell: (row) => points(row.score.points) },
];

const instances = (assessment: Assessment): Column<InstanceLine>[] => [
  {
    id: "instance",
    title: "Service instance",
    cell: (row) => <PageLink to={`/instances/${row.instance.id}`}>{row.instance.name}</PageLink>,
  },
  { id: "service", title: "Service", cell: (row) => serviceName(row.instance.service) },
  { id: "progress", title: "Progress", cell: (row) => <ScoreCell score={row.score} /> },
  { id: "points", title: "Points achieved", numeric: true, cell: (row) => points(row.score.points) },
  {
    id: "failed",
    title: "Failed actions",
    numeric: true,
    cell: (row) => (
      <PageLink
        to={`/assessments/${assessment.id}/actions?status=failed`}
        label={`${count(row.failed, "failed action")} on ${row.instance.name}`}
      >
        {row.failed}
      </PageLink>
    ),
  },
];

export function Progress({ assessment }: { assessment: Assessment }) {
  const layout = useLayout();
  const { score } = assessment;
  return (
    <>
      {assessment.problems.map((problem) => (
        <MessageBar key={problem} intent="warning" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      ))}
      <div className={layout.columns}>
        <Section title="Progress">
          <ScoreFigure score={score}>
            {isPartial(score) && (
              <>
                {" · "}
                <PageLink to={`/assessments/${assessment.id}/actions?status=undecided`}>
                  What could not be decided
                </PageLink>
              </>
            )}
          </ScoreFigure>
        </Section>
        <Section title="About">
          <Facts
            items={[
              ["Regulation", assessment.regulation.title],
              ["Group", assessment.group.name],
              ["Services", assessment.services.map(serviceName).join(", ") || "None"],
              [
                "Service instances",
                assessment.covers === "all" ? "All, later ones included" : "These only",
              ],
              ["Created", <Moment key="created" value={assessment.created_at} />],
              ["As of", <Moment key="as-of" value={assessment.as_of} />],
            ]}
          />
        </Section>
      </div>
      <Section title="Points by service">
        <DataTable
          label="Points by service"
          columns={SERVICES}
          groups={[["", assessment.service_scores]]}
          rowKey={(row) => row.service}
        />
      </Section>
      <Section title="Points by service instance">
        {assessment.instance_scores.length === 0 ? (
          <span>No service instance is in scope, so its automatic actions are to be detected.</span>
        ) : (
          <DataTable
            label="Points by service instance"
            columns={instances(assessment)}
            groups={[["", assessment.instance_scores]]}
            rowKey={(row) => row.instance.id}
          />
        )}
      </Section>
    </>
  );
}

// Where the organisation stands: its score and what it rests on, and what to look at first.
import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useOverview } from "../../api/queries/overview";
import type { Overview as OverviewData } from "../../api/types";
import { AsOfBanner, AsOfButton, useAsOf } from "../../components/asof/AsOf";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { Section } from "../../components/page/Section";
import { useLayout } from "../../components/page/styles";
import { ScoreFigure } from "../../components/score/ScoreFigure";
import { isPartial } from "../../components/text/format";
import { PageLink } from "../../components/text/links";
import { OpenAlerts } from "../alerts/OpenAlerts";
import { ArchivesCard } from "./ArchivesCard";
import { AssessmentsCard } from "./AssessmentsCard";
import { FirstSteps } from "./FirstSteps";
import { InstancesCard } from "./InstancesCard";
import { MailboxesCard } from "./MailboxesCard";
import { ScoreHistory } from "./ScoreHistory";
import { StatusCounts } from "./StatusCounts";
import { WorstActions } from "./WorstActions";

export default function Overview() {
  const { asOf } = useAsOf();
  const overview = useOverview(asOf);
  return (
    <Page title="Overview" actions={<AsOfButton />}>
      <AsOfBanner />
      <Loaded query={overview} lines={10}>
        {(data) => <Cards data={data} />}
      </Loaded>
    </Page>
  );
}

function Cards({ data }: { data: OverviewData }) {
  const layout = useLayout();
  const { asOf } = useAsOf();
  return (
    <>
      {data.problems.map((problem) => (
        <MessageBar key={problem.kind + problem.message} intent="warning" layout="multiline">
          <MessageBarBody>
            {problem.message}{" "}
            {problem.link?.startsWith("/") && <PageLink to={problem.link}>Look at it</PageLink>}
          </MessageBarBody>
        </MessageBar>
      ))}
      {asOf === undefined && <OpenAlerts />}
      {asOf === undefined && <MailboxesCard />}
      {asOf === undefined && <FirstSteps data={data} />}
      {asOf === undefined && data.instances.length === 0 && <ArchivesCard />}
      <div className={layout.columns}>
        <Section title="Organisation's score">
          <ScoreFigure score={data.score}>
            {isPartial(data.score) && (
              <>
                {" · "}
                <PageLink to="/actions?status=undecided">What could not be decided</PageLink>
              </>
            )}
          </ScoreFigure>
        </Section>
        <Section title="Improvement actions by status" actions={<PageLink to="/actions">All actions</PageLink>}>
          <StatusCounts counts={data.actions_by_status} />
        </Section>
      </div>
      <ScoreHistory />
      <AssessmentsCard assessments={data.assessments} />
      <WorstActions actions={data.worst_actions} />
      <InstancesCard instances={data.instances} />
      {asOf === undefined && data.instances.length > 0 && <ArchivesCard />}
    </>
  );
}

// One assessment: progress, controls, improvement actions.
import { useState } from "react";
import { useParams } from "react-router";
import { useAssessment } from "../../api/queries/assessments";
import type { Assessment as AssessmentData } from "../../api/types";
import { GuardedButton } from "../../components/access/GuardedButton";
import { AsOfBanner, AsOfButton, useAsOf } from "../../components/asof/AsOf";
import { Loaded } from "../../components/page/Loaded";
import { Page } from "../../components/page/Page";
import { PageTabs } from "../../components/page/PageTabs";
import { useLayout } from "../../components/page/styles";
import { AssessmentStatusBadge } from "../../components/status/badges";
import { PageLink } from "../../components/text/links";
import { Controls } from "./Controls";
import { DeleteAssessment } from "./DeleteAssessment";
import { Progress } from "./Progress";
import { AssessmentActions } from "./AssessmentActions";

const CRUMBS = [{ title: "Assessments", to: "/assessments" }];

export default function Assessment() {
  const { id = "", tab } = useParams();
  const { asOf } = useAsOf();
  const layout = useLayout();
  const assessment = useAssessment(id, asOf);
  return (
    <Page
      key={id}
      title={assessment.data?.name ?? "Assessment"}
      crumbs={CRUMBS}
      actions={assessment.data && <Buttons assessment={assessment.data} />}
      summary={
        assessment.data && (
          <div className={layout.row}>
            <AssessmentStatusBadge status={assessment.data.status} />
            {assessment.data.failed_instances > 0 && (
              <PageLink to={`/assessments/${id}/actions?status=failed`}>
                {`failed on ${String(assessment.data.failed_instances)} of ${String(assessment.data.instances)} instances`}
              </PageLink>
            )}
            <span>{`${assessment.data.regulation.title}, group ${assessment.data.group.name}`}</span>
          </div>
        )
      }
    >
      <AsOfBanner />
      <Loaded query={assessment} lines={10}>
        {(data) => (
          <PageTabs
            label={data.name}
            base={`/assessments/${id}`}
            current={tab}
            tabs={[
              { path: "", title: "Progress", content: () => <Progress assessment={data} /> },
              { path: "controls", title: "Controls", content: () => <Controls assessment={data} /> },
              {
                path: "actions",
                title: "Your improvement actions",
                content: () => <AssessmentActions assessment={data} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}

function Buttons({ assessment }: { assessment: AssessmentData }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <AsOfButton />
      <GuardedButton needs="assessments.manage" to={`/assessments/${assessment.id}/edit`}>
        Edit
      </GuardedButton>
      <GuardedButton
        needs="assessments.manage"
        onClick={() => {
          setDeleting(true);
        }}
      >
        Delete
      </GuardedButton>
      {deleting && (
        <DeleteAssessment
          assessment={assessment}
          onClose={() => {
            setDeleting(false);
          }}
        />
      )}
    </>
  );
}

// The wizard that creates an assessment.
import { Button } from "@fluentui/react-components";
import { useReducer } from "react";
import { useNavigate } from "react-router";
import { ApiError } from "../../../api/client";
import {
  useAssessments,
  useCreateAssessment,
  useGroups,
  useRegulations,
} from "../../../api/queries/assessments";
import { useConnectors } from "../../../api/queries/connectors";
import { useInstances } from "../../../api/queries/instances";
import type { RegulationSummary } from "../../../api/types";
import { useRefusal } from "../../../components/access/permissions";
import { Empty } from "../../../components/page/Empty";
import { Failure, Loading } from "../../../components/page/Loaded";
import { Page } from "../../../components/page/Page";
import { Wizard } from "../../../components/wizard/Wizard";
import { InstanceChoice } from "../InstanceChoice";
import { NameStep } from "./NameStep";
import { RegulationStep } from "./RegulationStep";
import { ReviewStep } from "./ReviewStep";
import { ServicesStep } from "./ServicesStep";
import { STEPS, offered, request, start, ticked, wizard, type Offer } from "./wizard";

const CRUMBS = [{ title: "Assessments", to: "/assessments" }];

export default function AddAssessment() {
  const refusal = useRefusal("assessments.manage");
  const queries = {
    regulations: useRegulations(),
    groups: useGroups(),
    assessments: useAssessments(),
    connectors: useConnectors(),
    instances: useInstances(),
  };
  const failed = Object.values(queries).find((query) => query.isError);
  const { regulations, groups, assessments, connectors, instances } = queries;
  const ready = regulations.data && groups.data && assessments.data && connectors.data && instances.data;
  return (
    <Page title="Add assessment" crumbs={CRUMBS}>
      {refusal !== undefined ? (
        <Empty title="You cannot create an assessment">{refusal}</Empty>
      ) : ready ? (
        <Steps
          regulations={regulations.data}
          offer={{
            groups: groups.data,
            names: assessments.data.map((one) => one.name),
            services: [...new Set(connectors.data.map((one) => one.service))],
            instances: instances.data,
          }}
        />
      ) : failed?.error ? (
        <Failure error={failed.error} onRetry={() => void failed.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Steps({ regulations, offer }: { regulations: readonly RegulationSummary[]; offer: Offer }) {
  const [state, act] = useReducer(wizard, offer.groups, start);
  const navigate = useNavigate();
  const create = useCreateAssessment();
  const finish = () => {
    create.mutate(request(state, offer), {
      onSuccess: (assessment) => void navigate(`/assessments/${assessment.id}`),
      onError: (error) => {
        if (!(error instanceof ApiError) || error.fields.length === 0) return;
        act({ do: "refused", errors: error.fields });
        create.reset();
      },
    });
  };
  if (create.isError) {
    return (
      <Empty
        title="Assessment failed"
        action={
          <>
            <Button appearance="primary" onClick={finish}>
              Try again
            </Button>
            <Button
              onClick={() => {
                create.reset();
              }}
            >
              Back to the review
            </Button>
          </>
        }
      >
        {`The assessment was not created. ${create.error.message} What you chose is kept.`}
      </Empty>
    );
  }
  const last = state.step === "review";
  const here = offered(state, offer);
  return (
    <Wizard
      label="Steps"
      steps={STEPS}
      current={state.step}
      next={last ? (create.isPending ? "Creating …" : "Create assessment") : "Next"}
      busy={create.isPending}
      errors={state.errors}
      onNext={() => {
        if (last) finish();
        else act({ do: "next", offer });
      }}
      onBack={() => {
        act({ do: "back" });
      }}
      onCancel={() => void navigate("/assessments")}
    >
      {state.step === "regulation" && (
        <RegulationStep regulations={regulations} offer={offer} state={state} act={act} />
      )}
      {state.step === "name" && <NameStep groups={offer.groups} state={state} act={act} />}
      {state.step === "services" && <ServicesStep offer={offer} state={state} act={act} />}
      {state.step === "instances" && (
        <InstanceChoice
          instances={here}
          covers={state.covers}
          chosen={ticked(state, offer).map((one) => one.id)}
          error={state.errors.instances}
          onCovers={(covers) => {
            act({ do: "covers", covers });
          }}
          onChosen={(chosen) => {
            act({ do: "instances", ticked: chosen, offered: here.map((one) => one.id) });
          }}
        />
      )}
      {last && <ReviewStep offer={offer} state={state} />}
    </Wizard>
  );
}

// The wizard that activates a connector.
import { useReducer, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { ApiError } from "../../../api/client";
import { useConnector, useValidate } from "../../../api/queries/connectors";
import { nameAvailable, useActivate } from "../../../api/queries/instances";
import type { Connector } from "../../../api/types";
import { useRefusal } from "../../../components/access/permissions";
import { ProblemBar } from "../../../components/form/ProblemBar";
import { Empty } from "../../../components/page/Empty";
import { Loaded } from "../../../components/page/Loaded";
import { Page } from "../../../components/page/Page";
import { Wizard } from "../../../components/wizard/Wizard";
import { AuthenticationStep } from "./AuthenticationStep";
import { NameStep } from "./NameStep";
import { ReviewStep } from "./ReviewStep";
import { TermsStep } from "./TermsStep";
import { missingFields } from "./fields";
import { STEPS, blocked, start, wizard } from "./wizard";

export default function AddConnector() {
  const { id = "" } = useParams();
  const connector = useConnector(id);
  const refusal = useRefusal("connectors.manage");
  const title = connector.data?.title ?? "";
  return (
    <Page
      title={`Add connector: ${title}`}
      crumbs={[
        { title: "Data connectors", to: "/connectors" },
        { title, to: `/connectors/${id}` },
      ]}
    >
      {refusal === undefined ? (
        <Loaded query={connector}>{(data) => <Steps connector={data} />}</Loaded>
      ) : (
        <Empty title="You cannot add a connector">{refusal}</Empty>
      )}
    </Page>
  );
}

function Steps({ connector }: { connector: Connector }) {
  const [state, act] = useReducer(wizard, connector.methods[0]?.id ?? "", start);
  const [checking, setChecking] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const navigate = useNavigate();
  const validate = useValidate(connector.id);
  const activate = useActivate();
  const method = connector.methods.find((one) => one.id === state.method);

  const leaveName = async () => {
    if (state.name.trim() === "") {
      act({ do: "wrong", errors: { name: "Enter a name that tells this account from others." } });
      return;
    }
    setChecking(true);
    try {
      const { available, message } = await nameAvailable(state.name);
      if (available) act({ do: "next" });
      else act({ do: "wrong", errors: { name: message ?? "This name is taken. Choose another." } });
    } catch (error) {
      const said = error instanceof Error ? error.message : "The name could not be checked.";
      act({ do: "wrong", errors: { name: said } });
    } finally {
      setChecking(false);
    }
  };

  const tryConnection = async () => {
    const wrong = missingFields(method, state.credentials);
    if (Object.keys(wrong).length > 0) {
      act({ do: "wrong", errors: wrong });
      return;
    }
    setFailure(null);
    act({ do: "validate" });
    const { revision } = state;
    try {
      const validation = await validate.mutateAsync({ ...state.credentials });
      act({ do: "validated", revision, validation });
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : [];
      act({ do: "unanswered", revision, errors: fields });
      if (error instanceof Error && fields.length === 0) setFailure(error);
    }
  };

  const finish = async () => {
    setFailure(null);
    try {
      await activate.mutateAsync({
        connector: connector.id,
        name: state.name,
        credentials: { ...state.credentials },
        terms_version: connector.terms.version,
      });
      await navigate("/connectors/activated");
    } catch (error) {
      if (error instanceof ApiError && error.fields.length > 0) act({ do: "refused", errors: error.fields });
      if (error instanceof Error) setFailure(error);
    }
  };

  const next = () => {
    setFailure(null);
    if (state.step === "name") void leaveName();
    else if (state.step === "review") void finish();
    else act({ do: "next" });
  };

  return (
    <Wizard
      label="Steps"
      steps={STEPS}
      current={state.step}
      next={state.step === "review" ? (activate.isPending ? "Activating …" : "Finish") : "Next"}
      blocked={blocked(state)}
      busy={checking || activate.isPending}
      errors={state.errors}
      onNext={next}
      onBack={() => {
        act({ do: "back" });
      }}
      onCancel={() => void navigate(`/connectors/${connector.id}`)}
    >
      <ProblemBar
        title={state.step === "authentication" ? "The connection is not validated." : "The connector was not activated."}
        error={failure}
        fields={Object.keys(state.errors)}
      />
      {state.step === "terms" && <TermsStep connector={connector} state={state} act={act} />}
      {state.step === "name" && <NameStep state={state} act={act} />}
      {state.step === "authentication" && (
        <AuthenticationStep
          connector={connector}
          state={state}
          act={act}
          onValidate={() => void tryConnection()}
        />
      )}
      {state.step === "review" && <ReviewStep connector={connector} state={state} />}
    </Wizard>
  );
}

// The steps of the wizard that activates a compliance connector.
import { useReducer, useState } from "react";
import { useNavigate } from "react-router";
import { ApiError } from "../../../api/client";
import { useMakeKeyPair, useValidate } from "../../../api/queries/connectors";
import { useDiscardDraft, useKeepDraft } from "../../../api/queries/drafts";
import { nameAvailable, useActivate } from "../../../api/queries/instances";
import type { Connector, Draft } from "../../../api/types";
import { ProblemBar } from "../../../components/form/ProblemBar";
import { Wizard } from "../../../components/wizard/Wizard";
import { AuthenticationStep } from "./AuthenticationStep";
import { NameStep } from "./NameStep";
import { ReviewStep } from "./ReviewStep";
import { TermsStep } from "./TermsStep";
import { missingFields, typedOf } from "./fields";
import { STEPS, blocked, start, wizard } from "./wizard";

const byField = (error: ApiError) => Object.fromEntries(error.fields.map((one) => [one.field, one.message]));

export function ComplianceSteps({ connector, resumed }: { connector: Connector; resumed: Draft | undefined }) {
  const begin = { method: connector.methods[0]?.id ?? "", terms: connector.terms.version, draft: resumed };
  const [state, act] = useReducer(wizard, begin, start);
  const [draft, setDraft] = useState(resumed?.id);
  const keep = useKeepDraft();
  const discard = useDiscardDraft(draft ?? "");
  const [checking, setChecking] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const navigate = useNavigate();
  const validate = useValidate(connector.id);
  const activate = useActivate();
  const makeKeyPair = useMakeKeyPair(connector.id);
  const sent = () => typedOf(connector.methods, state.method, state.credentials, state.kept);
  const method = connector.methods.find((one) => one.id === state.method);

  /** Keeps what was typed so far. What goes wrong with it is said, and stops nobody. */
  const keepDraft = async () => {
    const kept = await keep.mutateAsync({
      id: draft,
      input: {
        connector: connector.id,
        name: state.name,
        terms_version: state.accepted ? connector.terms.version : null,
        credentials: sent(),
      },
    });
    setDraft(kept.id);
    act({ do: "kept", draft: kept });
    return kept.id;
  };

  const saveAndClose = async () => {
    setFailure(null);
    try {
      await keepDraft();
      await navigate("/connectors/activated");
    } catch (error) {
      if (error instanceof ApiError && error.fields.length > 0) act({ do: "wrong", errors: byField(error) });
      if (error instanceof Error) setFailure(error);
    }
  };

  const cancel = async () => {
    // What was begun here goes with it; a draft that was resumed stays as it was kept last.
    if (draft !== undefined && resumed === undefined) await discard.mutateAsync(undefined).catch(() => undefined);
    await navigate(`/connectors/${connector.id}`);
  };

  const leaveName = async () => {
    if (state.name.trim() === "") {
      act({ do: "wrong", errors: { name: "Enter a name that tells this account from others." } });
      return;
    }
    setChecking(true);
    try {
      const { available, message } = await nameAvailable(state.name);
      if (available) {
        act({ do: "next" });
        await keepDraft().catch(setFailure);
      }
      else act({ do: "wrong", errors: { name: message ?? "This name is taken. Choose another." } });
    } catch (error) {
      const said = error instanceof Error ? error.message : "The name could not be checked.";
      act({ do: "wrong", errors: { name: said } });
    } finally {
      setChecking(false);
    }
  };

  const tryConnection = async () => {
    const wrong = missingFields(method, state.credentials, state.kept);
    if (Object.keys(wrong).length > 0) {
      act({ do: "wrong", errors: wrong });
      return;
    }
    setFailure(null);
    act({ do: "validate" });
    const { revision } = state;
    try {
      const validation = await validate.mutateAsync({ credentials: sent(), draft });
      act({ do: "validated", revision, validation });
      if (validation.result !== "failed") await keepDraft().catch(setFailure);
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : [];
      act({ do: "unanswered", revision, errors: fields });
      if (error instanceof Error && fields.length === 0) setFailure(error);
    }
  };

  const makeKey = async (field: string) => {
    setFailure(null);
    try {
      const kept = await keepDraft();
      const { draft: made, ...certificate } = await makeKeyPair.mutateAsync({ draft: kept, method: state.method });
      setDraft(made);
      act({ do: "key", field, certificate });
    } catch (error) {
      if (error instanceof Error) setFailure(error);
    }
  };

  const finish = async () => {
    setFailure(null);
    try {
      await activate.mutateAsync({
        connector: connector.id,
        name: state.name,
        credentials: sent(),
        terms_version: connector.terms.version,
        draft,
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
      busy={checking || activate.isPending || keep.isPending}
      errors={state.errors}
      onNext={next}
      onBack={() => {
        act({ do: "back" });
      }}
      onSave={() => void saveAndClose()}
      onCancel={() => void cancel()}
    >
      <ProblemBar
        title={keep.isError ? "The draft was not kept." : state.step === "authentication" ? "The connection is not validated." : "The connector was not activated."}
        error={failure}
        fields={Object.keys(state.errors)}
      />
      {state.step === "terms" && <TermsStep connector={connector} state={state} act={act} />}
      {state.step === "name" && <NameStep connector={connector} state={state} act={act} />}
      {state.step === "authentication" && (
        <AuthenticationStep
          connector={connector}
          state={state}
          act={act}
          makingKey={makeKeyPair.isPending}
          onMakeKey={(field) => void makeKey(field)}
          onValidate={() => void tryConnection()}
        />
      )}
      {state.step === "review" && <ReviewStep connector={connector} state={state} />}
    </Wizard>
  );
}

// The wizard that activates an archive connector. Its sign-in is that of every connector.
import { useReducer, useState } from "react";
import { useNavigate } from "react-router";
import type { ArchiveConnector } from "../../../api/archive";
import { ApiError } from "../../../api/client";
import { useActivateArchive, useArchives, useValidateArchive } from "../../../api/queries/archives";
import { useMakeKeyPair } from "../../../api/queries/connectors";
import { useDiscardDraft, useKeepDraft } from "../../../api/queries/drafts";
import type { Draft } from "../../../api/types";
import { nameProblem } from "../../../components/form/names";
import { ProblemBar } from "../../../components/form/ProblemBar";
import { Wizard } from "../../../components/wizard/Wizard";
import { AuthenticationStep } from "../../connectors/wizard/AuthenticationStep";
import { NameStep } from "../../connectors/wizard/NameStep";
import { TermsStep } from "../../connectors/wizard/TermsStep";
import { ValidationResult } from "../../connectors/wizard/ValidationResult";
import { missingFields, typedOf } from "../../connectors/wizard/fields";
import { start, wizard } from "../../connectors/wizard/wizard";
import { WhatFields } from "../WhatFields";
import { custodiansIn, settingsOf, wrongIn, type Wish } from "../wish";
import { ArchiveReview, DestinationStep, MailboxesStep } from "./Steps";
import { STEPS, begin, blocked, planned, stepOf, wantsAnotherTry } from "./steps";

const NEEDED_FOR = "What it is needed for";

interface AddArchiveProps {
  connector: ArchiveConnector;
  resumed: Draft | undefined;
}

export function AddArchive({ connector, resumed }: AddArchiveProps) {
  const beginning = { method: connector.methods[0]?.id ?? "", terms: connector.terms.version, draft: resumed };
  const [state, act] = useReducer(wizard, beginning, start);
  const [plan, move] = useReducer(planned, begin(state.step));
  const [draft, setDraft] = useState(resumed?.id);
  const [failure, setFailure] = useState<Error | null>(null);
  const navigate = useNavigate();
  const archives = useArchives();
  const keep = useKeepDraft();
  const discard = useDiscardDraft(draft ?? "");
  const validate = useValidateArchive(connector.id);
  const activate = useActivateArchive();
  const makeKeyPair = useMakeKeyPair(connector.id);
  const sent = () => typedOf(connector.methods, state.method, state.credentials, state.kept);
  const fail = (error: unknown) => {
    setFailure(error instanceof Error ? error : new Error(String(error)));
  };

  /** Keeps the name and the sign-in. What goes wrong with it is said, and stops nobody. */
  const keepDraft = async () => {
    const terms_version = state.accepted ? connector.terms.version : null;
    const input = { connector: connector.id, name: state.name, terms_version, credentials: sent() };
    const kept = await keep.mutateAsync({ id: draft, input });
    setDraft(kept.id);
    act({ do: "kept", draft: kept });
    return kept.id;
  };
  const saveAndClose = () => keepDraft().then(() => navigate("/connectors/activated")).catch(fail);
  const cancel = async () => {
    // What was begun here goes with it; a draft that was resumed stays as it was kept last.
    if (draft !== undefined && resumed === undefined) await discard.mutateAsync(undefined).catch(() => undefined);
    await navigate(`/connectors/${connector.id}`);
  };

  const leaveName = async () => {
    const name = state.name.trim();
    const other = archives.data?.find((one) => one.name.toLowerCase() === name.toLowerCase());
    const wrong =
      name === ""
        ? "Enter a name that tells this account from others."
        : other === undefined
          ? nameProblem(name)
          : `The name is already used by “${other.name}”.`;
    if (wrong !== undefined) {
      act({ do: "wrong", errors: { name: wrong } });
      return;
    }
    move({ do: "next" });
    await keepDraft().catch(fail);
  };

  /** One real sign-in. Gives whether it may be used, and whether anything was found to be told first. */
  const tryConnection = async (messages: boolean) => {
    const method = connector.methods.find((one) => one.id === state.method);
    const wrong = missingFields(method, state.credentials, state.kept);
    if (Object.keys(wrong).length > 0) {
      act({ do: "wrong", errors: wrong });
      return undefined;
    }
    act({ do: "validate" });
    const { revision } = state;
    try {
      const validation = await validate.mutateAsync({ credentials: sent(), draft, messages });
      act({ do: "validated", revision, validation });
      move({ do: "tried", messages });
      if (validation.result !== "failed") await keepDraft().catch(fail);
      return validation.result;
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : [];
      act({ do: "unanswered", revision, errors: fields });
      if (fields.length === 0) fail(error);
      return undefined;
    }
  };

  const makeKey = async (field: string) => {
    try {
      const kept = await keepDraft();
      const { draft: made, ...certificate } = await makeKeyPair.mutateAsync({ draft: kept, method: state.method });
      setDraft(made);
      act({ do: "key", field, certificate });
    } catch (error) {
      fail(error);
    }
  };

  const leaveForm = async () => {
    const errors = Object.fromEntries(
      Object.entries(wrongIn(plan.wish)).filter(([field]) => stepOf(field) === plan.step),
    );
    if (Object.keys(errors).length > 0) move({ do: "wrong", errors });
    // What is found is shown here; a second Next then goes on where it may.
    else if (plan.step === "what" && wantsAnotherTry(plan) && (await tryConnection(true)) !== "succeeded") return;
    else move({ do: "next" });
  };

  const finish = async () => {
    try {
      const { id } = await activate.mutateAsync({
        connector: connector.id,
        name: state.name,
        credentials: sent(),
        terms_version: connector.terms.version,
        draft,
        settings: settingsOf(plan.wish),
        custodians: custodiansIn(plan.wish),
      });
      await navigate(`/archives/${id}`);
    } catch (error) {
      fail(error);
      if (!(error instanceof ApiError) || error.fields.length === 0) return;
      act({ do: "refused", errors: error.fields });
      move({ do: "refused", errors: error.fields });
    }
  };

  const next = () => {
    setFailure(null);
    if (plan.step === "name") void leaveName();
    else if (plan.step === "what" || plan.step === "mailboxes") void leaveForm();
    else if (plan.step === "review") void finish();
    else move({ do: "next" });
  };
  const errors = { ...state.errors, ...plan.errors };
  const change = (wish: Partial<Wish>) => {
    move({ do: "wish", change: wish });
  };
  const stopped = plan.step === "what" && state.validation?.result === "failed" && plan.wish.privately;
  return (
    <Wizard
      label="Steps"
      steps={STEPS}
      current={plan.step}
      next={plan.step === "review" ? (activate.isPending ? "Activating …" : "Finish") : "Next"}
      blocked={stopped ? "The connection cannot be used for private messages; go back to Authentication." : blocked(plan, state)}
      busy={activate.isPending || keep.isPending || validate.isPending}
      errors={Object.keys(plan.errors).length > 0 ? plan.errors : state.errors}
      onNext={next}
      onBack={() => {
        move({ do: "back" });
      }}
      onSave={() => void saveAndClose()}
      onCancel={() => void cancel()}
    >
      <ProblemBar
        title={keep.isError ? "The draft was not kept." : plan.step === "authentication" ? "The connection is not validated." : "The connector was not activated."}
        error={failure}
        fields={Object.keys(errors)}
      />
      {plan.step === "terms" && <TermsStep connector={connector} state={state} act={act} />}
      {plan.step === "name" && <NameStep connector={connector} state={state} act={act} />}
      {plan.step === "authentication" && (
        <AuthenticationStep
          connector={connector}
          state={state}
          act={act}
          without={NEEDED_FOR}
          makingKey={makeKeyPair.isPending}
          onMakeKey={(field) => void makeKey(field)}
          onValidate={() => {
            setFailure(null);
            void tryConnection(plan.wish.privately);
          }}
        />
      )}
      {plan.step === "what" && (
        <>
          <WhatFields info={connector.archive} wish={plan.wish} errors={errors} onChange={change} />
          {plan.wish.privately && plan.triedMessages && state.validation !== null && (
            <ValidationResult validation={state.validation} without={NEEDED_FOR} />
          )}
        </>
      )}
      {plan.step === "mailboxes" && <MailboxesStep wish={plan.wish} errors={errors} onChange={change} />}
      {plan.step === "destination" && <DestinationStep folder={connector.archive.folder} />}
      {plan.step === "review" && <ArchiveReview connector={connector} state={state} wish={plan.wish} />}
    </Wizard>
  );
}

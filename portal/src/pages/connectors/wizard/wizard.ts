// What the wizard that activates a connector remembers, and how it moves. Pure.
import type { Certificate, Draft, FieldError, Validation } from "../../../api/types";

export const STEPS = [
  { id: "terms", title: "Terms" },
  { id: "name", title: "Connector name" },
  { id: "authentication", title: "Authentication" },
  { id: "review", title: "Review and finish" },
] as const;
export type Step = (typeof STEPS)[number]["id"];

/** A field of the form: `name`, or `credentials.` and the credential's name. */
export type Errors = Readonly<Record<string, string>>;

export interface State {
  step: Step;
  accepted: boolean;
  name: string;
  method: string;
  /** What was typed, by the credential's name. */
  credentials: Readonly<Record<string, string>>;
  /** Secrets that the draft has and nobody is shown; typing one replaces it. */
  kept: readonly string[];
  /** Of the keys that we made, by the field that keeps the key. */
  certificates: Readonly<Record<string, Certificate>>;
  /** Grows with every change of what is validated, so that a late answer to an older form is not believed. */
  revision: number;
  validating: boolean;
  validation: Validation | null;
  errors: Errors;
}

export type Act =
  | { do: "accept"; accepted: boolean }
  | { do: "name"; name: string }
  | { do: "method"; method: string }
  | { do: "credential"; field: string; value: string }
  | { do: "kept"; draft: Draft }
  | { do: "key"; field: string; certificate: Certificate }
  | { do: "reset" }
  | { do: "validate" }
  | { do: "validated"; revision: number; validation: Validation }
  | { do: "unanswered"; revision: number; errors: readonly FieldError[] }
  | { do: "refused"; errors: readonly FieldError[] }
  | { do: "wrong"; errors: Errors }
  | { do: "next" }
  | { do: "back" };

/** What the wizard begins with: the method, the terms as they are today, and a draft where one is resumed. */
export interface Begin {
  method: string;
  terms: string;
  draft?: Draft | undefined;
}

/** A resumed draft opens at the first step that is not done. Terms that changed since want to be accepted again. */
export function start({ method, terms, draft }: Begin): State {
  const accepted = draft?.terms_version === terms;
  const name = draft?.name ?? "";
  return {
    ...FRESH,
    step: !accepted ? "terms" : name.trim() === "" ? "name" : "authentication",
    accepted,
    name,
    method: draft?.fields.method ?? method,
    credentials: withoutMethod(draft?.fields ?? {}),
    kept: draft?.secrets ?? [],
    certificates: draft?.certificates ?? {},
  };
}

/** The fields alone: the method is chosen beside them. */
const withoutMethod = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== "method"));

const FRESH: State = {
  step: "terms",
  accepted: false,
  name: "",
  method: "",
  credentials: {},
  kept: [],
  certificates: {},
  revision: 0,
  validating: false,
  validation: null,
  errors: {},
};

/** Whether what stands in the form was tried at the service and may be used. */
export const isValidated = (state: State): boolean =>
  state.validation !== null && state.validation.result !== "failed" && !state.validating;

/** Why the step cannot be left; undefined when it can. Fields that are merely wrong are told on Next. */
export function blocked(state: State): string | undefined {
  if (state.step === "terms" && !state.accepted) return "Accept the terms to go on.";
  if (state.step === "authentication" && !isValidated(state)) return "Validate the connection to go on.";
  return undefined;
}

const without = (errors: Errors, field: string): Errors =>
  Object.fromEntries(Object.entries(errors).filter(([name]) => name !== field));

const gathered = (errors: readonly FieldError[]): Errors =>
  Object.fromEntries(errors.map((error) => [error.field, error.message]));

/** Where a field is typed. */
function stepOf(field: string): Step {
  if (field === "name") return "name";
  if (field.startsWith("credentials")) return "authentication";
  return field === "terms_version" ? "terms" : "review";
}

const move = (state: State, by: 1 | -1): State => {
  const at = STEPS.findIndex((step) => step.id === state.step);
  return { ...state, step: STEPS[at + by]?.id ?? state.step };
};

const unvalidated = (state: State): State => ({
  ...state,
  revision: state.revision + 1,
  validating: false,
  validation: null,
});

export function wizard(state: State, act: Act): State {
  switch (act.do) {
    case "accept":
      return { ...state, accepted: act.accepted };
    case "name":
      return { ...state, name: act.name, errors: without(state.errors, "name") };
    case "method":
      // What was typed stays: fields that the other way has too need not be typed again.
      return { ...unvalidated(state), method: act.method, errors: {} };
    case "reset":
      return { ...unvalidated(state), credentials: {}, kept: [], certificates: {}, errors: {} };
    case "key": {
      const kept = state.kept.includes(act.field) ? state.kept : [...state.kept, act.field];
      const certificates = { ...state.certificates, [act.field]: act.certificate };
      return { ...unvalidated(state), kept, certificates, errors: without(state.errors, `credentials.${act.field}`) };
    }
    case "credential": {
      const credentials = { ...state.credentials, [act.field]: act.value };
      const errors = without(state.errors, `credentials.${act.field}`);
      return { ...unvalidated(state), credentials, errors };
    }
    case "kept":
      return { ...state, kept: act.draft.secrets, certificates: act.draft.certificates };
    case "validate":
      return { ...state, validating: true, validation: null, errors: {} };
    case "validated": {
      if (act.revision !== state.revision) return state;
      const errors = act.validation.problems.flatMap(({ field, message, mend }) =>
        field === null ? [] : [{ field: `credentials.${field}`, message: `${message} ${mend}` }],
      );
      return { ...state, validating: false, validation: act.validation, errors: gathered(errors) };
    }
    case "unanswered":
      if (act.revision !== state.revision) return state;
      return { ...state, validating: false, errors: gathered(act.errors) };
    case "refused": {
      const errors = gathered(act.errors);
      const steps = act.errors.map((error) => stepOf(error.field));
      const step = STEPS.find(({ id }) => steps.includes(id))?.id ?? state.step;
      const base = steps.includes("authentication") ? unvalidated(state) : state;
      return { ...base, step, errors };
    }
    case "wrong":
      return { ...state, errors: act.errors };
    case "next":
      return blocked(state) === undefined ? move({ ...state, errors: {} }, 1) : state;
    case "back":
      return move(state, -1);
  }
}

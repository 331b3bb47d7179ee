// What the wizard of an archive connector remembers beside the sign-in, and how it moves. Pure.
import type { FieldError } from "../../../api/types";
import { isValidated, type State } from "../../connectors/wizard/wizard";
import { FIRST_WISH, type Wish } from "../wish";

export const STEPS = [
  { id: "terms", title: "Terms" },
  { id: "name", title: "Connector name" },
  { id: "authentication", title: "Authentication" },
  { id: "what", title: "What to archive" },
  { id: "mailboxes", title: "Mailboxes and user mapping" },
  { id: "destination", title: "Destination" },
  { id: "review", title: "Review and finish" },
] as const;
export type Step = (typeof STEPS)[number]["id"];

export interface Plan {
  step: Step;
  wish: Wish;
  errors: Readonly<Record<string, string>>;
  /** Whether the last validation asked for the right to private messages too. */
  triedMessages: boolean;
}

export type Move =
  | { do: "wish"; change: Partial<Wish> }
  | { do: "wrong"; errors: Readonly<Record<string, string>> }
  | { do: "refused"; errors: readonly FieldError[] }
  | { do: "tried"; messages: boolean }
  | { do: "next" }
  | { do: "back" };

/** `step` is the one that the sign-in's own memory opens at: a draft that is resumed begins later. */
export const begin = (step: Step): Plan => ({ step, wish: FIRST_WISH, errors: {}, triedMessages: false });

/** Where a field is typed. */
export function stepOf(field: string): Step {
  if (field === "name") return "name";
  if (field === "terms_version") return "terms";
  if (field.startsWith("credentials")) return "authentication";
  if (field.startsWith("settings.domains") || field.startsWith("custodians")) return "mailboxes";
  return field.startsWith("settings") ? "what" : "review";
}

const moved = (plan: Plan, by: 1 | -1): Plan => {
  const at = STEPS.findIndex((step) => step.id === plan.step);
  return { ...plan, step: STEPS[at + by]?.id ?? plan.step, errors: {} };
};

export function planned(plan: Plan, move: Move): Plan {
  switch (move.do) {
    case "wish":
      return { ...plan, wish: { ...plan.wish, ...move.change }, errors: {} };
    case "wrong":
      return { ...plan, errors: move.errors };
    case "refused": {
      const steps = move.errors.map((error) => stepOf(error.field));
      const errors = Object.fromEntries(move.errors.map((error) => [error.field, error.message]));
      return { ...plan, step: STEPS.find(({ id }) => steps.includes(id))?.id ?? plan.step, errors };
    }
    case "tried":
      return { ...plan, triedMessages: move.messages };
    case "next":
      return moved(plan, 1);
    case "back":
      return moved(plan, -1);
  }
}

/** Why the step cannot be left; undefined when it can. */
export function blocked(plan: Plan, state: State): string | undefined {
  if (plan.step === "terms" && !state.accepted) return "Accept the terms to go on.";
  if (plan.step === "authentication" && !isValidated(state)) return "Validate the connection to go on.";
  return undefined;
}

/** Whether the connection is to be tried again, as private messages were chosen since. */
export const wantsAnotherTry = (plan: Plan): boolean => plan.wish.privately && !plan.triedMessages;

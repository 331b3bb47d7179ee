// What the wizard that creates an assessment remembers, and how it moves. Pure.
import { nameProblem } from "../../../components/form/names";
import type { Covers, FieldError, Group, InstanceBrief, NewAssessment, RegulationSummary } from "../../../api/types";

export const STEPS = [
  { id: "regulation", title: "Base your assessment on a regulation" },
  { id: "name", title: "Name and group" },
  { id: "services", title: "Select services" },
  { id: "instances", title: "Service instances" },
  { id: "review", title: "Review and finish" },
] as const;
export type Step = (typeof STEPS)[number]["id"];
export type Errors = Readonly<Record<string, string>>;

export interface State {
  step: Step;
  regulation: RegulationSummary | null;
  name: string;
  /** The id of an existing group; null for a new one. */
  group: string | null;
  newGroup: string;
  services: readonly string[];
  covers: Covers;
  /** Instances that were un-ticked; all others are ticked, also those of a service chosen later. */
  unticked: readonly string[];
  errors: Errors;
}

/** What there is to choose from, and the names that are taken. */
export interface Offer {
  services: readonly string[];
  instances: readonly InstanceBrief[];
  groups: readonly Group[];
  names: readonly string[];
}

export type Act =
  | { do: "regulation"; regulation: RegulationSummary; connected: readonly string[] }
  | { do: "name"; name: string }
  | { do: "group"; group: string | null }
  | { do: "newGroup"; name: string }
  | { do: "service"; service: string; ticked: boolean }
  | { do: "covers"; covers: Covers }
  | { do: "instances"; ticked: readonly string[]; offered: readonly string[] }
  | { do: "next"; offer: Offer }
  | { do: "refused"; errors: readonly FieldError[] }
  | { do: "back" };

export const start = (groups: readonly Group[]): State => ({
  step: "regulation",
  regulation: null,
  name: "",
  group: groups[0]?.id ?? null,
  newGroup: "",
  services: [],
  covers: "all",
  unticked: [],
  errors: {},
});

const folded = (name: string) => name.trim().toLocaleLowerCase();

/** The instances of the chosen services. */
export const offered = (state: State, offer: Offer): InstanceBrief[] =>
  offer.instances.filter((one) => state.services.includes(one.service));

/** Those of them that are ticked. */
export const ticked = (state: State, offer: Offer): InstanceBrief[] =>
  offered(state, offer).filter((one) => !state.unticked.includes(one.id));

/** What is wrong with the open step. The server looks again. */
export function problems(state: State, offer: Offer): Errors {
  const errors: Record<string, string> = {};
  if (state.step === "regulation" && state.regulation === null) errors.regulation = "Select a regulation.";
  if (state.step === "name") {
    const shape = nameProblem(state.name);
    if (folded(state.name) === "") errors.name = "Enter a name.";
    else if (shape !== undefined) errors.name = shape;
    else if (offer.names.some((name) => folded(name) === folded(state.name))) {
      errors.name = "An assessment of this name exists. Choose another name.";
    }
    const groupShape = state.group === null ? nameProblem(state.newGroup) : undefined;
    if (state.group === null && folded(state.newGroup) === "") errors.group = "Enter a name for the new group.";
    else if (groupShape !== undefined) errors.group = groupShape;
    else if (state.group === null && offer.groups.some(({ name }) => folded(name) === folded(state.newGroup))) {
      errors.group = "A group of this name exists. Choose it, or enter another name.";
    }
  }
  if (state.step === "services" && state.services.length === 0 && (state.regulation?.services.length ?? 0) > 0) {
    errors.services = "Select at least one service.";
  }
  if (state.step === "instances" && state.covers === "chosen" && ticked(state, offer).length === 0) {
    errors.instances = "Tick at least one service instance, or cover all.";
  }
  return errors;
}

/** Where a field of the API is chosen. */
function stepOf(field: string): Step {
  const [noun = ""] = field.split(".");
  if (noun === "covers") return "instances";
  if (noun === "group") return "name";
  return STEPS.find((step) => step.id === noun)?.id ?? "review";
}

const without = (errors: Errors, field: string): Errors =>
  Object.fromEntries(Object.entries(errors).filter(([name]) => name !== field));

const move = (state: State, by: 1 | -1): State => {
  const at = STEPS.findIndex((step) => step.id === state.step);
  return { ...state, errors: {}, step: STEPS[at + by]?.id ?? state.step };
};

export function wizard(state: State, act: Act): State {
  switch (act.do) {
    case "regulation": {
      // Another regulation may support other services: those it does not are given up.
      const services = act.connected.filter((service) => act.regulation.services.includes(service));
      const kept = state.services.filter((service) => act.regulation.services.includes(service));
      return {
        ...state,
        regulation: act.regulation,
        services: state.regulation === null || kept.length === 0 ? services : kept,
        errors: without(state.errors, "regulation"),
      };
    }
    case "name":
      return { ...state, name: act.name, errors: without(state.errors, "name") };
    case "group":
      return { ...state, group: act.group, errors: without(state.errors, "group") };
    case "newGroup":
      return { ...state, newGroup: act.name, errors: without(state.errors, "group") };
    case "service": {
      const others = state.services.filter((service) => service !== act.service);
      const services = act.ticked ? [...others, act.service] : others;
      return { ...state, services, errors: without(state.errors, "services") };
    }
    case "covers":
      return { ...state, covers: act.covers, errors: without(state.errors, "instances") };
    case "instances": {
      const elsewhere = state.unticked.filter((id) => !act.offered.includes(id));
      const unticked = [...elsewhere, ...act.offered.filter((id) => !act.ticked.includes(id))];
      return { ...state, unticked, errors: without(state.errors, "instances") };
    }
    case "next": {
      const errors = problems(state, act.offer);
      return Object.keys(errors).length > 0 ? { ...state, errors } : move(state, 1);
    }
    case "refused": {
      const errors = Object.fromEntries(act.errors.map(({ field, message }) => [field.split(".")[0] ?? field, message]));
      const steps = act.errors.map((error) => stepOf(error.field));
      return { ...state, errors, step: STEPS.find(({ id }) => steps.includes(id))?.id ?? state.step };
    }
    case "back":
      return move(state, -1);
  }
}

/** What is sent to the API. */
export function request(state: State, offer: Offer): NewAssessment {
  return {
    name: state.name,
    regulation: state.regulation?.id ?? "",
    group: state.group === null ? { name: state.newGroup } : { id: state.group },
    services: [...state.services],
    covers: state.covers,
    instances: state.covers === "all" ? [] : ticked(state, offer).map((one) => one.id),
  };
}

// Regulations, groups and assessments.
import { useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { Assessment, AssessmentSummary, Covers, Group, NewAssessment, RegulationSummary } from "../types";
import { useChanging, useDeleting } from "./changing";

export const useRegulations = () =>
  useQuery({
    queryKey: keys.regulations,
    queryFn: async () => (await api.get<{ items: RegulationSummary[] }>("/regulations")).items,
  });

export const useGroups = () =>
  useQuery({
    queryKey: keys.groups,
    queryFn: async () => (await api.get<{ items: Group[] }>("/groups")).items,
  });

export const useAssessments = () =>
  useQuery({
    queryKey: keys.assessments,
    queryFn: async () => (await api.get<{ items: AssessmentSummary[] }>("/assessments")).items,
  });

export const useAssessment = (id: string, asOf?: string) =>
  useQuery({
    queryKey: keys.assessment(id, asOf),
    queryFn: () => api.get<Assessment>(`/assessments/${seg(id)}`, { as_of: asOf }),
    placeholderData: (before) => (before?.id === id ? before : undefined),
  });

/** The nouns that show assessments or what is counted in them. */
const TOUCHED = ["assessments", "actions", "overview", "groups"];

export const useCreateAssessment = () =>
  useChanging(TOUCHED, (input: NewAssessment) => api.post<Assessment>("/assessments", input));

export const useEditAssessment = (id: string) =>
  useChanging(TOUCHED, (input: { name?: string; covers?: Covers; instances?: string[] }) =>
    api.patch<Assessment>(`/assessments/${seg(id)}`, input),
  );

export const useDeleteAssessment = (id: string) =>
  useDeleting(TOUCHED, id, () => api.delete(`/assessments/${seg(id)}`));

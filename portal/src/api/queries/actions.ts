// Improvement actions, their statuses and what their checks found.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { Action, ActionRow, NewStatus, OutcomeEntry, StatusEntry } from "../types";
import { useChanging } from "./changing";

/** Where an action is looked at: in a group, in an assessment, at a time. Type alias: it indexes as a query. */
export interface ActionView extends Record<string, string | undefined> {
  group?: string | undefined;
  assessment?: string | undefined;
  as_of?: string | undefined;
}

export const useActions = (view: ActionView) =>
  useQuery({
    queryKey: keys.actions(view),
    queryFn: async () => (await api.get<{ items: ActionRow[] }>("/actions", view)).items,
    placeholderData: keepPreviousData,
  });

export const useAction = (id: string, view: ActionView) =>
  useQuery({
    queryKey: keys.action(id, view),
    queryFn: () => api.get<Action>(`/actions/${seg(id)}`, view),
    placeholderData: (before) => (before?.id === id ? before : undefined),
  });

export const useStatusHistory = (id: string, group: string | undefined) =>
  useQuery({
    queryKey: keys.statuses(id, group),
    queryFn: async () =>
      (await api.get<{ items: StatusEntry[] }>(`/actions/${seg(id)}/history`, { group })).items,
  });

export const useOutcomeHistory = (instance: string, check: string, enabled: boolean) =>
  useQuery({
    queryKey: keys.outcomes(instance, check),
    queryFn: async () =>
      (
        await api.get<{ items: OutcomeEntry[] }>(
          `/instances/${seg(instance)}/checks/${seg(check)}/history`,
        )
      ).items,
    enabled,
  });

/** Who tests and does not implement says only how the test went. */
export const useSetStatus = (id: string, implementing: boolean) =>
  useChanging(["actions", "assessments", "overview"], (input: NewStatus) => {
    if (implementing) return api.put<Action>(`/actions/${seg(id)}/status`, input);
    const { group, test_status, test_date, notes } = input;
    return api.put<Action>(`/actions/${seg(id)}/test`, { group, test_status, test_date, notes });
  });

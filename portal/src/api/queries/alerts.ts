// Alerts, and where they are sent.
import { useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { Alert, AlertCounts, AlertDetail, AlertStatus, NewTarget, Target } from "../types";
import { useChanging } from "./changing";

export const useAlerts = () =>
  useQuery({
    queryKey: keys.alerts,
    queryFn: async () => (await api.get<{ items: Alert[] }>("/alerts")).items,
  });

export const useAlert = (id: string) =>
  useQuery({ queryKey: keys.alert(id), queryFn: () => api.get<AlertDetail>(`/alerts/${seg(id)}`) });

/** How many alerts have which status; not asked for by those who may not see alerts. */
export const useAlertCounts = (enabled: boolean) =>
  useQuery({ queryKey: keys.alertCounts, queryFn: () => api.get<AlertCounts>("/alerts/count"), enabled });

export const useSetAlertStatus = (id: string) =>
  useChanging(["alerts"], (input: { status: AlertStatus; why: string }) =>
    api.post<AlertDetail>(`/alerts/${seg(id)}/status`, input),
  );

export const useTargets = (enabled: boolean) =>
  useQuery({
    queryKey: keys.targets,
    queryFn: async () => (await api.get<{ items: Target[] }>("/notifications")).items,
    enabled,
  });

/** Adds a target, or changes the one of that id. */
export const useSaveTarget = (id?: string) =>
  useChanging(["notifications"], (input: NewTarget) =>
    id === undefined ? api.post<Target>("/notifications", input) : api.put<Target>(`/notifications/${seg(id)}`, input),
  );

export const useTestTarget = () =>
  useChanging(["notifications"], (id: string) => api.post(`/notifications/${seg(id)}/test`));

export const useRemoveTarget = () =>
  useChanging(["notifications"], (id: string) => api.delete(`/notifications/${seg(id)}`));

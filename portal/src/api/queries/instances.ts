// Activated connectors.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { Deletion, DriftPage, Instance, InstanceBrief, InstanceEvent, People, Quota, Run } from "../types";
import { removing, useChanging, useDeleting } from "./changing";

const at = (id: string) => `/instances/${seg(id)}`;

export const useInstances = () =>
  useQuery({
    queryKey: keys.instances,
    queryFn: async () => (await api.get<{ items: InstanceBrief[] }>("/instances")).items,
  });

export const useInstance = (id: string) =>
  useQuery({ queryKey: keys.instance(id), queryFn: () => api.get<Instance>(at(id)) });

export const useRuns = (id: string) =>
  useQuery({
    queryKey: keys.runs(id),
    queryFn: async () => (await api.get<{ items: Run[] }>(`${at(id)}/runs`)).items,
  });

export const useInstanceEvents = (id: string) =>
  useQuery({
    queryKey: keys.events(id),
    queryFn: async () => (await api.get<{ items: InstanceEvent[] }>(`${at(id)}/events`)).items,
  });

/** Who holds which permission at the service. */
export const usePeople = (id: string) =>
  useQuery({ queryKey: keys.people(id), queryFn: () => api.get<People>(`${at(id)}/people`) });

/** How much of the service's limits is spent today, by class of calls. */
export const useQuota = (id: string) =>
  useQuery({
    queryKey: keys.quota(id),
    queryFn: async () => (await api.get<{ items: Quota[] }>(`${at(id)}/quota`)).items,
  });

/** Which settings became another, newest first, a page at a time. */
export const useDrift = (id: string, setting: string) =>
  useInfiniteQuery({
    queryKey: keys.drift(id, setting),
    queryFn: ({ pageParam }) =>
      api.get<DriftPage>(`${at(id)}/drift`, { setting: setting.trim(), until: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.older,
  });

/** What would happen to which score if the instance were deleted. */
export const useDeletion = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: keys.deletion(id),
    queryFn: () => api.get<Deletion>(`${at(id)}/deletion`),
    enabled,
  });

/** Whether a name is free; `except` is the instance that may keep it. */
export const nameAvailable = (value: string, except?: string) =>
  api.get<{ available: boolean; message?: string | null }>("/instances/name", { value, except });

export interface NewInstance {
  connector: string;
  name: string;
  credentials: Record<string, string>;
  terms_version: string;
  /** The draft that is finished by this. */
  draft?: string | undefined;
}

/** The nouns that show instances or what is counted over them. */
const TOUCHED = ["instances", "drafts", "connectors", "assessments", "actions", "overview"];

export const useActivate = () =>
  useChanging(TOUCHED, (input: NewInstance) => removing(input.draft, () => api.post<Instance>("/instances", input)));

/** What is to change. */
export interface InstanceEdit {
  name?: string;
  credentials?: Record<string, string>;
  /** The draft that has what is left out of the credentials. */
  draft?: string | undefined;
  /** Seconds; null for as often as the connector does by itself. */
  poll_every_s?: number | null;
}

export const useEditInstance = (id: string) =>
  useChanging(TOUCHED, (input: InstanceEdit) => api.patch<Instance>(at(id), input));

export const useDeleteInstance = (id: string) => useDeleting(TOUCHED, id, () => api.delete(at(id)));

export const useRefresh = (id: string) => useChanging(TOUCHED, () => api.post<{ run: string }>(`${at(id)}/refresh`));

export const useSetEventSecret = (id: string) =>
  useChanging(TOUCHED, (secret_token: string) => api.put<Instance>(`${at(id)}/event-secret`, { secret_token }));

export const useRemoveEventSecret = (id: string) =>
  useChanging(TOUCHED, () => api.delete<Instance>(`${at(id)}/event-secret`));

// Set-ups of connectors that are not finished.
import { useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { Draft } from "../types";
import { useChanging, useDeleting } from "./changing";

export interface DraftInput {
  connector: string;
  name: string;
  terms_version: string | null;
  credentials: Record<string, string>;
}

export const useDrafts = (enabled: boolean) =>
  useQuery({
    queryKey: keys.drafts,
    queryFn: async () => (await api.get<{ items: Draft[] }>("/drafts")).items,
    enabled,
  });

export const useDraft = (id: string | null) =>
  useQuery({
    queryKey: keys.draft(id ?? ""),
    queryFn: () => api.get<Draft>(`/drafts/${seg(id ?? "")}`),
    enabled: id !== null,
  });

/** Keeps a set-up: a new draft, or what became of one. */
export const useKeepDraft = () =>
  useChanging(["drafts"], ({ id, input }: { id: string | undefined; input: DraftInput }) =>
    id === undefined ? api.post<Draft>("/drafts", input) : api.put<Draft>(`/drafts/${seg(id)}`, input),
  );

export const useDiscardDraft = (id: string) => useDeleting(["drafts"], id, () => api.delete(`/drafts/${seg(id)}`));

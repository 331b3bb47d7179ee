// The checks that are shipped, and what they found on one instance.
import { useQueries, useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { Action, Check, CheckResult } from "../types";

export const useChecks = () =>
  useQuery({
    queryKey: keys.checks,
    queryFn: async () => (await api.get<{ items: Check[] }>("/checks")).items,
    staleTime: Infinity,
  });

export interface FoundCheck {
  action: string;
  result: CheckResult;
}

/** What the checks behind these actions found on the instance, so far as it is in the organisation's scope. */
export const useFound = (instance: string, actions: readonly string[]) =>
  useQueries({
    queries: actions.map((id) => ({
      queryKey: keys.action(id, {}),
      queryFn: () => api.get<Action>(`/actions/${seg(id)}`),
    })),
    combine: (answers) => ({
      pending: answers.some((answer) => answer.isPending),
      error: answers.find((answer) => answer.isError)?.error ?? null,
      retry: () => {
        for (const answer of answers) void answer.refetch();
      },
      found: answers.flatMap(({ data }): FoundCheck[] => {
        const here = data?.results.find((result) => result.instance.id === instance);
        return (here?.checks ?? []).map((result) => ({ action: data?.id ?? "", result }));
      }),
    }),
  });

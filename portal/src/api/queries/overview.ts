// The organisation's score, now, at a time and over time; the API's own description.
import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Overview, ScorePoint } from "../types";

export const useOverview = (asOf?: string) =>
  useQuery({
    queryKey: keys.overview(asOf),
    queryFn: () => api.get<Overview>("/overview", { as_of: asOf }),
    placeholderData: (before) => before,
  });

export const useScores = (days: number) =>
  useQuery({
    queryKey: keys.scores(days),
    queryFn: async () => (await api.get<{ items: ScorePoint[] }>("/score/history", { days })).items,
    placeholderData: (before) => before,
  });

export const useDescription = () =>
  useQuery({
    queryKey: keys.openapi,
    queryFn: () => api.get<unknown>("/openapi.json"),
    staleTime: Infinity,
  });

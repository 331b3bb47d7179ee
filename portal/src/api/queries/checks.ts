// What the checks found on one instance.
import { useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { FoundCheck } from "../types";

/** Every check of the instance's service, the worst first. */
export const useFound = (instance: string) =>
  useQuery({
    queryKey: keys.found(instance),
    queryFn: async () => (await api.get<{ items: FoundCheck[] }>(`/instances/${seg(instance)}/checks`)).items,
  });

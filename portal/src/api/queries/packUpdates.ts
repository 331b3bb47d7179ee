// Versions of checks that wait for a person.
import { useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { PackUpdate, PackUpdateRow } from "../types";
import { useChanging } from "./changing";

/** Another version may turn every verdict. */
const TOUCHED = ["pack-updates", "actions", "outcomes", "instances", "assessments", "overview"];

export const usePackUpdates = () =>
  useQuery({
    queryKey: keys.packUpdates,
    queryFn: async () => (await api.get<{ items: PackUpdateRow[] }>("/pack-updates")).items,
  });

export const usePackUpdate = (check: string) =>
  useQuery({
    queryKey: keys.packUpdate(check),
    queryFn: () => api.get<PackUpdate>(`/pack-updates/${seg(check)}`),
  });

/** All of these versions, which were looked at, or none. */
export const useAcceptPackUpdates = () =>
  useChanging(TOUCHED, (rows: readonly PackUpdateRow[]) =>
    api.post<{ items: PackUpdateRow[] }>("/pack-updates/acceptance", {
      updates: rows.map(({ check, offered }) => ({ check, hash: offered?.hash ?? null })),
    }),
  );

export const useDeferPackUpdate = (row: PackUpdateRow) =>
  useChanging(["pack-update", "pack-updates", "overview"], (why: string) =>
    api.post<PackUpdateRow>(`/pack-updates/${seg(row.check)}/deferral`, { hash: row.offered?.hash ?? null, why }),
  );

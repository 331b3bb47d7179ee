// Who is signed in, the first administrator, users and passwords.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, api, seg } from "../client";
import { keys } from "../keys";
import type { Me, Principal, Role } from "../types";
import { useChanging } from "./changing";

/** Whether the first administrator is still to be made. */
export const useSetup = () =>
  useQuery({ queryKey: keys.setup, queryFn: () => api.get<{ needed: boolean }>("/setup") });

/** Who is signed in; null when nobody is. */
export const useSession = () =>
  useQuery({
    queryKey: keys.session,
    queryFn: async () => {
      try {
        return await api.get<Me>("/session");
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });

/** A mutation that ends with somebody signed in, and nothing of the one before in the cache. */
function useEntering<T>(enter: (input: T) => Promise<Me>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: enter,
    onSuccess: (me) => {
      client.clear();
      client.setQueryData(keys.session, me);
    },
  });
}

export const useSignIn = () =>
  useEntering((input: { name: string; password: string }) =>
    api.post<Me>("/session", { ...input, kind: "cookie" }),
  );

export const useFirstAdministrator = () =>
  useEntering((input: { token: string; name: string; password: string }) => api.post<Me>("/setup", input));

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete("/session"),
    onSuccess: () => {
      client.clear();
      client.setQueryData(keys.session, null);
    },
  });
}

export const useChangePassword = () =>
  useMutation({
    mutationFn: (input: { current: string; new: string }) => api.put("/session/password", input),
  });

export const usePrincipals = () =>
  useQuery({
    queryKey: keys.principals,
    queryFn: async () => (await api.get<{ items: Principal[] }>("/principals")).items,
  });

export const useAddPrincipal = () =>
  useChanging(["principals"], (input: { name: string; role: Role; password: string }) =>
    api.post<Principal>("/principals", input),
  );

export const useRemovePrincipal = () =>
  useChanging(["principals"], (id: string) => api.delete(`/principals/${seg(id)}`));

// Who is signed in, the first administrator, users and passwords.
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { ApiError, api, seg } from "../client";
import { keys } from "../keys";
import type { Me, Principal, PrincipalKind } from "../types";
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

/**
 * Lets nothing stay in the cache of who was signed in before. The session's own query is kept: the shell watches
 * it, and would not notice that another took its place.
 */
function change(client: QueryClient, me: Me | null) {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
  client.setQueryData(keys.session, me);
}

/** A mutation that ends with somebody signed in. */
function useEntering<T>(ask: (input: T) => Promise<Me>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSuccess: (me) => {
      change(client, me);
    },
  });
}

export const useSignIn = () =>
  useEntering((input: { name: string; password: string; code?: string }) =>
    api.post<Me>("/session", { ...input, kind: "cookie" }),
  );

export const useFirstAdministrator = () =>
  useEntering((input: { token: string; name: string; password: string }) => api.post<Me>("/setup", input));

/** A new password by the link that was made on the server's machine. */
export const useRecovery = () =>
  useEntering((input: { token: string; password: string }) => api.post<Me>("/recovery", input));

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete("/session"),
    onSuccess: () => {
      change(client, null);
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
  useChanging(
    ["principals", "role-groups"],
    (input: { name: string; kind: PrincipalKind; role_group: string; password?: string }) =>
      api.post<Principal>("/principals", input),
  );

/** Another role group; it may be one's own. */
export const useSetRoleGroup = () =>
  useChanging(["principals", "role-groups", "session"], (input: { id: string; role_group: string }) =>
    api.patch<Principal>(`/principals/${seg(input.id)}`, { role_group: input.role_group }),
  );

export const useResetSecondFactor = () =>
  useChanging(["principals"], (id: string) => api.delete(`/principals/${seg(id)}/second-factor`));

export const useRemovePrincipal = () =>
  useChanging(["principals", "role-groups", "tokens"], (id: string) => api.delete(`/principals/${seg(id)}`));

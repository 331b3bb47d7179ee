// Role groups, API tokens and one's second factor.
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { ApiToken, Enrolment, MadeToken, NewToken, Role, RoleGroup, SecondFactor, TokenScope } from "../types";
import { useChanging } from "./changing";

export const useRoleGroups = () =>
  useQuery({
    queryKey: keys.roleGroups,
    queryFn: async () => (await api.get<{ items: RoleGroup[] }>("/role-groups")).items,
  });

/** Creates a role group, or changes the one with that id. */
export const useSaveRoleGroup = (id?: string) =>
  useChanging(
    ["role-groups", "principals", "session"],
    (input: { name: string; description: string; roles: Role[]; mailboxes: string[] | null }) =>
      id === undefined
        ? api.post<RoleGroup>("/role-groups", input)
        : api.patch<RoleGroup>(`/role-groups/${seg(id)}`, input),
  );

export const useDeleteRoleGroup = () =>
  useChanging(["role-groups"], (id: string) => api.delete(`/role-groups/${seg(id)}`));

export const useTokens = () =>
  useQuery({
    queryKey: keys.tokens,
    queryFn: async () => (await api.get<{ items: ApiToken[] }>("/tokens")).items,
  });

export const useAllTokens = (enabled: boolean) =>
  useQuery({
    queryKey: keys.allTokens,
    queryFn: async () => (await api.get<{ items: ApiToken[] }>("/tokens/all")).items,
    enabled,
  });

export const useScopes = () =>
  useQuery({
    queryKey: keys.scopes,
    queryFn: async () => (await api.get<{ items: TokenScope[] }>("/tokens/scopes")).items,
  });

/** Of one's own, or of the program with that id. */
export const useCreateToken = (program?: string) =>
  useChanging(["tokens"], (input: NewToken) =>
    api.post<MadeToken>(program === undefined ? "/tokens" : `/principals/${seg(program)}/tokens`, input),
  );

/** One's own, or, as an administrator, anybody's. */
export const useRevokeToken = (own: boolean) =>
  useChanging(["tokens"], (token: ApiToken) =>
    api.delete(own ? `/tokens/${seg(token.id)}` : `/principals/${seg(token.owner.id)}/tokens/${seg(token.id)}`),
  );

export const useSecondFactor = () =>
  useQuery({ queryKey: keys.secondFactor, queryFn: () => api.get<SecondFactor>("/session/second-factor") });

/** The secret is shown once, and is not kept in the cache. */
export const useEnrol = () =>
  useMutation({
    mutationFn: (password: string) => api.post<Enrolment>("/session/second-factor", { password }),
    gcTime: 0,
  });

export const useConfirm = () =>
  useChanging(["second-factor", "principals"], async (code: string) =>
    (await api.put<{ codes: string[] }>("/session/second-factor", { code })).codes,
  );

export const useRemoveSecondFactor = () =>
  useChanging(["second-factor", "principals"], (input: { password: string; code: string }) =>
    api.post("/session/second-factor/removal", input),
  );

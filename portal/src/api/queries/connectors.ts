// What is shipped to talk to services, and a try of credentials.
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { Connector, KeyPair, Validation } from "../types";
import { useChanging } from "./changing";

export const useConnectors = () =>
  useQuery({
    queryKey: keys.connectors,
    queryFn: async () => (await api.get<{ items: Connector[] }>("/connectors")).items,
  });

export const useConnector = (id: string | undefined) =>
  useQuery({
    queryKey: keys.connector(id ?? ""),
    queryFn: () => api.get<Connector>(`/connectors/${seg(id ?? "")}`),
    enabled: id !== undefined,
  });

/** What completes the credentials of a try: the instance whose account they must be of, or a draft. */
export interface Beside {
  instance?: string | undefined;
  draft?: string | undefined;
}

/** Has a key made, which a draft keeps; its certificate is given. */
export const useMakeKeyPair = (connector: string) =>
  useChanging(["drafts"], (input: { draft?: string | undefined; method: string; name?: string }) =>
    api.post<KeyPair>(`/connectors/${seg(connector)}/key-pair`, input),
  );

/** One real sign-in with these credentials. */
export const useValidate = (connector: string) =>
  useMutation({
    mutationFn: ({ credentials, ...beside }: Beside & { credentials: Record<string, string> }) =>
      api.post<Validation>(`/connectors/${seg(connector)}/validation`, { credentials, ...beside }),
  });

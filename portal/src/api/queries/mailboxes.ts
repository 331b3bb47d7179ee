// What is in a mailbox, by a role of the archive or by break-glass.
import {
  infiniteQueryOptions,
  notifyManager,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
} from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import type { BreakGlass, BreakGlassDetail, BreakGlassRequest, Mail, Mailbox, MessagePage } from "../archive";
import { address, api, seg } from "../client";
import { keys } from "../keys";
import { useChanging } from "./changing";

/** A mailbox, and the granted request by which it is read where no role does. */
export interface Reading {
  mailbox: string;
  glass?: string | undefined;
}

const at = ({ mailbox, glass }: Reading) =>
  `${glass === undefined ? "" : `/break_glass/${seg(glass)}`}/mailboxes/${seg(mailbox)}`;

/** Each look is recorded, so that nothing is asked for again by itself. */
const ONCE = { staleTime: Infinity, refetchOnWindowFocus: false } as const;

const messagesOf = (reading: Reading, query: string) =>
  infiniteQueryOptions({
    queryKey: keys.messages(reading.mailbox, reading.glass, query),
    queryFn: ({ pageParam }) =>
      api.get<MessagePage>(`${at(reading)}/messages`, { query, after: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: MessagePage) => page.next,
    ...ONCE,
  });

export const useMessages = (reading: Reading, query: string, enabled: boolean) =>
  useInfiniteQuery({ ...messagesOf(reading, query), enabled });

/** Looks for a query’s messages, for the page that shows them next, and fails where there is no such query. */
export function useSearchMessages(reading: Reading) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (query: string) => client.infiniteQuery(messagesOf(reading, query)) });
}

/** Reads the latest messages again; older ones that were shown are asked for anew. */
export function useReadLatest(reading: Reading, query: string) {
  const client = useQueryClient();
  const options = messagesOf(reading, query);
  return useMutation({
    mutationFn: () => {
      client.setQueryData(options.queryKey, (before) =>
        before && { pages: before.pages.slice(0, 1), pageParams: before.pageParams.slice(0, 1) },
      );
      return client.infiniteQuery({ ...options, staleTime: 0 });
    },
  });
}

/** A mailbox as its messages were read last, without reading them now. */
export function useMailboxRead({ mailbox, glass }: Reading): Mailbox | undefined {
  const client = useQueryClient();
  const subscribe = useCallback(
    (changed: () => void) => client.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    [client],
  );
  return useSyncExternalStore(subscribe, () => {
    const of = { queryKey: ["messages", mailbox, glass ?? "role"] };
    // A single message has no pages.
    const read = client.getQueriesData<Partial<InfiniteData<MessagePage>>>(of);
    return read.map(([, data]) => data?.pages?.[0]?.mailbox).find((box) => box !== undefined);
  });
}

export const useMail = (reading: Reading, uid: string, enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: keys.mail(reading.mailbox, reading.glass, uid),
    queryFn: () => api.get<Mail>(`${at(reading)}/messages/${seg(uid)}`),
    ...ONCE,
  });

/** Where a message's own form, or one of its files, is downloaded. */
export const rawAddress = (reading: Reading, uid: number) => address(`${at(reading)}/messages/${uid}/raw`);
export const fileAddress = (reading: Reading, uid: number, file: number) =>
  address(`${at(reading)}/messages/${uid}/files/${file}`);
export const exportAddress = (mailbox: string, format: "mbox" | "eml") =>
  address(`/mailboxes/${seg(mailbox)}/export`, { format });

const TOUCHED = ["break-glass"];

/** The requests that one may see; not asked for by those who may see none. */
export const useBreakGlass = (enabled: boolean) =>
  useQuery({
    queryKey: keys.breakGlass,
    queryFn: async () => (await api.get<{ items: BreakGlass[] }>("/break_glass")).items,
    enabled,
  });

/** One request. What is read by it makes no notice, so that it is asked for whenever its page is opened. */
export const useBreakGlassRequest = (id: string) =>
  useQuery({
    queryKey: keys.breakGlassRequest(id),
    queryFn: () => api.get<BreakGlassDetail>(`/break_glass/${seg(id)}`),
    refetchOnMount: "always",
  });

export const useAskBreakGlass = () =>
  useChanging(TOUCHED, (input: BreakGlassRequest) => api.post<BreakGlass>("/break_glass", input));

export const useDecideBreakGlass = (id: string) =>
  useChanging(TOUCHED, (grant: boolean) => api.post<BreakGlass>(`/break_glass/${seg(id)}/decision`, { grant }));

export const useEndBreakGlass = (id: string) =>
  useChanging(TOUCHED, () => api.post<BreakGlass>(`/break_glass/${seg(id)}/end`));

// What is in a mailbox, by a role of the archive or by break-glass.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { BreakGlass, BreakGlassDetail, BreakGlassRequest, Mail, MessagePage } from "../archive";
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

export const useMessages = (reading: Reading, query: string, enabled: boolean) =>
  useInfiniteQuery({
    enabled,
    queryKey: keys.messages(reading.mailbox, reading.glass, query),
    queryFn: ({ pageParam }) =>
      api.get<MessagePage>(`${at(reading)}/messages`, { query, after: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    ...ONCE,
  });

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

// Whose messages go into which mailbox, and for whom there are mailboxes.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Custodian, CustodianImport, Mailbox, Mapping, MappingImport, MappingRuleInput } from "../archive";
import { api, seg } from "../client";
import { keys } from "../keys";
import { useChanging } from "./changing";

const TOUCHED = ["archives", "custodians", "mailboxes"];
/** Mailboxes of one page; a shorter page is the last. */
export const MAILBOXES_PAGE = 200;

const at = (id: string) => `/archives/${seg(id)}/mapping`;

/** People that the source has shown, a page at a time, the first with rules; of both those that have `search` in them. */
export const useMapping = (id: string, search: string) =>
  useInfiniteQuery({
    queryKey: [...keys.mapping(id), search],
    queryFn: ({ pageParam }) => api.get<Mapping>(at(id), { search, after: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const useSetMapping = (id: string) =>
  useChanging(TOUCHED, (input: { rules: MappingRuleInput[]; dry_run: boolean }) =>
    api.post<MappingImport>(at(id), input),
  );

/** Takes rules over from a file, byte for byte: which encoding it has the server finds out. */
export const useImportMapping = (id: string) =>
  useChanging(TOUCHED, ({ file, why, dry_run }: { file: Blob; why: string; dry_run: boolean }) =>
    api.send<MappingImport>(`${at(id)}/csv`, { why, dry_run: String(dry_run) }, file, "text/csv"),
  );

export const useEndRule = (id: string) => useChanging(TOUCHED, (rule: string) => api.delete(`${at(id)}/${seg(rule)}`));

export const useDecideRule = (id: string) =>
  useChanging(TOUCHED, ({ rule, agree }: { rule: string; agree: boolean }) =>
    api.post<undefined>(`${at(id)}/${seg(rule)}/decision`, { agree }),
  );

const pages = (noun: "custodians" | "mailboxes", search: string, enabled: boolean) => ({
  queryKey: [noun, search],
  queryFn: async ({ pageParam }: { pageParam: string }) =>
    (await api.get<{ items: Mailbox[] }>(`/${noun}`, { search, after: pageParam, limit: MAILBOXES_PAGE })).items,
  initialPageParam: "",
  getNextPageParam: (page: Mailbox[]) =>
    page.length < MAILBOXES_PAGE ? undefined : page.at(-1)?.address,
  enabled,
});

/** For whom there are mailboxes; nothing of what is in them. */
export const useCustodians = (search: string, enabled = true) =>
  useInfiniteQuery(pages("custodians", search, enabled));

/** Mailboxes that one may read. */
export const useMailboxes = (search: string, enabled = true) =>
  useInfiniteQuery(pages("mailboxes", search, enabled));

export const useAddCustodians = () =>
  useChanging(TOUCHED, (custodians: Custodian[]) => api.post<CustodianImport>("/custodians", { custodians }));

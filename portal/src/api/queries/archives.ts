// Archive connectors: what they are, do and have done.
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import type { Archive, ArchiveDeletion, ArchiveSettingsInput, NewArchive } from "../archive";
import type { DeliveryFailure, Gap, Log, Quarantine, Reconciliation } from "../archive";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { Validation } from "../types";
import type { Beside } from "./connectors";
import { removing, useChanging, useDeleting } from "./changing";

/** The nouns that show archives, or what is counted over them. */
const TOUCHED = ["archives", "drafts", "connectors", "custodians", "mailboxes"];
/** Failures of one page; a shorter page is the last. */
const FAILURES_PAGE = 500;

const at = (id: string) => `/archives/${seg(id)}`;
const list = async <T>(path: string, query?: Record<string, string | number | undefined>) =>
  (await api.get<{ items: T[] }>(path, query)).items;

export const useArchives = (enabled = true) =>
  useQuery({ queryKey: keys.archives, queryFn: () => list<Archive>("/archives"), enabled });

export const useArchive = (id: string) =>
  useQuery({ queryKey: keys.archive(id), queryFn: () => api.get<Archive>(at(id)) });

/** One real sign-in; `messages` asks for the right to private messages too. */
export const useValidateArchive = (connector: string) =>
  useMutation({
    mutationFn: (input: Beside & { credentials: Record<string, string>; messages: boolean }) =>
      api.post<Validation>("/archives/validation", { connector, ...input }),
  });

export const useActivateArchive = () =>
  useChanging(TOUCHED, (input: NewArchive) => removing(input.draft, () => api.post<Archive>("/archives", input)));

export interface ArchiveEdit {
  name?: string;
  credentials?: Record<string, string>;
  draft?: string | undefined;
  settings?: ArchiveSettingsInput;
}

export const useEditArchive = (id: string) =>
  useChanging(TOUCHED, (input: ArchiveEdit) => api.patch<Archive>(at(id), input));

/** Asks the source now, stops asking, or goes on. */
export const useDriveArchive = (id: string) =>
  useChanging(TOUCHED, (what: "capture" | "pause" | "resume") => api.post<Archive>(`${at(id)}/${what}`));

export const useApproveMessages = (id: string) =>
  useChanging(TOUCHED, () => api.post<Archive>(`${at(id)}/messages_approval`));

/** What stays when it is deleted. */
export const useArchiveDeletion = (id: string) =>
  useQuery({ queryKey: keys.archiveDeletion(id), queryFn: () => api.get<ArchiveDeletion>(`${at(id)}/deletion`) });

export const useDeleteArchive = (id: string) => useDeleting(TOUCHED, id, () => api.delete(at(id)));

export const useArchiveLog = (id: string, days: number) =>
  useQuery({ queryKey: keys.archiveLog(id, days), queryFn: () => api.get<Log>(`${at(id)}/log`, { days }) });

/** Deliveries of a day that did not reach a mailbox whole. */
export const useDeliveryFailures = (id: string, day: string) =>
  useInfiniteQuery({
    queryKey: keys.archiveFailures(id, day),
    queryFn: ({ pageParam }) =>
      list<DeliveryFailure>(`${at(id)}/failures`, { day, after: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length < FAILURES_PAGE ? null : (page.at(-1)?.cursor ?? null)),
  });

export const useRedoDay = (id: string) =>
  useChanging(TOUCHED, (day: string) => api.post<{ deliveries: number }>(`${at(id)}/days/${seg(day)}/redo`));

export const useQuarantine = (id: string) =>
  useQuery({ queryKey: keys.quarantine(id), queryFn: () => api.get<Quarantine>(`${at(id)}/quarantine`) });

/** Delivers what waits: of one person, or of everybody. */
export const useReleaseQuarantine = (id: string) =>
  useChanging(TOUCHED, (user: string | null) =>
    api.post<{ deliveries: number }>(`${at(id)}/quarantine/release`, user === null ? {} : { user }),
  );

/** Says that an address that somebody else had is this person's now. */
export const useConfirmAddress = (id: string) =>
  useChanging(TOUCHED, (input: { user: string; address: string }) =>
    api.post<{ deliveries: number }>(`${at(id)}/quarantine/confirm`, input),
  );

export const useReconciliation = (id: string) =>
  useQuery({ queryKey: keys.reconciliation(id), queryFn: () => list<Reconciliation>(`${at(id)}/reconciliation`) });

export const useArchiveGaps = (id: string) =>
  useQuery({ queryKey: keys.archiveGaps(id), queryFn: () => list<Gap>(`${at(id)}/gaps`) });

// A mailbox as it is now, told by the lists of mailboxes: they follow what happens, and nothing is read by them.
import type { Mailbox } from "../../api/archive";
import { useBreakGlass, useMailboxRead, type Reading } from "../../api/queries/mailboxes";
import { useCustodians, useMailboxes } from "../../api/queries/mapping";
import { useMay } from "../../components/access/permissions";

/** Undefined where it is not known: by role, `address` or the first page of mailboxes has to lead to it. */
export function useMailboxNow({ mailbox, glass }: Reading, address: string | undefined): Mailbox | undefined {
  const byGlass = glass !== undefined;
  const sees = useMay("archive.read");
  const readable = useMailboxes(address ?? "", !byGlass);
  const custodians = useCustodians(address ?? "", byGlass && sees && address !== undefined);
  return (byGlass ? custodians : readable).data?.pages.flat().find((one) => one.id === mailbox);
}

/** The address of a mailbox, without reading anything in it. */
export function useAddress(reading: Reading): string | undefined {
  const { mailbox, glass } = reading;
  const read = useMailboxRead(reading)?.address;
  const now = useMailboxNow(reading, read)?.address;
  const granted = useBreakGlass(glass !== undefined)
    .data?.find((one) => one.id === glass)
    ?.mailboxes.find((one) => one.id === mailbox)?.address;
  return read ?? granted ?? now;
}

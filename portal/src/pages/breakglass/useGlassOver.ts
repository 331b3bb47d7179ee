// Whether a break-glass is known to be over: nothing that was read by it is shown any longer then, or kept.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useBreakGlass } from "../../api/queries/mailboxes";
import { remaining } from "./glass";
import { useNow } from "./useNow";

export function useGlassOver(glass: string | undefined): boolean {
  const client = useQueryClient();
  const now = useNow();
  const request = useBreakGlass(glass !== undefined).data?.find((one) => one.id === glass);
  const over = request !== undefined && (request.state !== "approved" || remaining(request.until, now) === undefined);
  useEffect(() => {
    if (over) client.removeQueries({ queryKey: ["messages"], predicate: ({ queryKey }) => queryKey[2] === glass });
  }, [client, glass, over]);
  return over;
}

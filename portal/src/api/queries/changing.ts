// A mutation after which what it touched is read again.
import { useMutation, useQueryClient } from "@tanstack/react-query";

/** `change`, and then every open query of these nouns is read again. The caller does not wait for that. */
export function useChanging<I, O>(nouns: readonly string[], change: (input: I) => Promise<O>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      for (const noun of nouns) void client.invalidateQueries({ queryKey: [noun] });
    },
  });
}

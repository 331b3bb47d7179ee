// A mutation after which what it touched is read again.
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";

/** Ids of what was deleted from here. Its page is open until the next one is, and must not ask for it again. */
const gone = new Set<string>();

/** `remove` deletes `id`. Its notice may come before its answer, so that nobody asks from the beginning. */
export async function removing<O>(id: string | undefined, remove: () => Promise<O>) {
  if (id === undefined) return remove();
  gone.add(id);
  try {
    return await remove();
  } catch (error) {
    gone.delete(id);
    throw error;
  }
}

/** Every open query of a noun is read again. */
export function readAgain(client: QueryClient, noun: string) {
  void client.invalidateQueries({
    queryKey: [noun],
    predicate: ({ queryKey }) => !queryKey.some((part) => typeof part === "string" && gone.has(part)),
  });
}

/** `change`, and then every open query of these nouns is read again. The caller does not wait for that. */
export function useChanging<I, O>(nouns: readonly string[], change: (input: I) => Promise<O>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      for (const noun of nouns) readAgain(client, noun);
    },
  });
}

/** As `useChanging`, where `id` is what `remove` deletes. */
export const useDeleting = (nouns: readonly string[], id: string, remove: () => Promise<unknown>) =>
  useChanging(nouns, () => removing(id, remove));

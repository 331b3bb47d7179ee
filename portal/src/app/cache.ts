// The cache of what the API said.
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/client";
import { keys } from "../api/keys";

/** How often a query is tried again where the server or the network failed. */
const RETRIES_MAX = 2;
/** Live notices make data old at once; this is for when none come. */
const FRESH_MS = 15_000;

/** A refusal stays a refusal however often one asks. */
const passes = (error: Error) => !(error instanceof ApiError) || error.status === 0 || error.status >= 500;

/** Somebody was signed out, here or elsewhere: whether it is so, the session says. */
const isSignedOut = (error: Error) => error instanceof ApiError && error.status === 401;

export const client = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // The session ended: the sign-in page takes over.
      if (isSignedOut(error)) client.setQueryData(keys.session, null);
    },
  }),
  mutationCache: new MutationCache({
    onError: (error) => {
      if (isSignedOut(error)) void client.invalidateQueries({ queryKey: keys.session });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      networkMode: "always",
      retry: (failures, error) => failures < RETRIES_MAX && passes(error),
    },
    // What a person typed, secrets among it, is not kept after the request.
    mutations: { gcTime: 0, networkMode: "always" },
  },
});

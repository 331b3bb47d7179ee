// Keeps open pages true: listens to the server's notices and reads again what they concern.
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { readAgain } from "../../api/queries/changing";
import { keys } from "../../api/keys";
import { announcement, parseNotice, touched, type Notice } from "./topics";

const ADDRESS = "/api/v1/live";
/** Notices that come this close together are handled as one. */
const GATHER_MS = 200;
/** Waits between attempts to connect again: doubled up to the maximum. */
const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 30_000;

/** The session is asked for apart; what is read of mailboxes is not read again by itself, as each reading is written down. */
const KEPT = new Set(["session", "messages"]);

export interface LiveState {
  connected: boolean;
  message: string;
  at: Date | null;
}
const LiveContext = createContext<LiveState>({ connected: false, message: "", at: null });
export const useLive = () => use(LiveContext);

function nameIn(client: QueryClient, id: string): string | undefined {
  for (const noun of ["instances", "archives"]) {
    const list = client.getQueryData<{ id: string; name: string }[]>([noun]) ?? [];
    const found = list.find((one) => one.id === id) ?? client.getQueryData<{ name: string }>([noun, id]);
    if (found !== undefined) return found.name;
  }
  return undefined;
}

function refresh(client: QueryClient, notices: readonly Notice[]) {
  const nouns = touched(notices);
  if (nouns === "everything") {
    void client.invalidateQueries({ predicate: ({ queryKey }) => !KEPT.has(queryKey[0] as string) });
  } else {
    for (const noun of nouns) readAgain(client, noun);
  }
}

/** Listens until the returned function is called. `onState` hears of connections and of what changed. */
function listen(client: QueryClient, onState: (change: Partial<LiveState>) => void): () => void {
  let source: EventSource | null = null;
  let wait = RETRY_MS_MIN;
  let again: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let notices: Notice[] = [];
  let lost = false;

  const settle = () => {
    gathering = undefined;
    const batch = notices;
    notices = [];
    refresh(client, batch);
    const message = announcement(batch, (id) => nameIn(client, id));
    if (message !== undefined) onState({ message, at: new Date() });
  };
  const connect = () => {
    source = new EventSource(ADDRESS);
    source.onopen = () => {
      wait = RETRY_MS_MIN;
      onState({ connected: true });
      // What was said while nobody listened is lost, so everything shown is read again.
      if (lost) refresh(client, [{ topic: "reconnected" }]);
      lost = false;
    };
    source.addEventListener("change", (event: MessageEvent<string>) => {
      const notice = parseNotice(event.data);
      if (notice === null) return;
      notices.push(notice);
      gathering ??= setTimeout(settle, GATHER_MS);
    });
    // The server could not keep up with this page: some notices are missing.
    source.addEventListener("reset", () => {
      refresh(client, [{ topic: "reset" }]);
    });
    source.onerror = () => {
      lost = true;
      onState({ connected: false });
      source?.close();
      // The stream also ends when the session does.
      void client.invalidateQueries({ queryKey: keys.session });
      again = setTimeout(connect, wait);
      wait = Math.min(wait * 2, RETRY_MS_MAX);
    };
  };
  connect();
  return () => {
    source?.close();
    clearTimeout(again);
    clearTimeout(gathering);
  };
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ connected: false, message: "", at: null });
  useEffect(
    () =>
      listen(client, (change) => {
        setState((before) => ({ ...before, ...change }));
      }),
    [client],
  );
  return <LiveContext value={useMemo(() => state, [state])}>{children}</LiveContext>;
}

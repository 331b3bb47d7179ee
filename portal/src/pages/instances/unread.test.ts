import { expect, test } from "vitest";
import type { Absence, Instance } from "../../api/types";
import { unread } from "./unread";

const signal = (name: string, absence: Absence | null) => ({ signal: name, presence: null, read_at: null, absence });
const missing = (right: string | null, message: string): Absence => ({ kind: "scope_missing", message, right });

test("what could not be read is gathered by the right that would mend it", () => {
  const sets = [
    { set: "locks", read_at: null, stale: false, signals: [signal("a", missing("lock:read", "no scope")), signal("b", missing("lock:read", "no scope"))] },
    { set: "people", read_at: null, stale: false, signals: [signal("c", null), signal("d", missing(null, "paid only"))] },
  ] satisfies Instance["sets"];
  expect(unread(sets)).toEqual([
    { right: "lock:read", said: ["no scope"], signals: ["a", "b"] },
    { right: null, said: ["paid only"], signals: ["d"] },
  ]);
});

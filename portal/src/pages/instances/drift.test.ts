import { expect, test } from "vitest";
import type { Drift } from "../../api/types";
import { byDay, byWhom, settingName } from "./drift";

const at = (read_at: string): Drift => ({
  signal: "account.settings",
  pointer: "/in_meeting/chat",
  old: true,
  new: false,
  seen_at: read_at,
  read_at,
  recorded_at: read_at,
  operator: null,
  by_exclusion: false,
  erased_at: null,
  occurred_at: null,
});

test("changes are counted by day, the oldest first", () => {
  const changes = [at("2026-11-21T08:00:00Z"), at("2026-11-20T08:00:00Z"), at("2026-11-21T09:00:00Z")];
  expect(byDay(changes, "UTC")).toEqual([
    { day: "2026-11-20", count: 1 },
    { day: "2026-11-21", count: 2 },
  ]);
});

test("a day is one of the viewer's zone", () => {
  expect(byDay([at("2026-11-20T23:30:00Z")], "Europe/Berlin")).toEqual([{ day: "2026-11-21", count: 1 }]);
});

test("a setting is named by its place", () => {
  expect(settingName({ signal: "account.settings", pointer: "/in_meeting/a~1b" })).toBe("in_meeting › a/b");
  expect(settingName({ signal: "users", pointer: "" })).toBe("users (the whole signal)");
});

test("who did it is known, erased or unknown", () => {
  expect(byWhom({ operator: "ada@example.com", erased_at: null })).toBe("ada@example.com");
  expect(byWhom({ operator: null, erased_at: "2027-02-20T08:00:00Z" })).toContain("Erased");
  expect(byWhom({ operator: null, erased_at: null })).toBe("Unknown");
  expect(byWhom({ operator: "ada", erased_at: null, by_exclusion: true })).toContain("ada (nobody else");
});

import { describe, expect, test } from "vitest";
import type { Action } from "../../api/types";
import { dayOf, inputOf, requestOf, type StatusInput } from "./status";

const MANUAL = {
  group: { id: "g1", name: "Europe" },
  testing_source: "manual",
  implementation_status: "not_implemented",
  test_status: "not_assessed",
  implementation_date: "2026-11-20T00:00:00.000Z",
  test_date: null,
  notes: "",
} as unknown as Action;
const AUTOMATIC = { ...MANUAL, group: null, testing_source: "automatic" } as Action;
const input = (change: Partial<StatusInput>): StatusInput => ({ ...inputOf(MANUAL), ...change });

describe("what is sent", () => {
  test("a test status and dates only when it is in place", () => {
    const planned = requestOf(MANUAL, input({ implementation: "planned", test: "passed", testDay: "2026-11-21" }));
    expect(planned).toEqual({ group: "g1", implementation_status: "planned", notes: "" });
    expect(
      requestOf(MANUAL, input({ implementation: "implemented", test: "passed", testDay: "2026-11-21" })),
    ).toEqual({
      group: "g1",
      implementation_status: "implemented",
      implementation_date: "2026-11-20T00:00:00Z",
      test_status: "passed",
      test_date: "2026-11-21T00:00:00Z",
      notes: "",
    });
  });
  test("never a test status of what checks test", () => {
    expect(requestOf(AUTOMATIC, input({ implementation: "alternative_implementation", test: "passed" }))).toEqual({
      group: null,
      implementation_status: "alternative_implementation",
      implementation_date: "2026-11-20T00:00:00Z",
      notes: "",
    });
  });
});

test("a day comes back as it was entered, whatever the viewer's zone", () => {
  expect(dayOf("2026-11-20T00:00:00.000Z")).toBe("2026-11-20");
  expect(dayOf(null)).toBe("");
});

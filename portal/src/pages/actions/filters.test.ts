import { describe, expect, test } from "vitest";
import type { ActionRow, TestStatus, Verdict } from "../../api/types";
import { hasStatus, urgency } from "./filters";

function row(test_status: TestStatus, worst: Verdict | null, counts: Partial<ActionRow["instances"]> = {}): ActionRow {
  const none = { total: 0, passed: 0, partially_passed: 0, failed: 0, undetected: 0, to_be_detected: 0, not_applicable: 0 };
  const points = { achieved_thousandths: 0, achievable: 9 };
  return { test_status, worst, points, instances: { ...none, ...counts } } as ActionRow;
}

describe("failed on any instance", () => {
  test("finds the partially tested action that failed on one", () => {
    expect(hasStatus(row("partially_tested", "failed", { passed: 1, failed: 1 }), "failed")).toBe(true);
    expect(hasStatus(row("partially_tested", "partially_passed", { partially_passed: 2 }), "failed")).toBe(false);
  });
  test("finds a manual action that somebody failed", () => {
    expect(hasStatus(row("failed_low_risk", null), "failed")).toBe(true);
  });
});

test("not decided on any instance finds what the coverage lacks", () => {
  expect(hasStatus(row("partially_tested", "undetected", { passed: 1, undetected: 1 }), "undecided")).toBe(true);
  expect(hasStatus(row("to_be_detected", null), "undecided")).toBe(true);
  expect(hasStatus(row("passed", "passed", { passed: 2 }), "undecided")).toBe(false);
});

test("the worst instance comes first, then what would win most", () => {
  const failed = row("partially_tested", "failed");
  const dear = { ...failed, points: { achieved_thousandths: 0, achievable: 27 } };
  const order = [row("passed", "passed"), row("could_not_be_detected", "undetected"), failed, dear, row("none", null)];
  const sorted = [...order].sort((a, b) => urgency(a) - urgency(b));
  expect(sorted.map((one) => order.indexOf(one))).toEqual([3, 2, 1, 4, 0]);
});

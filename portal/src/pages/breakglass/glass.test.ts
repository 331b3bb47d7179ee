import { expect, test } from "vitest";
import { addressesOf, remaining } from "./glass";

const NOW = Date.parse("2026-11-21T10:00:00Z");

test.each([
  ["2026-11-21T10:00:30Z", "1 min"],
  ["2026-11-21T10:59:00Z", "59 min"],
  ["2026-11-21T11:05:00Z", "1 h 5 min"],
  ["2026-11-21T10:00:00Z", undefined],
  ["2026-11-21T09:00:00Z", undefined],
  [null, undefined],
])("until %s there is %s left", (until, left) => {
  expect(remaining(until, NOW)).toBe(left);
});

test("addresses stand on lines or have commas between", () => {
  expect(addressesOf(" ana@example.com,\nbo@example.com; ")).toEqual(["ana@example.com", "bo@example.com"]);
});

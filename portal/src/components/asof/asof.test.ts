import { expect, test } from "vitest";
import { fromField, toField } from "./asof";

test("a field's date goes to the API and comes back the same", () => {
  const asOf = fromField("2026-11-20T08:15");
  expect(asOf).toMatch(/^2026-11-(19|20|21)T\d\d:\d5:00\.000Z$/);
  expect(toField(asOf)).toBe("2026-11-20T08:15");
});

test.each(["", "yesterday", "2026-13-01T00:00"])("“%s” is no date", (text) => {
  expect(fromField(text)).toBeUndefined();
  expect(toField(text)).toBe("");
});

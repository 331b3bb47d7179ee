import { expect, test } from "vitest";
import { placeOf, safeNext } from "./navigation";

test.each([
  ["/", "Overview"],
  ["/instances/1/runs", "Data connectors"],
  ["/connectors/activated", "Data connectors"],
  ["/assessments/new", "Assessments"],
  ["/nowhere", undefined],
])("%s belongs to %s", (pathname, title) => {
  expect(placeOf(pathname)?.title).toBe(title);
});

test.each([
  ["/actions?status=failed", "/actions?status=failed"],
  [null, "/"],
  ["https://elsewhere.example.com", "/"],
  ["//elsewhere.example.com", "/"],
  ["/\\elsewhere.example.com", "/"],
  ["/sign-in?next=/", "/"],
])("after signing in, %s leads to %s", (next, target) => {
  expect(safeNext(next)).toBe(target);
});

import { expect, test } from "vitest";
import { withAsOf } from "./links";

const PAST = "?as_of=2026-11-20T08%3A00%3A00Z";

test.each([
  ["/actions/zoom.waiting-room", PAST, "/actions/zoom.waiting-room?as_of=2026-11-20T08%3A00%3A00Z"],
  ["/actions?status=failed", PAST, "/actions?status=failed&as_of=2026-11-20T08%3A00%3A00Z"],
  ["/assessments/1/controls", PAST, "/assessments/1/controls?as_of=2026-11-20T08%3A00%3A00Z"],
  ["/", PAST, "/?as_of=2026-11-20T08%3A00%3A00Z"],
  ["/assessments", PAST, "/assessments"],
  ["/assessments/new", PAST, "/assessments/new"],
  ["/instances/1", PAST, "/instances/1"],
  ["/actions", "", "/actions"],
])("from a page as of a date, %s%s leads to %s", (to, search, target) => {
  expect(withAsOf(to, search)).toBe(target);
});

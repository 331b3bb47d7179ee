import { expect, test } from "vitest";
import { announcement, followsByItself } from "./topics";

test("what changed is said with its connector, where that is known", () => {
  const notices = [{ topic: "archive", instance: "1" }];
  expect(announcement(notices, () => "Chatter")).toBe("An archive changed on Chatter.");
  expect(announcement(notices, () => undefined)).toBe("An archive changed.");
});

test.each([
  ["/", true],
  ["/archives/1/log", true],
  ["/mailboxes", true],
  ["/mailboxes/1", false],
  ["/mailboxes/1/12/versions", false],
  ["/break-glass/1", true],
  ["/break-glass/1/2", false],
])("%s is read again by itself: %s", (pathname, follows) => {
  expect(followsByItself(pathname)).toBe(follows);
});

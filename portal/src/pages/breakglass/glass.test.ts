import { expect, test } from "vitest";
import { addressesOf, remaining, usedOf, lineOf } from "./glass";

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

test.each([
  [{ listed: 0, opened: 0, downloaded: 0 }, undefined],
  [{ listed: 1, opened: 0, downloaded: 0 }, "1 list"],
  [{ listed: 2, opened: 1, downloaded: 3 }, "2 lists, 1 message, 3 downloads"],
])("what was read is %o", (used, said) => {
  expect(usedOf(used)).toBe(said);
});

test.each([
  [{ what: "listed", uid: null, file: null }, "Looked at the list of messages"],
  [{ what: "opened", uid: 4, file: null }, "Opened message 4"],
  [{ what: "downloaded", uid: 4, file: null }, "Downloaded message 4"],
  [{ what: "downloaded", uid: 4, file: 0 }, "Downloaded file 1 of message 4"],
])("a line of the list is told: %o", (line, said) => {
  expect(lineOf(line)).toBe(said);
});

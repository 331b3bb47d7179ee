import { expect, test } from "vitest";
import { messageAt, placeOfProblem, shortSubject } from "./places";

test.each([
  ["[Harbour Talk] Notices: Ready.", "Inbox/Harbour Talk", "Notices: Ready."],
  ["[Other] Notices: Ready.", "Inbox/Harbour Talk", "[Other] Notices: Ready."],
  ["[Harbour Talk] ", "Inbox/Harbour Talk", "(no subject)"],
  ["", "Inbox", "(no subject)"],
])("“%s” in %s is listed as “%s”", (subject, folder, shown) => {
  expect(shortSubject(subject, folder)).toBe(shown);
});

test.each([
  ["It is not closed. (at character 12)", "It is not closed.", 12],
  ["It is not closed.", "It is not closed.", undefined],
])("“%s” is wrong somewhere", (message, text, at) => {
  expect(placeOfProblem(message)).toEqual({ text, at });
});

test("a message keeps the search that it was found by", () => {
  expect(messageAt("/mailboxes/1", 2, "")).toBe("/mailboxes/1/2");
  expect(messageAt("/mailboxes/1", 2, 'a & "b"')).toBe("/mailboxes/1/2?query=a%20%26%20%22b%22");
});

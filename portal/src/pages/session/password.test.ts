import { expect, test } from "vitest";
import { passwordProblem, repeatProblem } from "./password";

test("a password is entered twice and is the same both times", () => {
  expect(passwordProblem("")).toBe("Enter a password.");
  expect(passwordProblem("long and memorable")).toBeUndefined();
  expect(repeatProblem("one", "")).toBe("Enter the password again.");
  expect(repeatProblem("one", "two")).toBe("The two passwords differ.");
  expect(repeatProblem("one", "one")).toBeUndefined();
});

import { expect, test } from "vitest";
import { rowProblems } from "./csvProblems";

test("problems stand by row, those of the whole file first", () => {
  expect(
    rowProblems([
      { field: "csv.12.Mailbox", message: "No address." },
      { field: "csv.3.ExternalUserId", message: "Empty." },
      { field: "why", message: "Too long." },
    ]),
  ).toEqual([
    { row: null, column: "", message: "Too long." },
    { row: 3, column: "ExternalUserId", message: "Empty." },
    { row: 12, column: "Mailbox", message: "No address." },
  ]);
});

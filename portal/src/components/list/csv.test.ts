import { expect, test } from "vitest";
import { csvRows, custodiansOf } from "./csv";

test.each([
  ["a,b\nc,d", [["a", "b"], ["c", "d"]]],
  ["a;b\r\n\r\nc\td\r\n", [["a", "b"], ["c", "d"]]],
  ['"Rivera, Ana",x', [["Rivera, Ana", "x"]]],
  ['"say ""hello""",x', [['say "hello"', "x"]]],
  ['"two\nlines",x', [["two\nlines", "x"]]],
  ["\ufeffa,b", [["a", "b"]]],
  ["", []],
])("%j has the rows %j", (text, rows) => {
  expect(csvRows(text)).toEqual(rows);
});

test("a header is no custodian, and a name may be left out", () => {
  expect(custodiansOf("Address,Name\nana@example.com,Ana\nbo@example.com")).toEqual([
    { address: "ana@example.com", name: "Ana" },
    { address: "bo@example.com", name: "" },
  ]);
});

test("what is no address stays, so that it can be told of", () => {
  expect(custodiansOf("not an address")).toEqual([{ address: "not an address", name: "" }]);
});

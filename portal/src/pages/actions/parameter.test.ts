import { describe, expect, test } from "vitest";
import { editorOf, exceptionsOf, typed, valueOf } from "./parameter";

describe("a parameter is entered by its type", () => {
  test.each([
    ["bool", "switch"],
    ["int", "number"],
    ["number", "number"],
    ["text", "text"],
    ["time", "text"],
    ["list(text)", "lines"],
    ["list(enum[a, b])", "lines"],
    ["list(int)", "lines"],
    ["table(id: text)", "json"],
    ["list(list(text))", "json"],
  ])("%s with a %s", (type, kind) => {
    expect(editorOf(type).kind).toBe(kind);
  });

  test("an enum with a choice of what it lists", () => {
    expect(editorOf("enum[none, host, all]")).toEqual({ kind: "choice", options: ["none", "host", "all"] });
  });
});

test.each([
  ["bool", false, "false"],
  ["int", 90, "90"],
  ["text", "a “b”", "a “b”"],
  ["list(text)", ["example.com", "example.org"], "example.com\nexample.org"],
  ["list(int)", [1, 2], "1\n2"],
  ["enum[a, b]", "b", "b"],
  ["list(list(text))", [["a"]], '[["a"]]'],
])("a value of type %s is shown and sent as it was", (type, value, text) => {
  const editor = editorOf(type);
  expect(typed(editor, value)).toBe(text);
  expect(valueOf(editor, text)).toEqual(value);
});

test("what is no number is sent as it is, for the server to say so", () => {
  expect(valueOf(editorOf("int"), "ninety")).toBe("ninety");
  expect(valueOf(editorOf("int"), "")).toBe("");
  expect(valueOf(editorOf("list(int)"), "1\n\ntwo\n")).toEqual([1, "two"]);
  expect(valueOf(editorOf("table(id: text)"), "[{")).toBe("[{");
});

test("blank lines are no entries", () => {
  expect(valueOf(editorOf("list(text)"), " example.com \n\n")).toEqual(["example.com"]);
});

test("exceptions are counted in words", () => {
  expect([0, 1, 2].map(exceptionsOf)).toEqual([undefined, "1 exception", "2 exceptions"]);
});

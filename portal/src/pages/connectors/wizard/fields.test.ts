import { expect, test } from "vitest";
import { missingFields, typedOf } from "./fields";

const METHOD = {
  id: "oauth",
  title: "Server-to-Server OAuth",
  fields: [
    {
      name: "account_id",
      label: "Account ID",
      help: "",
      secret: false,
      max_chars: 8,
      pattern: "[A-Za-z0-9]+",
      pattern_help: "Letters and digits only.",
    },
  ],
};

test.each([
  ["", "Enter the account id."],
  ["   ", "Enter the account id."],
  ["<b>x</b>", "Letters and digits only."],
  ["123456789", "At most 8 characters."],
  ["abc123", undefined],
])("“%s”: %s", (typed, message) => {
  expect(missingFields(METHOD, { account_id: typed })["credentials.account_id"]).toBe(message);
});

test("a pattern that the browser cannot read is left to the server", () => {
  const [field] = METHOD.fields;
  const method = { ...METHOD, fields: [{ ...field, pattern: "(?<" }] } as typeof METHOD;
  expect(missingFields(method, { account_id: "abc" })).toEqual({});
});

test("what a draft has may stay empty, and is not sent as empty", () => {
  expect(missingFields(METHOD, { account_id: "" }, ["account_id"])).toEqual({});
  expect(missingFields(METHOD, { account_id: "<b>" }, ["account_id"])["credentials.account_id"]).toBeDefined();
  expect(typedOf({ account_id: "", other: "" }, ["account_id"])).toEqual({ other: "" });
  expect(typedOf({ account_id: "abc" }, ["account_id"])).toEqual({ account_id: "abc" });
});

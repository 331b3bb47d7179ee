import { describe, expect, test } from "vitest";
import type { AuthMethod, CredentialField } from "../../../api/types";
import { missingFields, typedOf } from "./fields";

const field = (name: string, more: Partial<CredentialField> = {}): CredentialField => ({
  name,
  label: name,
  help: "",
  secret: false,
  optional: false,
  default: null,
  choices: [],
  generated: null,
  multiline: false,
  max_chars: 20,
  pattern: null,
  pattern_help: "",
  ...more,
});
const method = (id: string, ...fields: CredentialField[]): AuthMethod => ({ id, title: id, notice: null, setup: [], fields });

const METHOD = method(
  "oauth",
  field("account_id", {
    label: "Account ID",
    max_chars: 8,
    pattern: "[A-Za-z0-9]+",
    pattern_help: "Letters and digits only.",
  }),
);

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
  const unreadable = method("oauth", field("account_id", { pattern: "(?<" }));
  expect(missingFields(unreadable, { account_id: "abc" })).toEqual({});
});

test("what a draft has may stay empty, and is not sent as empty", () => {
  expect(missingFields(METHOD, { account_id: "" }, ["account_id"])).toEqual({});
  expect(missingFields(METHOD, { account_id: "<b>" }, ["account_id"])["credentials.account_id"]).toBeDefined();
  const sent = (typed: string) => typedOf([METHOD], "oauth", { account_id: typed }, ["account_id"]);
  expect(sent("")).toEqual({});
  expect(sent("abc")).toEqual({ account_id: "abc" });
});

describe("several methods", () => {
  const APP = method("app", field("domain"), field("client_secret", { secret: true }));
  const PERSON = method(
    "person",
    field("domain", { default: "login.example.com" }),
    field("user"),
    field("token", { secret: true, optional: true }),
  );
  const KEY = method("key", field("domain"), field("private_key", { secret: true, generated: "key_pair" }));
  const ALL = [APP, PERSON, KEY];

  test("the chosen one is named, and only its fields are sent", () => {
    const typed = { domain: "acme.example.com", client_secret: "s", user: "ada" };
    expect(typedOf(ALL, "person", typed, [])).toEqual({
      method: "person",
      domain: "acme.example.com",
      user: "ada",
      token: "",
    });
  });
  test("what has a default begins with it, and what may be left empty is not asked for", () => {
    expect(missingFields(PERSON, { user: "ada" })).toEqual({});
    expect(typedOf(ALL, "person", { user: "ada" }, [])).toMatchObject({ domain: "login.example.com" });
  });
  test("a key is made, not typed", () => {
    expect(missingFields(KEY, { domain: "x" })["credentials.private_key"]).toContain("Make a key pair");
    expect(missingFields(KEY, { domain: "x" }, ["private_key"])).toEqual({});
    expect(typedOf(ALL, "key", { domain: "x" }, [])).toEqual({ method: "key", domain: "x" });
  });
});

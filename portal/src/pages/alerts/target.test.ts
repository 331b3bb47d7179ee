import { expect, test } from "vitest";
import { inputOf, newSecret, wanted } from "./target";

const filled = { ...inputOf(), name: "Mail", host: " mail.example.com ", from: "a@example.com", to: "b@example.com" };

test.each([
  ["b@example.com, c@example.com", ["b@example.com", "c@example.com"]],
  ["b@example.com\nc@example.com;", ["b@example.com", "c@example.com"]],
  [" ", []],
])("the recipients in %j are %j", (to, addresses) => {
  expect(wanted({ ...filled, to }).smtp?.to).toEqual(addresses);
});

test("a password goes only with a name", () => {
  expect(wanted({ ...filled, secret: "x" })).toMatchObject({ secret: null, smtp: { user: null } });
  expect(wanted({ ...filled, secret: "x", user: "me" })).toMatchObject({ secret: "x", smtp: { user: "me" } });
});

test.each(["", "x", "65536", "-1"])("the port %j is none", (port) => {
  expect(wanted({ ...filled, port }).smtp?.port).toBe(0);
});

test("a target is edited as it is, without its secret", () => {
  const webhook = { ...filled, kind: "webhook" as const, url: "https://hooks.example.com/" };
  expect(wanted(webhook)).toMatchObject({ webhook: { url: "https://hooks.example.com/" }, smtp: null, secret: null });
});

test("a signing secret is whsec_ and the base64 of 32 bytes", () => {
  const secret = newSecret((bytes) => bytes.fill(255));
  expect(secret).toBe(`whsec_${"/".repeat(42)}8=`);
});

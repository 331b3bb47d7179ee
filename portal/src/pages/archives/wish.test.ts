import { expect, test } from "vitest";
import type { ArchiveSettings } from "../../api/archive";
import { FIRST_WISH, domainsOf, settingsOf, wishOf, wrongIn } from "./wish";

const SET: ArchiveSettings = {
  kinds: ["post"],
  files: false,
  from: "2026-01-02T15:00:00Z",
  messages: null,
  leave_out: [{ what: "group", id: "0F9x", reason: "Works council" }],
  domains: ["example.com"],
  every_s: 300,
};

test("private messages are off unless somebody asks for them", () => {
  expect(settingsOf(FIRST_WISH)).toMatchObject({ kinds: ["post", "comment"], files: true, messages: null });
});

test("private messages want a purpose and a legal basis", () => {
  const wanted = { ...FIRST_WISH, privately: true };
  expect(Object.keys(wrongIn(wanted))).toEqual(["settings.messages.purpose", "settings.messages.legal_basis"]);
  const said = { ...wanted, purpose: " records ", legalBasis: "the law" };
  expect(wrongIn(said)).toEqual({});
  expect(settingsOf(said).messages).toEqual({ purpose: "records", legal_basis: "the law" });
});

test("nothing at all is not archived, and what is left out has an id and a reason", () => {
  const wrong = wrongIn({ ...FIRST_WISH, kinds: [], leaveOut: [{ what: "person", id: " ", reason: "" }] });
  expect(Object.keys(wrong)).toEqual(["settings.kinds", "settings.leave_out.0.id", "settings.leave_out.0.reason"]);
});

test("a day is that of UTC, and none is everything", () => {
  expect(settingsOf({ ...FIRST_WISH, from: "2026-01-02" }).from).toBe("2026-01-02T00:00:00Z");
  expect(settingsOf(FIRST_WISH).from).toBeNull();
});

test("settings that are looked at and saved stay as they were, their hour too", () => {
  expect(settingsOf(wishOf(SET), SET)).toEqual(SET);
  expect(settingsOf({ ...wishOf(SET), from: "" }, SET).from).toBeNull();
});

test("domains stand on lines, or have commas between", () => {
  expect(domainsOf({ ...FIRST_WISH, domains: "a.example\n b.example, c.example;\n" })).toEqual([
    "a.example",
    "b.example",
    "c.example",
  ]);
});

import { describe, expect, it } from "vitest";
import type { OutcomeEntry } from "../../api/types";
import { causesOf, setBy } from "./cause";

const parameter = { kind: "parameter", text: "A parameter was changed: days from 90 to 365 by Ada." } as const;
const version = { kind: "check_version", text: "The check changed from version 1 to 2." } as const;
const event: OutcomeEntry["event"] = {
  operator: "ada@example.com",
  by_exclusion: false,
  erased_at: null,
  occurred_at: "2026-11-21T08:00:00Z",
  old: { enabled: false },
  new: { enabled: true },
};

describe("causesOf", () => {
  it.each([
    ["of a parameter and a version", [parameter, version], null, [parameter.text, version.text]],
    ["beside the service's word", [parameter], event, [parameter.text]],
    ["of the service alone, which is told otherwise", [], event, []],
    ["that nobody says", [], null, ["Unknown"]],
  ])("tells a cause %s", (_, causes, told, expected) => {
    expect(causesOf({ causes: [...causes], event: told })).toEqual(expected);
  });
});

describe("setBy", () => {
  it("names the default, or who set it and why", () => {
    expect(setBy({ set: null })).toBe(", the default");
    const set = {
      value: {},
      why: "The records schedule says so.",
      until: null,
      by: "Ada",
      recorded_at: "2026-11-21T08:00:00Z",
      in_force: true,
      closed_at: null,
      closed_by: null,
    };
    expect(setBy({ set })).toBe(", by Ada: “The records schedule says so.”");
  });
});

import { describe, expect, test } from "vitest";
import type { Draft, Validation } from "../../../api/types";
import { blocked, isValidated, start, wizard, type Act, type State } from "./wizard";

const GOOD: Validation = {
  result: "succeeded",
  account_id: "acc-1",
  message: "Validation succeeded",
  problems: [],
  granted: ["account:read:admin"],
  missing: [],
  undetected_checks: 0,
  warnings: [],
};
const after = (...acts: Act[]): State => acts.reduce(wizard, start({ method: "oauth", terms: "1" }));
const ACCEPT: Act[] = [{ do: "accept", accepted: true }, { do: "next" }];
const NAMED: Act[] = [...ACCEPT, { do: "name", name: "East" }, { do: "next" }];
const TYPED: Act[] = [...NAMED, { do: "credential", field: "account_id", value: "acc-1" }];
const VALIDATED: Act[] = [...TYPED, { do: "validate" }, { do: "validated", revision: 1, validation: GOOD }];

describe("the terms", () => {
  test("have to be accepted", () => {
    expect(blocked(after())).toBe("Accept the terms to go on.");
    expect(after({ do: "next" }).step).toBe("terms");
    expect(after(...ACCEPT).step).toBe("name");
  });
});

describe("authentication", () => {
  test("is left only after a validation that succeeded", () => {
    expect(blocked(after(...TYPED))).toBe("Validate the connection to go on.");
    expect(after(...TYPED, { do: "next" }).step).toBe("authentication");
    expect(after(...VALIDATED, { do: "next" }).step).toBe("review");
  });
  test("a warning lets one go on, a failure does not", () => {
    const ended = (result: Validation["result"]) =>
      isValidated(
        after(...TYPED, { do: "validate" }, { do: "validated", revision: 1, validation: { ...GOOD, result } }),
      );
    expect(ended("warning")).toBe(true);
    expect(ended("failed")).toBe(false);
  });
  test("changing a field un-validates", () => {
    const changed = after(...VALIDATED, { do: "credential", field: "account_id", value: "acc-2" });
    expect(isValidated(changed)).toBe(false);
    expect(changed.credentials).toEqual({ account_id: "acc-2" });
  });
  test("an answer to an older form is not believed", () => {
    const late = after(
      ...TYPED,
      { do: "validate" },
      { do: "credential", field: "account_id", value: "acc-2" },
      { do: "validated", revision: 1, validation: GOOD },
    );
    expect(isValidated(late)).toBe(false);
  });
  test("while it is being tried, an older success does not count", () => {
    expect(isValidated(after(...VALIDATED, { do: "validate" }))).toBe(false);
  });
  test("a problem of one field stands at that field, with how to mend it, until the field changes", () => {
    const problem = { field: "client_secret", message: "The secret is wrong.", mend: "Copy it again." };
    const failed = after(
      ...TYPED,
      { do: "validate" },
      { do: "validated", revision: 1, validation: { ...GOOD, result: "failed", problems: [problem] } },
    );
    expect(failed.errors).toEqual({ "credentials.client_secret": "The secret is wrong. Copy it again." });
    expect(wizard(failed, { do: "credential", field: "client_secret", value: "x" }).errors).toEqual({});
  });
});

describe("going back", () => {
  test("keeps what was typed, and the validation", () => {
    const back = after(...VALIDATED, { do: "back" }, { do: "back" }, { do: "next" }, { do: "next" });
    expect(back.step).toBe("authentication");
    expect(back.name).toBe("East");
    expect(back.credentials).toEqual({ account_id: "acc-1" });
    expect(isValidated(back)).toBe(true);
  });
  test("ends at the first step", () => {
    expect(after({ do: "back" }).step).toBe("terms");
  });
});

describe("a refusal at the end", () => {
  const refuse = (field: string) =>
    after(...VALIDATED, { do: "next" }, { do: "refused", errors: [{ field, message: "Taken." }] });
  test("leads to the step of the wrong field, with its message", () => {
    expect(refuse("name")).toMatchObject({ step: "name", errors: { name: "Taken." } });
    expect(refuse("credentials.account_id")).toMatchObject({ step: "authentication" });
  });
  test("of credentials un-validates them; of the name does not", () => {
    expect(isValidated(refuse("credentials.account_id"))).toBe(false);
    expect(isValidated(refuse("name"))).toBe(true);
  });
  test("of something else stays", () => {
    expect(refuse("connector").step).toBe("review");
  });
});

describe("a draft", () => {
  const DRAFT: Draft = {
    id: "d-1",
    connector: "zoom",
    name: "East",
    terms_version: "1",
    fields: { account_id: "acc-1" },
    secrets: ["client_secret"],
    certificates: {},
    created_at: "2026-11-21T08:00:00Z",
    created_by: "ada",
    updated_at: "2026-11-21T08:00:00Z",
    kept_until: "2026-12-21T08:00:00Z",
  };
  const resumed = (more: Partial<Draft>) => start({ method: "oauth", terms: "1", draft: { ...DRAFT, ...more } });
  test("opens at the first step that is not done, with what was typed", () => {
    expect(resumed({})).toMatchObject({ step: "authentication", name: "East", credentials: { account_id: "acc-1" } });
    expect(resumed({ name: " " }).step).toBe("name");
    expect(resumed({ terms_version: null }).step).toBe("terms");
  });
  test("wants terms that changed since to be accepted again", () => {
    expect(resumed({ terms_version: "0" })).toMatchObject({ step: "terms", accepted: false });
  });
  test("is validated anew", () => {
    expect(isValidated(resumed({}))).toBe(false);
  });
  test("goes on with the method that was chosen, and what fits another stays when that is chosen", () => {
    const state = resumed({ fields: { method: "app", account_id: "acc-1" } });
    expect(state).toMatchObject({ method: "app", credentials: { account_id: "acc-1" } });
    const other = wizard(state, { do: "method", method: "oauth" });
    expect(other).toMatchObject({ method: "oauth", credentials: { account_id: "acc-1" }, kept: ["client_secret"] });
    expect(other.revision).toBe(state.revision + 1);
  });
  test("keeps a key that was made, and shows its certificate", () => {
    const certificate = { certificate_pem: "PEM", fingerprint_sha256: "ab", not_after: "2028-11-21T00:00:00Z" };
    const made = wizard(resumed({}), { do: "key", field: "private_key", certificate });
    expect(made.kept).toEqual(["client_secret", "private_key"]);
    expect(made.certificates).toEqual({ private_key: certificate });
    expect(wizard(made, { do: "reset" })).toMatchObject({ kept: [], certificates: {}, credentials: {} });
  });
});

import { expect, test } from "vitest";
import { start } from "../../connectors/wizard/wizard";
import { STEPS, begin, blocked, planned, stepOf, wantsAnotherTry, type Move } from "./steps";

const after = (...moves: Move[]) => moves.reduce(planned, begin("terms"));
const FRESH = start({ method: "oauth", terms: "1" });

test("the terms and a validated connection come before everything else", () => {
  expect(blocked(after(), FRESH)).toBe("Accept the terms to go on.");
  expect(blocked(after(), { ...FRESH, accepted: true })).toBeUndefined();
  expect(blocked(begin("authentication"), FRESH)).toBe("Validate the connection to go on.");
});

test("the steps follow one another, and end at both ends", () => {
  const all = STEPS.map(({ id }) => id);
  const walked = all.map((_, count) => after(...Array.from({ length: count }, (): Move => ({ do: "next" }))).step);
  expect(walked).toEqual(all);
  expect(after({ do: "back" }).step).toBe("terms");
});

test.each([
  ["name", "name"],
  ["credentials.password", "authentication"],
  ["settings.messages.purpose", "what"],
  ["settings.domains.0", "mailboxes"],
  ["custodians.3.address", "mailboxes"],
  ["draft", "review"],
])("a refusal of %s leads to the step %s, with its message", (field, step) => {
  expect(stepOf(field)).toBe(step);
  const refused = planned(begin("review"), { do: "refused", errors: [{ field, message: "Wrong." }] });
  expect(refused).toMatchObject({ step, errors: { [field]: "Wrong." } });
});

test("choosing private messages has the connection tried again, once", () => {
  const chosen = after({ do: "wish", change: { privately: true } });
  expect(wantsAnotherTry(chosen)).toBe(true);
  expect(wantsAnotherTry(planned(chosen, { do: "tried", messages: true }))).toBe(false);
  expect(wantsAnotherTry(after())).toBe(false);
});

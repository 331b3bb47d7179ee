import { describe, expect, test } from "vitest";
import type { InstanceBrief, RegulationSummary } from "../../../api/types";
import { request, start, ticked, wizard, type Act, type Offer, type State } from "./wizard";

const instance = (id: string, service: string) => ({ id, service, name: id }) as InstanceBrief;
const regulation = (id: string, services: string[]) => ({ id, title: id, services }) as unknown as RegulationSummary;
const OFFER: Offer = {
  services: ["zoom", "salesforce"],
  instances: [instance("east", "zoom"), instance("west", "zoom"), instance("crm", "salesforce")],
  groups: [{ id: "g1", name: "Europe" }],
  names: ["Baseline"],
};
const NEXT: Act = { do: "next", offer: OFFER };
const ZOOM: Act = { do: "regulation", regulation: regulation("baseline", ["zoom"]), connected: ["zoom", "salesforce"] };
const NAMED: Act[] = [ZOOM, NEXT, { do: "name", name: "East and west" }, NEXT];
const after = (...acts: Act[]): State => acts.reduce(wizard, start(OFFER.groups));

test("a regulation comes first", () => {
  expect(after(NEXT)).toMatchObject({ step: "regulation", errors: { regulation: "Select a regulation." } });
});

test("only services that the regulation supports are chosen at first, and another regulation gives up others", () => {
  expect(after(ZOOM).services).toEqual(["zoom"]);
  const other = { do: "regulation", regulation: regulation("crm", ["salesforce"]), connected: ["zoom"] } as const;
  expect(after(ZOOM, other).services).toEqual([]);
});

describe("the name", () => {
  const named = (name: string) => after(ZOOM, NEXT, { do: "name", name }, NEXT);
  test.each([
    ["", "Enter a name."],
    ["   ", "Enter a name."],
    ["é".repeat(300), "The name has 300 characters; at most 100 fit. Shorten it."],
    ["<b>x</b>", "The name may not contain “<”; remove it."],
    ["a\u202eb", "The name contains a character that cannot be seen; remove it."],
    ["  bASELINE ", "An assessment of this name exists. Choose another name."],
  ])("“%s” is refused at the field", (name, message) => {
    expect(named(name)).toMatchObject({ step: "name", errors: { name: message } });
  });
  test("changing it takes its error away", () => {
    expect(wizard(named(""), { do: "name", name: "x" }).errors).toEqual({});
  });
});

describe("the group", () => {
  const grouped = (name: string) =>
    after(ZOOM, NEXT, { do: "name", name: "x" }, { do: "group", group: null }, { do: "newGroup", name }, NEXT);
  test("a new one needs a name of its own", () => {
    expect(grouped(" ").errors).toHaveProperty("group");
    expect(grouped("EUROPE").errors).toHaveProperty("group");
    expect(grouped("x".repeat(101)).errors).toHaveProperty("group");
    expect(grouped("Asia").step).toBe("services");
  });
});

describe("service instances", () => {
  test("are all ticked at first, also those of a service chosen later", () => {
    expect(ticked(after(...NAMED), OFFER).map(({ id }) => id)).toEqual(["east", "west"]);
    const more = after(...NAMED, { do: "service", service: "salesforce", ticked: true });
    expect(ticked(more, OFFER).map(({ id }) => id)).toEqual(["east", "west", "crm"]);
  });
  test("covering all sends none by name", () => {
    expect(request(after(...NAMED, NEXT), OFFER)).toEqual({
      name: "East and west",
      regulation: "baseline",
      group: { id: "g1" },
      services: ["zoom"],
      covers: "all",
      instances: [],
    });
  });
  test("covering these only sends the ticked ones, at least one", () => {
    const choose = (ids: string[]): Act[] => [
      ...NAMED,
      NEXT,
      { do: "covers", covers: "chosen" },
      { do: "instances", ticked: ids, offered: ["east", "west"] },
      NEXT,
    ];
    expect(request(after(...choose(["west"])), OFFER).instances).toEqual(["west"]);
    expect(after(...choose([]))).toMatchObject({ step: "instances" });
  });
});

test("back keeps what was chosen", () => {
  const back = after(...NAMED, { do: "back" }, { do: "back" });
  expect(back).toMatchObject({ step: "regulation", name: "East and west", services: ["zoom"] });
});

test("a refusal leads to the first step that has a wrong field", () => {
  const refused = after(...NAMED, NEXT, NEXT, {
    do: "refused",
    errors: [
      { field: "instances", message: "No." },
      { field: "group.name", message: "Taken." },
    ],
  });
  expect(refused).toMatchObject({ step: "name", errors: { group: "Taken.", instances: "No." } });
});

import { describe, expect, test } from "vitest";
import { arrange, grouped, optionsOf, type Filter, type ListState } from "./rows";

interface Row {
  name: string;
  points: number | null;
}
const ROWS: Row[] = [
  { name: "Waiting room", points: 9 },
  { name: "encryption", points: 27 },
  { name: "Recording 10", points: null },
  { name: "Recording 9", points: 3 },
];
const COLUMNS = [
  { id: "name", sort: (row: Row) => row.name },
  { id: "points", sort: (row: Row) => row.points },
];
const FILTERS: Filter<Row>[] = [
  { id: "size", label: "Size", options: [], test: (row, value) => (row.points ?? 0) >= Number(value) },
];
const names = (state: Partial<ListState>) =>
  arrange(ROWS, { search: "", sort: "", filters: {}, ...state }, (row) => row.name, COLUMNS, FILTERS).map(
    (row) => row.name,
  );

describe("a list", () => {
  test("keeps the order it came in until it is sorted", () => {
    expect(names({})).toEqual(ROWS.map((row) => row.name));
  });
  test("finds every word in any case", () => {
    expect(names({ search: "ROOM  wait" })).toEqual(["Waiting room"]);
    expect(names({ search: "room encryption" })).toEqual([]);
  });
  test("sorts texts as people do, numbers inside them by value", () => {
    expect(names({ sort: "name" })).toEqual(["encryption", "Recording 9", "Recording 10", "Waiting room"]);
  });
  test("puts what has no value last, whichever way is sorted", () => {
    expect(names({ sort: "points" }).at(-1)).toBe("Recording 10");
    expect(names({ sort: "-points" })).toEqual(["encryption", "Waiting room", "Recording 9", "Recording 10"]);
  });
  test("filters, and an empty filter lets everything through", () => {
    expect(names({ filters: { size: "9" } })).toEqual(["Waiting room", "encryption"]);
    expect(names({ filters: { size: "" } })).toHaveLength(4);
  });
});

test("groups keep the rows' order", () => {
  const groups = grouped(ROWS, (row) => (row.points === null ? "none" : "some"));
  expect(groups.map(([name, rows]) => [name, rows.length])).toEqual([
    ["some", 3],
    ["none", 1],
  ]);
});

test("options are the different values, sorted by label", () => {
  expect(optionsOf(["b", "a", "b"], (row) => row, (value) => value.toUpperCase())).toEqual([
    { value: "a", label: "A" },
    { value: "b", label: "B" },
  ]);
});

import { expect, test } from "vitest";
import { lines, path } from "./line";

const BOX = { left: 10, top: 0, width: 100, height: 50 };

test("time runs to the right and 100 % lies on top", () => {
  const placed = lines(
    [
      { at: 0, tenths: 0 },
      { at: 50, tenths: 500 },
      { at: 100, tenths: 1000 },
    ],
    BOX,
  );
  expect(placed).toEqual([
    [
      { x: 10, y: 50 },
      { x: 60, y: 25 },
      { x: 110, y: 0 },
    ],
  ]);
  expect(path(placed[0] ?? [])).toBe("M10.0 50.0L60.0 25.0L110.0 0.0");
});

test("no score leaves a gap, not a zero", () => {
  const placed = lines(
    [
      { at: 0, tenths: 100 },
      { at: 1, tenths: null },
      { at: 2, tenths: 100 },
    ],
    BOX,
  );
  expect(placed).toHaveLength(2);
});

test("one point lies at the right; none draws nothing", () => {
  expect(lines([{ at: 5, tenths: 1000 }], BOX)).toEqual([[{ x: 110, y: 0 }]]);
  expect(lines([], BOX)).toEqual([]);
});

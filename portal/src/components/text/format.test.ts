import { describe, expect, test } from "vitest";
import { achieved, count, coverage, percentage, points, remaining, value } from "./format";

describe("percentage", () => {
  test.each([
    [653, "65.3\u00a0%"],
    [0, "0.0\u00a0%"],
    [999, "99.9\u00a0%"],
    [1000, "100.0\u00a0%"],
    [null, "–"],
  ])("%s is shown as %s", (tenths, text) => {
    expect(percentage(tenths)).toBe(text);
  });
});

describe("achieved points", () => {
  test.each([
    [25_500, "25.5"],
    [39_000, "39"],
    [0, "0"],
    [1_333, "1.333"],
    [9_050, "9.05"],
    [7, "0.007"],
  ])("%i thousandths are %s", (thousandths, text) => {
    expect(achieved(thousandths)).toBe(text);
  });

  test("the worked example: 25.5 of 39", () => {
    expect(points({ achieved_thousandths: 25_500, achievable: 39 })).toBe("25.5 of 39");
    expect(remaining({ achieved_thousandths: 25_500, achievable: 39 })).toBe(13_500);
  });
});

test("coverage says what a score rests on", () => {
  expect(coverage({ decided: 3, all: 4, percentage_tenths: 750 })).toBe(
    "3 of 4 checks decided (75.0\u00a0%)",
  );
  expect(coverage({ decided: 0, all: 0, percentage_tenths: null })).toBe("no automatic checks");
});

test("one and many", () => {
  expect(count(1, "action")).toBe("1 action");
  expect(count(0, "action")).toBe("0 actions");
  expect(count(2, "family", "families")).toBe("2 families");
});

describe("a value of a service", () => {
  test.each([
    [true, "true"],
    ["host", "“host”"],
    [8, "8"],
    [null, "nothing"],
    [undefined, "nothing"],
    [["a", "b"], '[ "a", "b" ]'],
    [{ a: 1 }, '{ "a": 1 }'],
  ])("%j is %s", (found, text) => {
    expect(value(found)).toBe(text);
  });
});

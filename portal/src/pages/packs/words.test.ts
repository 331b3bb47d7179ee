import { expect, test } from "vitest";
import { fileOf } from "./words";

const FILE = { check: "a", version: 3, hash: "1f0c9a2b77", path: "a.yaml", accepted_at: null, accepted_by: null };

test("a file is told by its version and the beginning of its hash", () => {
  expect(fileOf(FILE)).toBe("Version 3 (1f0c9a2b)");
  expect(fileOf({ ...FILE, version: null })).toBe("A version that does not load (1f0c9a2b)");
  expect(fileOf(null)).toBe("–");
});

import { describe, expect, test } from "vitest";
import { endpoints, properties, typeOf, type Description, type Piece, type Schema } from "./openapi";

const text = (pieces: Piece[]) => pieces.map((piece) => (typeof piece === "string" ? piece : `{${piece.ref}}`)).join("");

describe("a type", () => {
  test.each<[Schema, string]>([
    [{ type: "string", format: "date-time" }, "string (date-time)"],
    [{ type: ["integer", "null"], format: "int32" }, "integer (int32) or nothing"],
    [{ $ref: "#/components/schemas/Score" }, "{Score}"],
    [{ type: "array", items: { $ref: "#/components/schemas/Run" } }, "list of {Run}"],
    [{ oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Run" }] }, "nothing or {Run}"],
    [{ type: "string", enum: ["all", "chosen"] }, '"all" | "chosen"'],
    [{ type: "object", additionalProperties: { type: "string" } }, "map of string"],
    [{}, "anything"],
  ])("%j reads %s", (schema, expected) => {
    expect(text(typeOf(schema))).toBe(expected);
  });
});

test("operations carry the parameters of their path, and an anchor", () => {
  const description = {
    info: { title: "x", version: "1" },
    paths: {
      "/instances/{id}": {
        parameters: [{ name: "id", in: "path" }],
        get: { operationId: "show_instance", tags: ["instances"] },
        delete: { parameters: [{ name: "why", in: "query" }] },
      },
    },
  } as unknown as Description;
  const found = endpoints(description);
  expect(found.map(({ id, tag }) => [id, tag])).toEqual([
    ["show_instance", "instances"],
    ["delete-instances-id-", "other"],
  ]);
  expect(found[1]?.operation.parameters?.map(({ name }) => name)).toEqual(["id", "why"]);
});

test("a schema made of parts has the properties of all", () => {
  const schema: Schema = {
    allOf: [{ properties: { id: { type: "string" } }, required: ["id"] }],
    properties: { name: { type: "string" } },
  };
  expect(properties(schema).map(({ name, required }) => [name, required])).toEqual([
    ["id", true],
    ["name", false],
  ]);
});

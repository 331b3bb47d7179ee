// The parts of an OpenAPI 3.1 description that the reference shows. Pure.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
}
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}
interface Content {
  content?: Record<string, { schema?: Schema }>;
  description?: string;
}
export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: Content;
  responses?: Record<string, Content>;
  "x-use-case"?: string;
}
export interface Description {
  info: { title: string; version: string; description?: string };
  servers?: { url: string }[];
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, unknown>>;
  components?: { schemas?: Record<string, Schema> };
}

const METHODS = ["get", "post", "put", "patch", "delete"];

/** One operation with where it is. `id` is its anchor. */
export interface Endpoint {
  id: string;
  method: string;
  path: string;
  tag: string;
  operation: Operation;
}

/** Whether what came over the wire is a description at all. */
export const isDescription = (value: unknown): value is Description =>
  typeof value === "object" && value !== null && "paths" in value && "info" in value;

/** Every operation, in the order of the description, with the parameters of its path. */
export function endpoints(description: Description): Endpoint[] {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method): Endpoint[] => {
      const operation = item[method] as Operation | undefined;
      if (operation === undefined) return [];
      const shared = (item.parameters as Parameter[] | undefined) ?? [];
      const parameters = [...shared, ...(operation.parameters ?? [])];
      const id = operation.operationId ?? `${method}${path.replace(/[^a-z0-9]+/gi, "-")}`;
      return [{ id, method, path, tag: operation.tags?.[0] ?? "other", operation: { ...operation, parameters } }];
    }),
  );
}

/** “#/components/schemas/Score” is “Score”. */
export const refName = (ref: string): string => ref.split("/").at(-1) ?? ref;

/** The schemas that a content has, by media type. */
export const bodies = (content: Content | undefined): [string, Schema][] =>
  Object.entries(content?.content ?? {}).flatMap(([media, { schema }]) =>
    schema === undefined ? [] : [[media, schema] as [string, Schema]],
  );

/** A type in pieces: words, and names of schemas that lead to them. */
export type Piece = string | { ref: string };

/** How a person reads a schema's type: “list of”, {Instance}, “ or nothing”. */
export function typeOf(schema: Schema): Piece[] {
  if (schema.$ref !== undefined) return [{ ref: refName(schema.$ref) }];
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return joined(choices, " or ");
  if (schema.allOf !== undefined) return joined(schema.allOf, " and ");
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (schema.enum !== undefined) return [schema.enum.map((value) => JSON.stringify(value)).join(" | ")];
  const types = [schema.type ?? []].flat();
  const pieces = types.filter((type) => type !== "null").map((type) => single(type, schema));
  const none = types.includes("null") ? [["nothing"]] : [];
  const all = [...pieces, ...none];
  return all.length === 0 ? ["anything"] : all.flatMap((piece, at) => (at === 0 ? piece : [" or ", ...piece]));
}

const joined = (schemas: readonly Schema[], word: string): Piece[] =>
  schemas.flatMap((schema, at) => (at === 0 ? typeOf(schema) : [word, ...typeOf(schema)]));

function single(type: string, schema: Schema): Piece[] {
  if (type === "array") return ["list of ", ...(schema.items === undefined ? ["anything"] : typeOf(schema.items))];
  if (type === "object" && typeof schema.additionalProperties === "object") {
    return ["map of ", ...typeOf(schema.additionalProperties)];
  }
  return [schema.format === undefined ? type : `${type} (${schema.format})`];
}

/** The properties of a schema, those of its parts (`allOf`) included. */
export function properties(schema: Schema): { name: string; schema: Schema; required: boolean }[] {
  const inner = (schema.allOf ?? []).flatMap(properties);
  const own = Object.entries(schema.properties ?? {}).map(([name, value]) => ({
    name,
    schema: value,
    required: schema.required?.includes(name) ?? false,
  }));
  return [...inner, ...own];
}

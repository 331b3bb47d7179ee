// How the shapes of the description stand in an answer of the server.

type Upper =
  | ("A" | "B" | "C" | "D" | "E" | "F" | "G" | "H" | "I" | "J" | "K" | "L" | "M")
  | ("N" | "O" | "P" | "Q" | "R" | "S" | "T" | "U" | "V" | "W" | "X" | "Y" | "Z");

/** “FailedLowRisk” as the wire has it: “failed_low_risk”. A word that is in snake_case already stays. */
type SnakeCase<Word extends string, Joint extends string = ""> = Word extends `${infer First}${infer Rest}`
  ? First extends Upper
    ? `${Joint}${Lowercase<First>}${SnakeCase<Rest, "_">}`
    : `${First}${SnakeCase<Rest, "_">}`
  : Word;

/**
 * An answer of the API. The server writes null where there is nothing, so no property of an answer is ever
 * missing; a schema without a type is any JSON value; and some enums are described by the names that the
 * server's source has for their words, which are in snake_case on the wire.
 */
export type OnTheWire<T> = [T] extends [Record<string, never>]
  ? unknown
  : T extends readonly (infer Item)[]
    ? OnTheWire<Item>[]
    : T extends object
      ? { [Key in keyof T]-?: OnTheWire<Exclude<T[Key], undefined>> }
      : T extends string
        ? string extends T
          ? T
          : SnakeCase<T>
        : T;

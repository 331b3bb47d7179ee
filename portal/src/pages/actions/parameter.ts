// How a parameter is typed in, by the type that its check declares. Pure.

/** What a parameter is entered with. */
export type Editor =
  | { kind: "switch" }
  | { kind: "number" }
  | { kind: "text" }
  | { kind: "choice"; options: string[] }
  /** A list, one entry a line. */
  | { kind: "lines"; of: "text" | "number" }
  | { kind: "json" };

/** `type` as a check's file spells it. */
export function editorOf(type: string): Editor {
  if (type === "bool") return { kind: "switch" };
  if (type === "int" || type === "number") return { kind: "number" };
  if (type === "text" || type === "time") return { kind: "text" };
  if (type === "list(int)" || type === "list(number)") return { kind: "lines", of: "number" };
  if (type === "list(text)" || /^list\(enum\[[^\]]*\]\)$/.test(type)) return { kind: "lines", of: "text" };
  const options = /^enum\[([^\]]*)\]$/.exec(type)?.[1];
  if (options !== undefined) return { kind: "choice", options: options.split(", ") };
  return { kind: "json" };
}

/** A value as its editor shows it. A switch shows “true” or “false”. */
export function typed(editor: Editor, value: unknown): string {
  if (editor.kind === "lines" && Array.isArray(value)) return value.map(String).join("\n");
  if (editor.kind === "json") return JSON.stringify(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What is sent. A text that is no number, or no JSON, is sent as it is: the server says what it wants. */
export function valueOf(editor: Editor, text: string): unknown {
  switch (editor.kind) {
    case "switch":
      return text === "true";
    case "number":
      return numberOf(text);
    case "text":
    case "choice":
      return text;
    case "lines": {
      const lines = text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
      return editor.of === "number" ? lines.map(numberOf) : lines;
    }
    case "json":
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return text;
      }
  }
}

function numberOf(text: string): number | string {
  const number = Number(text);
  return text.trim() === "" || !Number.isFinite(number) ? text : number;
}

/** “1 exception”, “2 exceptions”; nothing where none was needed. */
export function exceptionsOf(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? "1 exception" : `${count} exceptions`;
}

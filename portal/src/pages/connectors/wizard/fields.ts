// What can be said of credentials before the service is asked. Pure.
import type { AuthMethod } from "../../../api/types";

/**
 * Errors by `credentials.NAME`: what is empty, too long, or does not look like what it should be. `kept` are secrets
 * that a draft has, which may stay empty here.
 */
export function missingFields(
  method: AuthMethod | undefined,
  credentials: Readonly<Record<string, string>>,
  kept: readonly string[] = [],
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const field of method?.fields ?? []) {
    const typed = (credentials[field.name] ?? "").trim();
    const at = `credentials.${field.name}`;
    if (typed === "" && kept.includes(field.name)) continue;
    if (typed === "") errors[at] = `Enter the ${field.label.toLowerCase()}.`;
    else if (typed.length > field.max_chars) errors[at] = `At most ${field.max_chars} characters.`;
    else if (field.pattern && !matches(field.pattern, typed)) {
      errors[at] = field.pattern_help || "This does not look right. Copy it again.";
    }
  }
  return errors;
}

/** A pattern that a browser cannot read decides nothing: the server looks again. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(text);
  } catch {
    return true;
  }
}

/** What is sent: fields that were typed; of those that are empty, only the ones that no draft has. */
export const typedOf = (credentials: Readonly<Record<string, string>>, kept: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(credentials).filter(([name, value]) => value !== "" || !kept.includes(name)));

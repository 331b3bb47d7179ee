// What can be said of credentials before the service is asked, and what is sent of them. Pure.
import type { AuthMethod, CredentialField } from "../../../api/types";

type Typed = Readonly<Record<string, string>>;

/** What stands in a field: what was typed, or what it begins with. */
export const shownIn = (field: CredentialField, typed: Typed): string => typed[field.name] ?? field.default ?? "";

/** What is called wrong where nothing stands in a field. */
function empty(field: CredentialField): string | undefined {
  if (field.optional || field.default !== null) return undefined;
  if (field.generated !== null) return "Make a key pair, and upload its certificate at the service.";
  return `Enter the ${field.label.toLowerCase()}.`;
}

/**
 * Errors by `credentials.NAME`: what is empty, too long, or does not look like what it should be. `kept` are secrets
 * that a draft has, which may stay empty here.
 */
export function missingFields(
  method: AuthMethod | undefined,
  credentials: Typed,
  kept: readonly string[] = [],
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const field of method?.fields ?? []) {
    const typed = shownIn(field, credentials).trim();
    const wrong = typed === "" ? (kept.includes(field.name) ? undefined : empty(field)) : malformed(field, typed);
    if (wrong !== undefined) errors[`credentials.${field.name}`] = wrong;
  }
  return errors;
}

function malformed(field: CredentialField, typed: string): string | undefined {
  if (typed.length > field.max_chars) return `At most ${field.max_chars} characters.`;
  if (!field.pattern || matches(field.pattern, typed)) return undefined;
  return field.pattern_help || "This does not look right. Copy it again.";
}

/** A pattern that a browser cannot read decides nothing: the server looks again. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(text);
  } catch {
    return true;
  }
}

/**
 * What is sent: the method, where there is a choice, and its fields that were typed; of those that are empty, only the
 * ones that no draft has. What was typed for another method stays here.
 */
export function typedOf(
  methods: readonly AuthMethod[],
  chosen: string,
  credentials: Typed,
  kept: readonly string[],
): Record<string, string> {
  const sent: Record<string, string> = methods.length > 1 ? { method: chosen } : {};
  for (const field of methods.find((method) => method.id === chosen)?.fields ?? []) {
    const typed = field.generated === null ? shownIn(field, credentials) : "";
    if (typed !== "" || (!kept.includes(field.name) && field.generated === null)) sent[field.name] = typed;
  }
  return sent;
}

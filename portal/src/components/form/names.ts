/** Longest name in characters; the server's own limit. */
const NAME_CHARS_MAX = 100;

/** Characters that cannot be seen, or that turn the text around. */
const UNSEEN = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** What is wrong with a name of a connector, an assessment or a group, by the rules that the server has too. */
export function nameProblem(text: string): string | undefined {
  const name = text.trim();
  const length = Array.from(name).length; // code points, as the server counts
  if (length > NAME_CHARS_MAX) {
    return `The name has ${String(length)} characters; at most ${String(NAME_CHARS_MAX)} fit. Shorten it.`;
  }
  if (UNSEEN.test(name)) return "The name contains a character that cannot be seen; remove it.";
  const bad = /[<>]/.exec(name);
  if (bad) return `The name may not contain “${bad[0]}”; remove it.`;
  return undefined;
}

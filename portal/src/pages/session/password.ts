// What can be said of a new password before the server is asked. Pure.

/** What is wrong with a new password. How long it must be the server says. */
export const passwordProblem = (password: string): string | undefined =>
  password === "" ? "Enter a password." : undefined;

/** What is wrong with its repetition. */
export const repeatProblem = (password: string, again: string): string | undefined =>
  again === "" ? "Enter the password again." : again !== password ? "The two passwords differ." : undefined;

// What a person sees and does on a page, in the words that the page uses.
import assert from "node:assert/strict";
import { eventually } from "./wait.mjs";

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A form's field by its label; required ones carry an asterisk. */
export const field = (page, label) => page.getByLabel(new RegExp(`^${escaped(label)}\\s*\\*?$`));
export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const link = (page, name) => page.getByRole("link", { name, exact: true });
export const heading = (page, name, level) => page.getByRole("heading", { name, exact: true, ...(level && { level }) });
export const region = (page, name) => page.getByRole("region", { name, exact: true });
export const tab = (page, name) => page.getByRole("tab", { name, exact: true });
export const table = (page, name) => page.getByRole("table", { name, exact: true });

/** A table's row that has this text in one of its cells. */
export const row = (page, name, text) => table(page, name).getByRole("row").filter({ hasText: text });

/** Waits until something is to be seen; gives it. */
export async function see(locator) {
  await locator.first().waitFor({ state: "visible" });
  return locator;
}

/** Waits until a text is to be seen somewhere. */
export const seeText = (page, text) => see(page.getByText(text));

/** Waits until nothing on the page is still being loaded. */
export const seeLoaded = (page) => page.waitForFunction(() => document.querySelector('[aria-label="Loading"]') === null);

/** The page is open when its title stands on it. */
export const seePage = (page, title) => see(heading(page, title, 1));

/** Opens an address of the portal and waits for the page's title. */
export async function open(page, path, title) {
  await page.goto(path);
  await seePage(page, title);
}

/** A definition's value: “Account” gives what stands beside it. */
export const fact = (page, term) =>
  page.locator("dt", { hasText: new RegExp(`^${escaped(term)}$`) }).locator("xpath=following-sibling::dd[1]");

/** What describes a control, as a screen reader reads it there. */
export const described = (control) =>
  control.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(/\s+/)
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" "),
  );

/** The error that a field itself names. */
const errorAt = (input) =>
  eventually("the field is marked as wrong", async () =>
    (await input.getAttribute("aria-invalid")) === "true" ? described(input) : undefined,
  );

/** Fails unless the field names an error that matches. */
export async function assertErrorAt(input, pattern) {
  let last = "";
  await eventually(`an error like ${pattern}`, async () => {
    last = await errorAt(input);
    return pattern.test(last) || undefined;
  }).catch((error) => assert.match(last, pattern, error.message));
}

/**
 * Waits until an element's text is, or matches, what is expected. A page that has just been opened may still show
 * what it knew before, so that a single look would tell of the machine's pace.
 */
export async function assertText(locator, expected) {
  const shown = { text: "" };
  const fits = () => (typeof expected === "string" ? shown.text === expected : expected.test(shown.text));
  await eventually(`a text like ${expected}`, async () => {
    shown.text = await locator.first().innerText();
    return fits() || undefined;
  }).catch((error) => assert.ok(fits(), `“${shown.text}” is not ${expected}: ${error.message}`));
}

/** Waits until an element's text has each of these parts. */
export async function assertShows(locator, ...parts) {
  for (const part of parts) await assertText(locator, new RegExp(escaped(part)));
}

/** Waits until a field holds a value. */
export const assertValue = (input, value) =>
  eventually(`the field holds “${value}”`, async () => (await input.inputValue()) === value);

/** Waits until a box is ticked. */
export const assertChecked = (box, why = "") => eventually(`it is ticked ${why}`, () => box.isChecked());

/** Waits until there is no such thing on the page. */
export const assertNone = (locator, why = "") => eventually(`there is none ${why}`, async () => (await locator.count()) === 0);

/** Waits until a button can, or cannot, be used. */
export const waitEnabled = (locator, enabled = true) =>
  eventually(`${locator} is ${enabled ? "enabled" : "disabled"}`, async () => {
    const now = await locator.isEnabled();
    return now === enabled || undefined;
  });

/** Signs somebody in through the page. */
export async function signIn(page, { name, password }) {
  await open(page, "/sign-in", "Sign in");
  await field(page, "Name").fill(name);
  await field(page, "Password").fill(password);
  await button(page, "Sign in").click();
  await seePage(page, "Overview");
}

// Both wizards by keyboard alone: the mouse is never moved.
import assert from "node:assert/strict";
import { startSetUpHouse } from "./house.mjs";
import {
  assertText,
  button,
  fact,
  heading,
  row,
  see,
  seePage,
  waitEnabled,
} from "./see.mjs";
import { story } from "./story.mjs";
import { eventually } from "./wait.mjs";

const { test } = story("keyboard", startSetUpHouse);
/** More presses of Tab than any page needs. */
const TABS_MAX = 60;

/** What has the focus, as a person would call it. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const texts = [
      element.getAttribute("aria-label"),
      ...[...(element.labels ?? [])].map((label) => label.innerText),
      element.innerText,
    ];
    return (texts.find((text) => text) ?? "").replace(/\*$/, "").trim();
  });

/** Presses Tab until the focus is on what is called so. */
async function tabTo(page, name) {
  const passed = [];
  for (let press = 0; press < TABS_MAX; press++) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (typeof name === "string" ? now === name : name.test(now)) return;
    passed.push(now);
  }
  assert.fail(`Tab never came to ${name}; it passed ${passed.join(" · ")}`);
}

/** Goes to a control and presses a key there. */
async function press(page, name, key = "Enter") {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

async function type(page, name, text) {
  await tabTo(page, name);
  await page.keyboard.type(text);
}

test("the first press of Tab offers to skip to the page", async (page) => {
  await page.goto("/");
  await seePage(page, "Overview");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to the page");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
});

test("a connector is activated", async (page, house) => {
  const { account_id, client_id, client_secret } = house.zoom.credentials("tidy");
  await page.goto("/");
  await seePage(page, "Overview");
  await press(page, "Data connectors");
  await seePage(page, "Data connectors");
  await eventually("the page's heading has the focus", async () => (await focused(page)) === "Data connectors");
  await see(row(page, "Available connectors", "Zoom"));
  await press(page, "Activate connector: Zoom");
  await see(button(page, "Add connector"));
  await press(page, "Add connector");
  await see(heading(page, "Terms", 2));
  await press(page, "Accept", "Space");
  await press(page, "Next");
  await see(heading(page, "Connector name", 2));
  await eventually("the step's heading has the focus", async () => (await focused(page)) === "Connector name");
  // A wrong field takes the focus, so that it can be mended at once.
  await type(page, "Connector name", "  ");
  await page.keyboard.press("Enter");
  await eventually("the wrong field has the focus", () => page.evaluate(() => document.activeElement.ariaInvalid === "true"));
  await page.keyboard.type("Zoom by keyboard");
  await page.keyboard.press("Enter");
  await see(heading(page, "Authentication", 2));
  await type(page, "Account ID", account_id);
  await type(page, "Client ID", client_id);
  await type(page, "Client secret", client_secret);
  await press(page, "Validate connection", "Space");
  await waitEnabled(button(page, "Next"));
  await press(page, "Next");
  await see(heading(page, "Review and finish", 2));
  await assertText(fact(page, "Connector name"), "Zoom by keyboard");
  await press(page, "Finish");
  await see(row(page, "My activated connectors", "Zoom by keyboard"));
});

test("an assessment is created", async (page) => {
  await page.goto("/assessments/new");
  await seePage(page, "Add assessment");
  // The first of the regulations has the focus of the group; Space selects it, arrows move on.
  await press(page, /^CIS Zoom Benchmark/, "Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await press(page, "Next");
  await see(heading(page, "Name and group", 2));
  await type(page, "Assessment name", "By keyboard");
  await type(page, "New group's name", "Default");
  await page.keyboard.press("Enter");
  await see(heading(page, "Select services", 2));
  await tabTo(page, "Zoom");
  await page.keyboard.press("Space");
  await press(page, "Next");
  await eventually("the wrong field has the focus", () => page.evaluate(() => document.activeElement.ariaInvalid === "true"));
  await page.keyboard.press("Space");
  await press(page, "Next");
  await see(heading(page, "Service instances", 2));
  await tabTo(page, "All, later ones included");
  await page.keyboard.press("ArrowDown");
  await press(page, /^Zoom by keyboard \(/, "Space");
  await page.keyboard.press("Space");
  await press(page, "Next");
  await see(heading(page, "Review and finish", 2));
  await assertText(fact(page, "Service instances"), "Zoom by keyboard");
  await press(page, "Create assessment");
  await seePage(page, "By keyboard");
});

test("tabs move by arrows, a dialog keeps the focus and gives it back", async (page) => {
  await tabTo(page, "Progress");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(page), "Controls");
  await page.keyboard.press("Enter");
  await see(page.getByRole("table", { name: "Controls", exact: true }));
  await page.goto("/assessments");
  await see(row(page, "Assessments", "By keyboard"));
  await press(page, "By keyboard");
  await seePage(page, "By keyboard");
  for (const [opener, role] of [
    ["As of now", "dialog"],
    ["Delete", "alertdialog"],
  ]) {
    await press(page, opener);
    const dialog = await see(page.getByRole(role));
    for (let tabs = 0; tabs < 8; tabs++) {
      await page.keyboard.press("Tab");
      assert.ok(await dialog.evaluate((element) => element.contains(document.activeElement)), await focused(page));
    }
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await eventually(`${opener} has the focus again`, async () => (await focused(page)) === opener);
  }
});

// The first administrator, by the one-time link; then who may come in, and who may not.
import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { assertQuiet, openPage } from "./browser.mjs";
import { ADMINISTRATOR, startHouse } from "./house.mjs";
import { assertErrorAt, button, field, heading, link, open, see, seePage, seeText } from "./see.mjs";
import { story } from "./story.mjs";

const told = story("setup", startHouse, null);
const { test } = told;
const MAKE = "Make the administrator and sign in";

async function typeAll(page, { name, password, again = password }) {
  await field(page, "Name").fill(name);
  await field(page, "Password").fill(password);
  await field(page, "Password again").fill(again);
  await button(page, MAKE).click();
}

test("nobody is let in before there is an administrator", async (page) => {
  await page.goto("/assessments");
  await seePage(page, "Sign in");
  await seeText(page, /There is no administrator yet/);
  await assertAccessible(page, "sign-in before the set-up");
});

test("the link without its token says what is missing", async (page) => {
  await open(page, "/setup", "Set up Vouchsafe");
  await seeText(page, /lacks its one-time token/);
});

test("wrong input in each field of the set-up is told at the field", async (page, house) => {
  await page.goto(house.setupLink);
  await seePage(page, "Set up Vouchsafe");
  await assertAccessible(page, "set-up");
  await button(page, MAKE).click();
  await assertErrorAt(field(page, "Name"), /Enter a name/);
  await assertErrorAt(field(page, "Password"), /Enter a password/);
  await assertErrorAt(field(page, "Password again"), /Enter the password again/);
  await assertAccessible(page, "set-up with errors");
  await typeAll(page, { ...ADMINISTRATOR, again: "correct horse" });
  await assertErrorAt(field(page, "Password again"), /differ/);
  await typeAll(page, { name: "ada", password: "short" });
  await assertErrorAt(field(page, "Password"), /at least \d+ characters/i);
  await typeAll(page, { name: "   ", password: ADMINISTRATOR.password });
  await assertErrorAt(field(page, "Name"), /Enter a name/);
  await typeAll(page, { name: "a".repeat(300), password: ADMINISTRATOR.password });
  await assertErrorAt(field(page, "Name"), /at most \d+ characters/i);
});

test("the one-time link makes the first administrator and signs them in", async (page) => {
  await typeAll(page, ADMINISTRATOR);
  await seePage(page, "Overview");
  await see(heading(page, "First: activate a connector", 2));
  await see(button(page, ADMINISTRATOR.name));
  assert.ok(!page.url().includes("#"), "the token left the address");
});

test("the link works once", async (page, house) => {
  const other = await openPage(told.browser, house);
  await other.goto(house.setupLink);
  await seeText(other, "Vouchsafe has been set up already.");
  await link(other, "Sign in").click();
  await seePage(other, "Sign in");
  assertQuiet(other);
  await other.context().close();
});

test("signing out ends it; a deep link leads through the sign-in and on", async (page) => {
  await button(page, ADMINISTRATOR.name).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await seePage(page, "Sign in");
  await page.goto("/connectors/zoom?x=1");
  await seePage(page, "Sign in");
  await field(page, "Name").fill(ADMINISTRATOR.name);
  await field(page, "Password").fill(ADMINISTRATOR.password);
  await button(page, "Sign in").click();
  await seePage(page, "Zoom");
  assert.equal(new URL(page.url()).pathname, "/connectors/zoom");
});

test("a wrong name or password is refused in the same words", async (page, house) => {
  const other = await openPage(told.browser, house);
  await open(other, "/sign-in", "Sign in");
  await button(other, "Sign in").click();
  await assertErrorAt(field(other, "Name"), /Enter your name/);
  await assertErrorAt(field(other, "Password"), /Enter your password/);
  const said = [];
  for (const [name, password] of [[ADMINISTRATOR.name, "wrong horse"], ["nobody", ADMINISTRATOR.password]]) {
    await field(other, "Name").fill(name);
    await field(other, "Password").fill(password);
    const answer = other.waitForResponse((response) => response.request().method() === "POST");
    await button(other, "Sign in").click();
    assert.equal((await answer).status(), 401);
    said.push(await (await see(other.getByRole("alert"))).innerText());
  }
  assert.equal(said[0], said[1]);
  assert.match(said[0], /name or password/i);
  await assertAccessible(other, "refused sign-in");
  assertQuiet(other);
  await other.context().close();
});

// A connector from the list of available ones to “My activated connectors”, with every way to go wrong.
import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { activate, judged, startSetUpHouse } from "./house.mjs";
import {
  assertErrorAt,
  assertNone,
  assertText,
  assertValue,
  button,
  fact,
  field,
  heading,
  link,
  open,
  region,
  row,
  see,
  seePage,
  seeText,
  tab,
  table,
  waitEnabled,
} from "./see.mjs";
import { story } from "./story.mjs";

const { test } = story("connector", startSetUpHouse);
/** Characters that mean something elsewhere, and nothing in a name. */
const NAME = "Zoom “careless” & söhne; 'a' %3Cb%3E";
const LABELS = { account_id: "Account ID", client_id: "Client ID", client_secret: "Client secret" };
const next = (page) => button(page, "Next");
const validate = (page) => button(page, "Validate connection");

async function typeCredentials(page, credentials) {
  for (const [name, value] of Object.entries(credentials)) await field(page, LABELS[name]).fill(value);
}

test("from the list of available connectors to Zoom's own page", async (page) => {
  await link(page, "Data connectors").click();
  await seePage(page, "Data connectors");
  await assertAccessible(page, "available connectors");
  await row(page, "Available connectors", "Zoom").getByRole("link", { name: "Activate connector" }).click();
  await seePage(page, "Zoom");
  await see(row(page, "What is read", "Which settings are locked"));
  const right = await see(row(page, "Rights needed", "account:read:settings:admin"));
  await assertText(right, /account:read:admin[\s\S]*Yes[\s\S]*To read the account's settings/);
  await see(region(page, "Set up at the service"));
  await assertAccessible(page, "Zoom's page");
});

test("the terms are to be accepted", async (page) => {
  await button(page, "Add connector").click();
  await seePage(page, "Add connector: Zoom");
  await see(region(page, "Terms of this connector"));
  await waitEnabled(next(page), false);
  await assertAccessible(page, "wizard: terms");
  await page.getByRole("checkbox", { name: "Accept" }).check();
  await next(page).click();
  await see(heading(page, "Connector name", 2));
});

test("a name that will not do is told at the field", async (page) => {
  const name = field(page, "Connector name");
  for (const [typed, said] of [
    ["", /Enter a name/],
    ["   ", /Enter a name/],
    ["n".repeat(300), /300 characters; at most \d+ fit/],
    ["<img src=x onerror=alert(1)>", /may not contain “<”/],
  ]) {
    await name.fill(typed);
    await next(page).click();
    await assertErrorAt(name, said);
  }
  await assertAccessible(page, "wizard: name with an error");
  await name.fill(NAME);
  await next(page).click();
  await see(heading(page, "Authentication", 2));
  await waitEnabled(next(page), false);
  await assertAccessible(page, "wizard: authentication");
});

test("each credential that is wrong is told at its field", async (page, house) => {
  await validate(page).click();
  for (const label of Object.values(LABELS)) await assertErrorAt(field(page, label), new RegExp(`Enter the ${label}`, "i"));
  const good = house.zoom.credentials("careless");
  for (const name of Object.keys(LABELS)) {
    const input = field(page, LABELS[name]);
    await typeCredentials(page, good);
    for (const [typed, said] of [
      ["has a space", /only letters, digits/],
      ["<b>x</b>", /only letters, digits/],
      ["x".repeat(300), /at most \d+ characters/i],
    ]) {
      await input.fill(typed);
      await validate(page).click();
      await assertErrorAt(input, said);
      await waitEnabled(next(page), false);
    }
  }
  await assertAccessible(page, "wizard: credentials with an error");
});

test("what Zoom refuses is told at the field that it is about", async (page, house) => {
  const good = house.zoom.credentials("careless");
  const client = /does not tell which of the two is wrong.*Copy both again/s;
  for (const [name, typed, fields, said] of [
    ["account_id", "NoSuchAccountAtAll1234", ["account_id"], /does not let it sign in to this account.*Copy the account ID/s],
    // Zoom gives one answer for both.
    ["client_id", "NoSuchClientAtAll1234", ["client_id", "client_secret"], client],
    ["client_secret", "NoSuchSecretAtAll1234", ["client_id", "client_secret"], client],
  ]) {
    await typeCredentials(page, { ...good, [name]: typed });
    await assertNone(page.locator('[aria-invalid="true"]'));
    await validate(page).click();
    for (const marked of fields) await assertErrorAt(field(page, LABELS[marked]), said);
    const labels = await page
      .locator('[aria-invalid="true"]')
      .evaluateAll((inputs) => inputs.map((input) => input.labels[0].textContent.replace("*", "").trim()));
    assert.deepEqual(labels, fields.map((marked) => LABELS[marked]), `the fields that are marked for ${name}`);
    await waitEnabled(next(page), false);
  }
});

test("Next waits for the validation, and a changed field takes it back", async (page, house) => {
  const good = house.zoom.credentials("careless");
  await typeCredentials(page, good);
  await waitEnabled(next(page), false);
  await validate(page).click();
  await seeText(page, /^Validation succeeded/);
  await seeText(page, new RegExp(`Account ${good.account_id}`));
  // Its app lacks a right; which checks that touches is said, and does not stop anybody.
  await see(table(page, "Missing rights"));
  await waitEnabled(next(page));
  await assertAccessible(page, "wizard: validated with a warning");
  await field(page, "Client secret").fill(`${good.client_secret}x`);
  await waitEnabled(next(page), false);
  await assertNone(page.getByText(/Account .*careless/));
  await field(page, "Client secret").fill(good.client_secret);
  await waitEnabled(next(page), false);
  await validate(page).click();
  await waitEnabled(next(page));
});

test("a clock that is wrong by ten minutes is told with the validation, and stops nobody", async (page, house) => {
  const order = { account: "careless", path: "/oauth/token", kind: "date", off_ms: 630_000 };
  const ordered = await fetch(`${house.zoom.base}/_simulate/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(order),
  });
  assert.ok(ordered.ok, await ordered.text());
  await validate(page).click();
  await seeText(page, /^This machine's clock is 10 minutes behind Zoom's: .*Set the clock/);
  await waitEnabled(next(page));
  await assertAccessible(page, "wizard: validated with a clock that is wrong");
  await validate(page).click();
  await assertNone(page.getByText(/This machine's clock/));
  await waitEnabled(next(page));
});

test("Back keeps what was typed, and the review shows no secret", async (page, house) => {
  const good = house.zoom.credentials("careless");
  await next(page).click();
  await see(heading(page, "Review and finish", 2));
  await assertText(fact(page, "Client secret"), "Entered, not shown");
  await assertText(fact(page, "Connector name"), NAME);
  await assertAccessible(page, "wizard: review");
  await button(page, "Back").click();
  for (const [name, value] of Object.entries(good)) await assertValue(field(page, LABELS[name]), value);
  await button(page, "Back").click();
  await assertValue(field(page, "Connector name"), NAME);
  await next(page).click();
  await waitEnabled(next(page));
  await next(page).click();
  await button(page, "Finish").click();
  await seePage(page, "Data connectors");
  await see(tab(page, "My activated connectors"));
  await see(row(page, "My activated connectors", NAME));
});

test("the activated connector is refreshed, judged and shown", async (page, house) => {
  const [instance] = (await house.admin.get("/instances")).items;
  await judged(house, instance.id);
  await see(row(page, "My activated connectors", NAME).getByText(/failed/));
  await assertAccessible(page, "activated connectors");
  await link(page, NAME).click();
  await seePage(page, NAME);
  await assertAccessible(page, "connector: health");
  await tab(page, "Data read").click();
  await seeText(page, /Absent: a right is missing/);
  await assertAccessible(page, "connector: data read");
  await tab(page, "Checks").click();
  await assertAccessible(page, "connector: checks");
  await tab(page, "Runs").click();
  await see(row(page, "Runs", "Activation").getByText("Complete"));
  await assertAccessible(page, "connector: runs");
  await button(page, "Refresh now").click();
  await see(row(page, "Runs", "Refresh now").getByText("Complete"));
});

test("a name that is taken in another case, and an account that is, are refused naming who has them", async (page, house) => {
  await open(page, "/connectors/zoom/add", "Add connector: Zoom");
  await page.getByRole("checkbox", { name: "Accept" }).check();
  await next(page).click();
  await field(page, "Connector name").fill(` ${NAME.toUpperCase()} `);
  await next(page).click();
  await assertErrorAt(field(page, "Connector name"), /is taken by the connector “Zoom “careless” & söhne/);
  await field(page, "Connector name").fill("Zoom again");
  await next(page).click();
  await typeCredentials(page, house.zoom.credentials("careless"));
  await validate(page).click();
  await assertErrorAt(field(page, LABELS.account_id), /already connected as “Zoom “careless”/);
  await waitEnabled(next(page), false);
});

test("the name is edited; a blank one and one that is taken are refused", async (page, house) => {
  await activate(house, "tidy", "Zoom tidy");
  const { items } = await house.admin.get("/instances");
  const { id } = items.find((one) => one.name === NAME);
  await open(page, `/instances/${id}/edit`, `Edit ${NAME}`);
  await assertAccessible(page, "edit a connector");
  const name = field(page, "Connector name");
  await name.fill("  ");
  await assertErrorAt(name, /Enter a name/);
  await name.fill("ZOOM TIDY");
  await button(page, "Save name").click();
  await assertErrorAt(name, /is taken by the connector “Zoom tidy”/);
  await name.fill("Zoom careless");
  await button(page, "Save name").click();
  await seeText(page, "The name was changed.");
  await seePage(page, "Edit Zoom careless");
});

test("another account's credentials are refused, saying whose they are", async (page, house) => {
  const tidy = house.zoom.credentials("tidy");
  await typeCredentials(page, tidy);
  await validate(page).click();
  const told = await see(page.locator('[aria-invalid="true"]'));
  await assertErrorAt(told.first(), new RegExp(tidy.account_id));
  await waitEnabled(button(page, "Save credentials"), false);
  await assertAccessible(page, "edit with another account's credentials");
  await typeCredentials(page, house.zoom.credentials("careless"));
  await validate(page).click();
  await button(page, "Save credentials").click();
  await seeText(page, "The credentials were replaced.");
  for (const label of Object.values(LABELS)) await assertValue(field(page, label), "");
});

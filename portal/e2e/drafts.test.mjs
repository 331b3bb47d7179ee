// A set-up that is not finished is kept, resumed where it was, and finished; its secret is never shown again.
import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { startSetUpHouse } from "./house.mjs";
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
  row,
  see,
  seePage,
  seeText,
  waitEnabled,
} from "./see.mjs";
import { story } from "./story.mjs";

const { test } = story("drafts", startSetUpHouse);
const NAME = "Zoom of the north";
const LIST = "Set-ups that are not finished";
const next = (page) => button(page, "Next");

async function begin(page, name) {
  await open(page, "/connectors/zoom/add", "Add connector: Zoom");
  await page.getByRole("checkbox", { name: "Accept" }).check();
  await next(page).click();
  await field(page, "Connector name").fill(name);
  await next(page).click();
  await see(heading(page, "Authentication", 2));
}

test("half of it is saved and stands among what is not finished", async (page, house) => {
  const { account_id, client_secret } = house.zoom.credentials("tidy");
  await begin(page, NAME);
  await field(page, "Account ID").fill(account_id);
  await field(page, "Client secret").fill(client_secret);
  await assertAccessible(page, "wizard: with Save and close");
  await button(page, "Save and close").click();
  await seePage(page, "Data connectors");
  await assertText(row(page, LIST, NAME), /Zoom of the north[\s\S]*Zoom[\s\S]*ada/);
  await assertAccessible(page, "set-ups that are not finished");
});

test("what is too long to be kept is told at its field", async (page) => {
  await link(page, `Resume ${NAME}`).click();
  await see(heading(page, "Authentication", 2));
  await field(page, "Client ID").fill("x".repeat(65));
  await button(page, "Save and close").click();
  await assertErrorAt(field(page, "Client ID"), /at most 64 characters/);
});

test("it is resumed where it was, with its secret kept and not shown", async (page, house) => {
  const { account_id, client_id, client_secret } = house.zoom.credentials("tidy");
  await page.reload();
  await see(heading(page, "Authentication", 2));
  await assertValue(field(page, "Account ID"), account_id);
  await assertValue(field(page, "Client ID"), "");
  await assertValue(field(page, "Client secret"), "");
  assert.match(await field(page, "Client secret").getAttribute("placeholder"), /Kept, not shown/);
  assert.ok(!(await page.content()).includes(client_secret));
  await field(page, "Client ID").fill(client_id);
  await waitEnabled(next(page), false);
  await button(page, "Validate connection").click();
  await seeText(page, /^Validation succeeded/);
  await next(page).click();
  await assertText(fact(page, "Connector name"), NAME);
  await button(page, "Finish").click();
  await see(row(page, "My activated connectors", NAME));
  await assertNone(row(page, LIST, NAME), "once it is finished");
});

test("cancelling what was just begun leaves nothing, discarding forgets", async (page) => {
  await begin(page, "Never meant");
  await button(page, "Cancel").click();
  await seePage(page, "Zoom");
  await open(page, "/connectors/activated", "Data connectors");
  await see(row(page, "My activated connectors", NAME));
  await assertNone(row(page, LIST, "Never meant"));
  await begin(page, "Half meant");
  await button(page, "Save and close").click();
  await see(row(page, LIST, "Half meant"));
  await button(page, "Discard Half meant").click();
  await assertNone(row(page, LIST, "Half meant"));
});

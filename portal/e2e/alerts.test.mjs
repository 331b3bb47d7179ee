// Alerts: a setting changes for the worse, its alert comes to the open page, somebody says what becomes of it, and a
// target is told.
import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { openPage } from "./browser.mjs";
import { READER, startFurnishedHouse } from "./house.mjs";
import {
  assertErrorAt,
  assertNone,
  assertShows,
  assertText,
  button,
  field,
  heading,
  link,
  open,
  region,
  row,
  see,
  seePage,
  seeText,
  signIn,
  table,
} from "./see.mjs";
import { story } from "./story.mjs";

const { test } = story("alerts", startFurnishedHouse);

/** What stands in the navigation beside the entry. */
const number = (page, active) => page.getByLabel(`, ${active} active`, { exact: true });

/** How many alerts are active, as the API says; one change may make several checks fail. */
const active = async (house) => (await house.admin.get("/alerts/count")).active;

const TITLE = "Check failed: Participants wait until the host lets them in";

test("without an alert the page says so, and the navigation shows no number", async (page) => {
  await open(page, "/alerts", "Alerts");
  await seeText(page, "No alerts");
  await assertNone(number(page, 0));
  await assertAccessible(page, "alerts, empty");
});

test("a check that fails comes to the open page, the navigation and the overview", async (page, house) => {
  await house.zoom.change("tidy", "?option=meeting_security", { meeting_security: { waiting_room: false } });
  await house.admin.post(`/instances/${house.tidy.id}/refresh`);
  await see(link(page, TITLE));
  const shown = row(page, "Alerts", TITLE);
  await assertShows(shown, "High", "Active", "Zoom tidy");
  const count = await active(house);
  await see(number(page, count));
  await assertAccessible(page, "alerts");
  await open(page, "/", "Overview");
  await seeText(page, count === 1 ? "1 alert is active." : `${count} alerts are active.`);
});

test("the list is searched and filtered", async (page) => {
  await open(page, "/alerts?status=resolved", "Alerts");
  await seeText(page, "Nothing matches");
  await open(page, "/alerts?kind=check_failed&severity=low", "Alerts");
  await see(page.getByText(/^\d+ of \d+ alerts?$/));
  await assertNone(link(page, TITLE));
  await open(page, "/alerts?kind=check_failed&q=tidy", "Alerts");
  await see(link(page, TITLE));
});

test("an alert leads to what it affects, and its status is changed with a reason", async (page, house) => {
  const before = await active(house);
  await link(page, TITLE).click();
  await seePage(page, TITLE);
  await see(link(region(page, "What happened"), "Zoom tidy"));
  await see(link(region(page, "What it affects"), "Baseline"));
  await see(link(region(page, "What it affects"), "Participants wait until the host lets them in"));
  await seeText(page, "Nobody was told");
  await assertAccessible(page, "alert");
  await button(page, "Change status").click();
  await field(page, "Status").selectOption("dismissed");
  await button(page, "Save").click();
  await assertErrorAt(field(page, "Why"), /Say why/);
  await field(page, "Status").selectOption("investigating");
  await field(page, "Why").fill("Olive looks into it.");
  await button(page, "Save").click();
  await assertShows(table(page, "History"), "Investigating", "ada", "Olive looks into it.");
  assert.equal(await active(house), before - 1);
  if (before > 1) await see(number(page, before - 1));
  else await assertNone(number(page, before));
});

test("it ends by itself when the check passes again", async (page, house) => {
  await house.zoom.change("tidy", "?option=meeting_security", { meeting_security: { waiting_room: true } });
  await house.admin.post(`/instances/${house.tidy.id}/refresh`);
  await assertShows(table(page, "History"), "Resolved", "By itself", "The check does not fail any more.");
  await assertNone(button(page, "Change status"), "once it has ended");
});

test("a target is added, tried and removed; what is wrong is said at its field", async (page) => {
  await open(page, "/settings/notifications", "Settings");
  await seeText(page, "Nobody is told of alerts yet");
  await button(page, "Add target").click();
  await see(heading(page, "Add target", 2));
  await field(page, "Name").fill("Operations");
  await field(page, "Kind").selectOption("webhook");
  await field(page, "Address").fill("http://hooks.example.com/");
  await button(page, "Make a new secret").click();
  await button(page, "Save").click();
  await assertErrorAt(field(page, "Address"), /https/);
  await assertAccessible(page, "add a target");
  // The name resolves to nothing anywhere: a message to it waits, and says why.
  await field(page, "Address").fill("https://hooks.invalid/");
  await button(page, "Save").click();
  const target = row(page, "Notification targets", "Operations");
  await assertShows(target, "https://hooks.invalid/", "All", "None yet");
  await button(page, "Send a test to Operations").click();
  await assertShows(table(page, "Messages"), "A test of Vouchsafe's notifications", "Waiting", "does not resolve");
  // What a dialog that was closed leaves in the page is not looked at.
  await open(page, "/settings/notifications", "Settings");
  await see(target);
  await assertAccessible(page, "notifications");
  await button(page, "Remove Operations").click();
  await field(page, "Type “Operations” to confirm").fill("Operations");
  await button(page, "Delete").click();
  await seeText(page, "Nobody is told of alerts yet");
});

test("a reader sees no alerts and no targets", async (page, house) => {
  const other = await openPage(page.context().browser(), house);
  await signIn(other, READER);
  await see(other.locator('a[href="/connectors"]'));
  await assertNone(other.locator('a[href="/alerts"]'));
  await open(other, "/settings/notifications", "Settings");
  await seeText(other, "Only a Global Administrator may do this.");
  await assertText(heading(other, "Settings", 1), "Settings");
  await other.context().close();
});

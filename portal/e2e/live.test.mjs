// A change at the service shows on the open page by itself, with who made it; the past stays as it was known.
import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { startFurnishedHouse } from "./house.mjs";
import {
  assertErrorAt,
  assertText,
  assertValue,
  button,
  fact,
  field,
  link,
  open,
  region,
  row,
  see,
  seePage,
  seeText,
  tab,
} from "./see.mjs";
import { story } from "./story.mjs";
import { eventually } from "./wait.mjs";

const { test } = story("live", startFurnishedHouse);
const SECRET_TOKEN = "planted-secret-token-of-careless";
const WAITING_ROOM = "Turn on the waiting room";
/** What is promised: a verdict follows the service's notice within this time. */
const FOLLOWS_MS_MAX = 10_000;

/** The percentage that the open page shows: “65.3 %”. */
const progress = async (page) => /[\d.]+\s%/.exec(await (await see(region(page, "Progress"))).innerText())?.[0];

test("the address is copied and the Secret Token saved; a blank one is told at the field", async (page, house) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: house.url });
  await open(page, `/instances/${house.careless.id}`, "Zoom careless");
  await tab(page, "Event subscriptions").click();
  await seeText(page, /With events they are found within seconds\./);
  await assertAccessible(page, "connector: event subscriptions");
  await button(page, "Copy").click();
  await see(button(page, "Copied"));
  const url = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(url, house.careless.events.url);
  const secret = field(page, "Secret Token");
  await button(page, "Save").click();
  await assertErrorAt(secret, /Paste the Secret Token/);
  await secret.fill("x".repeat(2000));
  await button(page, "Save").click();
  await assertErrorAt(secret, /at most \d+ characters/);
  await assertAccessible(page, "connector: a wrong Secret Token");
  await secret.fill(SECRET_TOKEN);
  await button(page, "Save").click();
  await seeText(page, "Waiting for the first verified event");
  await assertValue(secret, "");
  await house.zoom.subscribe("careless", url, SECRET_TOKEN);
});

test("a change by Zoom's own API shows on the open page by itself, within 10 seconds", async (page, house) => {
  await open(page, `/assessments/${house.assessment.id}`, "Baseline");
  const before = await progress(page);
  // A reload would lose this.
  await page.evaluate(() => (window.sameDocument = true));
  const changed = performance.now();
  await house.zoom.change("careless", "?option=meeting_security", { meeting_security: { waiting_room: true } });
  await eventually("the score on the page changes", async () => (await progress(page)) !== before, FOLLOWS_MS_MAX);
  await tab(page, "Your improvement actions").click();
  await see(row(page, "Improvement actions", WAITING_ROOM).getByText("Passed", { exact: true }));
  assert.ok(performance.now() - changed < FOLLOWS_MS_MAX);
  assert.ok(await page.evaluate(() => window.sameDocument), "nobody loaded the page again");
  await see(page.getByRole("status", { name: "Live updates" }).getByText(/This page is up to date/));
});

test("the action's history shows who changed it, from what to what", async (page) => {
  await link(page, WAITING_ROOM).click();
  await seePage(page, WAITING_ROOM);
  const outcome = region(page, "On Zoom careless");
  await assertText(fact(outcome, "Actual"), "enabled: true");
  await outcome.getByRole("button", { name: "Show the history" }).click();
  const now = await (await see(outcome.getByRole("row").filter({ hasText: "Passed" }))).innerText();
  assert.match(now, /By \S+@\S*example\.com/);
  assert.match(now, /from .*"waiting_room": ?false.* to .*"waiting_room": ?true/);
  await see(outcome.getByRole("row").filter({ hasText: "Failed" }));
  await assertAccessible(page, "action: history with an event");
});

test("event subscriptions turned green with the first verified event, and it is kept", async (page, house) => {
  await open(page, `/instances/${house.careless.id}/events`, "Zoom careless");
  await seeText(page, "Events arrive");
  await assertAccessible(page, "connector: events arrive");
  await tab(page, "Recent changes").click();
  const drift = await see(row(page, "Drift timeline", "waiting_room"));
  await assertText(drift, /waiting_room[\s\S]*false[\s\S]*true/);
  await field(page, "Filter by setting").fill("no setting is called so");
  await seeText(page, "No such setting has changed");
  await assertAccessible(page, "connector: drift that matches nothing");
  await field(page, "Filter by setting").fill("Waiting_Room");
  await see(row(page, "Drift timeline", "waiting_room"));
  const change = await (await see(row(page, "What the service told", "account.settings_updated"))).innerText();
  assert.match(change, /@\S*example\.com[\s\S]*"waiting_room": ?false[\s\S]*"waiting_room": ?true/);
  await assertAccessible(page, "connector: recent changes");
});

test("the page turns green by itself: another account's first event", async (page, house) => {
  await open(page, `/instances/${house.tidy.id}/events`, "Zoom tidy");
  await field(page, "Secret Token").fill(`${SECRET_TOKEN}-of-tidy`);
  await button(page, "Save").click();
  await seeText(page, "Waiting for the first verified event");
  await house.zoom.subscribe("tidy", house.tidy.events.url, `${SECRET_TOKEN}-of-tidy`);
  await house.zoom.change("tidy", "", { in_meeting: { entry_exit_chime: "none" } });
  await seeText(page, "Events arrive");
});

test("as of a past date the page shows what was known then", async (page, house) => {
  const [outcome] = (
    await house.admin.get(`/instances/${house.careless.id}/checks/zoom.meeting.waiting-room/history`)
  ).items.filter((one) => one.closed_at !== null);
  const then = new Date(Date.parse(outcome.closed_at) - 1).toISOString();
  await open(page, `/actions/zoom.meeting.waiting-room?as_of=${encodeURIComponent(then)}`, WAITING_ROOM);
  await seeText(page, "You are looking at the past.");
  await assertText(fact(region(page, "On Zoom careless"), "Actual"), "enabled: false");
  await assertAccessible(page, "action as of a past date");
  // The date comes along: to the assessment and back.
  await link(page, "Baseline").click();
  await seePage(page, "Baseline");
  await seeText(page, "You are looking at the past.");
  const past = await progress(page);
  await button(page, "Back to now").first().click();
  await page.getByText("You are looking at the past.").waitFor({ state: "detached" });
  await eventually("now is not then", async () => (await progress(page)) !== past);
});

test("the dialog asks for a date, and one that lies ahead is refused", async (page) => {
  await button(page, "As of now").click();
  const dialog = page.getByRole("dialog");
  await field(dialog, "As of").fill("");
  await button(dialog, "Look").click();
  await assertErrorAt(field(dialog, "As of"), /Enter a date and a time/);
  await assertAccessible(page, "as of: dialog");
  await field(dialog, "As of").fill("2999-01-01T00:00");
  await button(dialog, "Look").click();
  await assertErrorAt(field(dialog, "As of"), /lies ahead/);
  await button(dialog, "Cancel").click();
  await page.goto(`${new URL(page.url()).pathname}?as_of=2999-01-01T00:00:00Z`);
  await seeText(page, /lies ahead; it is \d{4}/);
  await button(page, "Back to now").click();
  await see(region(page, "Progress"));
});

test("listening is stopped, and the past stays", async (page, house) => {
  await open(page, `/instances/${house.careless.id}/events`, "Zoom careless");
  await button(page, "Stop listening to events").click();
  await seeText(page, /With events they are found within seconds\./);
  await tab(page, "Recent changes").click();
  await see(row(page, "What the service told", "account.settings_updated"));
});

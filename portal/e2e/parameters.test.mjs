// An instance's own figure for a check, and another version of a check that waits: both on their pages.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assertAccessible } from "./axe.mjs";
import { activate, assess, folderOf, startSetUpHouse } from "./house.mjs";
import { assertErrorAt, assertNone, button, field, open, region, row, see, seeText } from "./see.mjs";
import { story } from "./story.mjs";

const PACKS = join(folderOf("parameters-packs"), "packs");
const WAITING_ROOM = "Turn on the waiting room";

/** A check of an organisation's own; *tidy* passes it where its figure is the one that is wanted. */
const check = (version, pass) => `
id: acme.wanted
version: ${version}
title: The waiting room is as it is wanted
why: Firms differ.
reads:
  waiting: { at: account.settings.meeting_security#/meeting_security/waiting_room, type: bool }
parameters:
  wanted: { type: bool, default: false, source: Our own }
  names: { type: list(text), default: [], source: Our own }
pass: ${pass}
examples:
  pass: [{ waiting: true, wanted: true }]
  fail: [{ waiting: true, wanted: false }]
action: zoom.meeting.waiting-room
severity: low
fix: Account Settings
maps: []
`;

const write = (version, pass) => {
  mkdirSync(join(PACKS, "zoom", "checks"), { recursive: true });
  writeFileSync(join(PACKS, "zoom", "checks", "acme-wanted.yaml"), check(version, pass));
};

async function start(name) {
  write(1, "waiting == wanted; count(names) < 100");
  const house = await startSetUpHouse(name, { packs: PACKS });
  try {
    await activate(house, "tidy", "Zoom tidy");
    await assess(house, "Baseline");
    return house;
  } catch (error) {
    await house.stop();
    throw error;
  }
}

const { test } = story("parameters", start);
const outcome = (page) => region(page, "On Zoom tidy");
const parameters = "Parameters of “The waiting room is as it is wanted” on Zoom tidy";

test("a parameter shows its default with its source, and a reason is wanted for another value", async (page) => {
  await open(page, "/actions/zoom.meeting.waiting-room", WAITING_ROOM);
  await see(row(page, parameters, "wanted").getByText("Our own"));
  await assertAccessible(page, "action: parameters");
  await button(page, "Set wanted").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("switch").click();
  await button(dialog, "Set").click();
  await assertErrorAt(field(dialog, "Why"), /Say why/);
  await assertAccessible(page, "action: set a parameter");
  await field(dialog, "Why").fill("We let people wait.");
  await button(dialog, "Set").click();
  await assertNone(dialog, "once it is set");
  await see(row(page, parameters, "We let people wait."));
  await see(outcome(page).getByText("true", { exact: true }));
});

test("a list is typed a line an entry, and its history is kept", async (page) => {
  await button(page, "Set names").click();
  const dialog = page.getByRole("dialog");
  await field(dialog, "Value").fill("example.com\nexample.org");
  await field(dialog, "Why").fill("Partners.");
  await button(dialog, "Set").click();
  await assertNone(dialog, "once it is set");
  await see(row(page, parameters, "Partners.").getByText('[ "example.com", "example.org" ]'));
  await button(page, "Set back names to its default").click();
  await assertNone(row(page, parameters, "Partners."), "once it is set back");
  await button(page, "History of names").click();
  await see(row(page, "History of names", "Partners."));
  await assertAccessible(page, "action: history of a parameter");
  await button(page.getByRole("dialog"), "Close").click();
});

test("another version of a check waits, and counts when it is accepted", async (page, house) => {
  write(2, "waiting != wanted; count(names) < 100");
  // A page that is open while nobody answers would say so.
  await page.goto("about:blank");
  await house.restart();
  await open(page, "/", "Overview");
  await seeText(page, /Another version of a check waits/);
  await open(page, "/settings/pack-updates", "Settings");
  await see(row(page, "Pack updates", "acme.wanted").getByText("Version 2", { exact: false }));
  await assertAccessible(page, "pack updates");
  await page.getByRole("link", { name: "The waiting room is as it is wanted" }).click();
  await see(region(page, "What changed in the file").getByText("+ pass: waiting != wanted; count(names) < 100"));
  const line = row(page, "Verdicts", "acme.wanted");
  await see(line.getByText("Passed", { exact: true }));
  await see(line.getByText("Failed", { exact: true }));
  await assertAccessible(page, "pack update");

  await button(page, "Defer").click();
  const dialog = page.getByRole("dialog");
  await button(dialog, "Defer").click();
  await assertErrorAt(field(dialog, "Why"), /Say why/);
  await field(dialog, "Why").fill("After the audit.");
  await button(dialog, "Defer").click();
  await assertNone(dialog, "once it is put off");
  await seeText(page, /By ada: After the audit\./);

  await button(page, "Accept").click();
  await seeText(page, "No update waits");
  const action = await house.admin.get("/actions/zoom.meeting.waiting-room");
  const own = action.results[0].checks.find((result) => result.check.id === "acme.wanted");
  assert.deepEqual([own.verdict, own.check.version], ["failed", 2]);
});

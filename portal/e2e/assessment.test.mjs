// An assessment from its wizard to its pages; the overview; a manual action; deleting with its consequences.
import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { activate, startSetUpHouse } from "./house.mjs";
import {
  assertChecked,
  assertErrorAt,
  assertNone,
  assertShows,
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

const { test } = story("assessment", async (name) => {
  const house = await startSetUpHouse(name);
  await activate(house, "tidy", "Zoom tidy");
  await activate(house, "careless", "Zoom careless");
  return house;
});
const BASELINE = /^Data protection baseline, first ten/;
const next = (page) => button(page, "Next");
const regulation = (page, name) => page.getByRole("radio", { name });
const service = (page, name) => page.getByRole("checkbox", { name, exact: true });
const instance = (page, name) => page.getByRole("checkbox", { name: new RegExp(`^${name} \\(Zoom, account `) });

test("the regulations show which services they support; one is to be selected", async (page) => {
  await link(page, "Assessments").click();
  await seePage(page, "Assessments");
  await seeText(page, "No assessments yet");
  await assertAccessible(page, "no assessments");
  await button(page, "Add assessment").first().click();
  await seePage(page, "Add assessment");
  await see(page.getByRole("columnheader", { name: "Supported services" }));
  const services = async (title) => row(page, "Regulations", title).getByRole("cell").nth(1).innerText();
  assert.equal(await services("Data protection baseline, first ten"), "Zoom");
  assert.equal(await services("CIS Zoom Benchmark"), "Zoom");
  assert.equal(await services("Records handling"), "None");
  await assertText(row(page, "Regulations", "Data protection baseline, first ten"), /11: 10 automatic, 1 manual/);
  await next(page).click();
  await seeText(page, "Select a regulation.");
  await assertAccessible(page, "wizard: regulation with an error");
  await field(page, "Search").fill("nothing is called so");
  await seeText(page, "No regulation matches this search.");
  await field(page, "Search").fill("");
});

test("a regulation that does not list Zoom cannot choose it and says why", async (page) => {
  await regulation(page, /^Records handling/).check();
  await next(page).click();
  await field(page, "Assessment name").fill("Records");
  await field(page, "New group's name").fill("Head office");
  await next(page).click();
  await see(heading(page, "Select services", 2));
  assert.ok(await service(page, "Zoom").isDisabled());
  await seeText(page, "Records handling does not list Zoom among its supported services.");
  await assertAccessible(page, "wizard: services that cannot be chosen");
  await button(page, "Back").click();
  await button(page, "Back").click();
});

test("wrong names are told at their fields", async (page, house) => {
  await house.admin.post("/assessments", {
    name: "Taken",
    regulation: "records-handling",
    group: { name: "Legal" },
    services: [],
    covers: "all",
    instances: [],
  });
  await open(page, "/assessments/new", "Add assessment");
  await regulation(page, BASELINE).check();
  await next(page).click();
  await see(heading(page, "Name and group", 2));
  const name = field(page, "Assessment name");
  await page.getByRole("radio", { name: "New group" }).check();
  const group = field(page, "New group's name");
  const refuse = async (input, cases) => {
    for (const [typed, said] of cases) {
      await input.fill(typed);
      await next(page).click();
      // What only the server refuses is told when it is created, back at this field.
      if (await heading(page, "Name and group", 2).isHidden()) {
        await next(page).click();
        await next(page).click();
        await button(page, "Create assessment").click();
        await see(heading(page, "Name and group", 2));
      }
      await assertErrorAt(input, said);
    }
  };
  await refuse(name, [["", /Enter a name/], ["  ", /Enter a name/]]);
  await assertErrorAt(group, /Enter a name for the new group/);
  await assertAccessible(page, "wizard: names with errors");
  await group.fill("Default");
  await refuse(name, [
    [" tAKEN ", /exists|taken/i],
    ["n".repeat(300), /300 characters; at most \d+ fit/],
    ["<b>bold</b>", /may not contain “<”/],
  ]);
  await name.fill("Baseline");
  await refuse(group, [
    ["", /Enter a name/],
    ["   ", /Enter a name/],
    [" lEGAL ", /exists/],
    ["n".repeat(300), /300 characters; at most \d+ fit/],
    ["<i>g</i>", /may not contain “<”/],
  ]);
  await group.fill("Default");
  await next(page).click();
});

test("a service and an instance at least are to be chosen; all are ticked at first", async (page) => {
  await see(heading(page, "Select services", 2));
  await assertChecked(service(page, "Zoom"));
  await seeText(page, "2 service instances activated.");
  await service(page, "Zoom").uncheck();
  await next(page).click();
  await seeText(page, "Select at least one service.");
  await assertAccessible(page, "wizard: no service");
  await service(page, "Zoom").check();
  await next(page).click();
  await see(heading(page, "Service instances", 2));
  for (const name of ["Zoom tidy", "Zoom careless"]) await assertChecked(instance(page, name));
  await assertAccessible(page, "wizard: instances");
  await page.getByRole("radio", { name: "These only" }).check();
  for (const name of ["Zoom tidy", "Zoom careless"]) {
    await assertChecked(instance(page, name), "ticked by default");
    await instance(page, name).uncheck();
  }
  await next(page).click();
  await seeText(page, "Tick at least one service instance, or cover all.");
  await assertAccessible(page, "wizard: no instance");
  await page.getByRole("radio", { name: "All, later ones included" }).check();
  await next(page).click();
});

test("the review says what will be created, Back keeps it, and it is created", async (page) => {
  await see(heading(page, "Review and finish", 2));
  await assertText(fact(page, "Assessment name"), "Baseline");
  await assertText(fact(page, "Group"), "Default (new)");
  await assertAccessible(page, "wizard: review of the assessment");
  for (let step = 0; step < 3; step++) await button(page, "Back").click();
  await assertValue(field(page, "Assessment name"), "Baseline");
  for (let step = 0; step < 3; step++) await next(page).click();
  await button(page, "Create assessment").click();
  await seePage(page, "Baseline");
});

test("its page shows progress, points per service and instance", async (page, house) => {
  const { items } = await house.admin.get("/assessments");
  const { score } = items.find((one) => one.name === "Baseline");
  const tenths = score.percentage_tenths;
  await assertShows(
    region(page, "Progress"),
    `${Math.trunc(tenths / 10)}.${tenths % 10}\u00a0%`,
    `${score.points.achieved_thousandths / 1000} of ${score.points.achievable} points`,
    `${score.coverage.decided} of ${score.coverage.all} checks decided`,
  );
  await see(row(page, "Points by service", "Zoom"));
  for (const name of ["Zoom tidy", "Zoom careless"]) await see(row(page, "Points by service instance", name));
  await assertAccessible(page, "assessment: progress", ["light", "dark", "high contrast"]);
});

test("its controls and its actions show their statuses, and numbers open to what made them", async (page) => {
  await tab(page, "Controls").click();
  const control = await see(row(page, "Controls", "Nobody enters a meeting uninvited"));
  await assertText(control, /1 failed instance/);
  await page.getByRole("switch", { name: "Show as table" }).click();
  await see(row(page, "Status by control family", "Identity and access"));
  await assertAccessible(page, "assessment: controls");
  await control.getByRole("link", { name: /of control dpb-2.1/ }).click();
  await see(row(page, "Improvement actions", "Turn on the waiting room"));
  await seeText(page, "2 of 11 actions");
  await button(page, "Edit").click();
  await seePage(page, "Edit Baseline");
  await assertAccessible(page, "edit an assessment");
  await button(page, "Cancel").click();
  await tab(page, "Your improvement actions").click();
  await seeText(page, "11 actions");
  const waiting = row(page, "Improvement actions", "Turn on the waiting room");
  await assertText(waiting, /Partially tested[\s\S]*1 of 2 instances failed[\s\S]*1 failed, 1 passed/);
  await assertAccessible(page, "assessment: actions");
  await field(page, "Test status").selectOption({ label: "Failed on any instance" });
  await field(page, "Group by").selectOption({ label: "Category" });
  await page.reload();
  await see(row(page, "Improvement actions", "Turn on the waiting room"));
  await assertNone(row(page, "Improvement actions", "Write down the rules"));
  await see(table(page, "Improvement actions").getByText(/^Control access \(\d\)$/));
});

test("an action opens to what each instance was found with", async (page) => {
  await link(page, "Turn on the waiting room").click();
  await seePage(page, "Turn on the waiting room");
  const outcome = region(page, "On Zoom careless");
  const beside = (term) => fact(outcome, term).innerText();
  assert.equal(await beside("Expected"), "The waiting room is on for the account.");
  assert.equal(await beside("Actual"), "enabled: false");
  assert.equal(await beside("Signal path"), "account.settings.meeting_security#/meeting_security/waiting_room");
  assert.match(await beside("Read at"), /\d{4}/);
  assert.match(await fact(outcome, "Read at").locator("time").getAttribute("title"), / UTC$/);
  assert.equal(await beside("Check"), "zoom.meeting.waiting-room, version 1");
  await outcome.getByRole("button", { name: "Show the history" }).click();
  await see(outcome.getByRole("table").getByText("Failed"));
  await see(region(page, "On Zoom tidy").getByText("Passed").first());
  await assertAccessible(page, "action: testing", ["light", "dark", "high contrast"]);
  await tab(page, "Implementation").click();
  await seeText(page, "The test status comes from checks and cannot be set.");
  await assertAccessible(page, "action: implementation");
  await page.getByRole("tab", { name: /^Related controls/ }).click();
  await see(row(page, "Related controls", "dpb-2.1"));
  await assertAccessible(page, "action: related controls");
});

test("a person sets the manual action's statuses, and the score follows", async (page, house) => {
  const { items } = await house.admin.get("/assessments");
  const { id, score } = items.find((one) => one.name === "Baseline");
  await open(page, `/assessments/${id}/actions`, "Baseline");
  await link(page, "Write down the rules for meetings and recordings").click();
  await seePage(page, "Write down the rules for meetings and recordings");
  await link(page, "Set the implementation and test status").click();
  await see(field(page, "Implementation status"));
  assert.ok(await field(page, "Test status").isDisabled(), "nothing is tested that is not in place");
  await field(page, "Implementation status").selectOption({ label: "Implemented" });
  await waitEnabled(field(page, "Test status"));
  await field(page, "Test status").selectOption({ label: "Passed" });
  await field(page, "Implementation date").fill("2026-01-15");
  await field(page, "Notes").fill("n".repeat(100_000));
  await button(page, "Save status").click();
  await assertErrorAt(field(page, "Notes"), /100000 characters; at most \d+ fit/);
  await assertAccessible(page, "action: status with an error");
  await field(page, "Notes").fill("Approved by <b>the board</b>");
  await button(page, "Save status").click();
  await seeText(page, "The status was saved.");
  await tab(page, "Status history").click();
  const entry = await see(row(page, "Status history", "Approved by <b>the board</b>"));
  await assertText(entry, /ada[\s\S]*Implemented[\s\S]*Passed/);
  await assertAccessible(page, "action: status history");
  const now = (await house.admin.get("/assessments")).items.find((one) => one.name === "Baseline").score;
  assert.ok(now.points.achieved_thousandths > score.points.achieved_thousandths);
});

test("the overview shows the organisation's score with its coverage", async (page, house) => {
  await open(page, "/", "Overview");
  const { score } = await house.admin.get("/overview");
  await assertShows(
    region(page, "Organisation's score"),
    `${score.coverage.decided} of ${score.coverage.all} checks decided`,
    `${score.points.achieved_thousandths / 1000} of ${score.points.achievable}`,
  );
  await see(row(page, "Assessments", "Baseline"));
  await see(row(page, "Connectors' health", "Zoom careless"));
  await see(row(page, "Actions to look at first", /./));
  await assertAccessible(page, "overview", ["light", "dark", "high contrast"]);
  const figures = region(page, "Score over time");
  await figures.getByRole("switch").click();
  await see(table(page, "Score over time"));
  await link(page, "What could not be decided").click();
  await seePage(page, "Improvement actions");
  assert.match(page.url(), /status=undecided/);
  await assertAccessible(page, "improvement actions");
});

test("deleting a connector names the assessments and their scores before and after", async (page, house) => {
  const { items } = await house.admin.get("/instances");
  const { id } = items.find((one) => one.name === "Zoom careless");
  const preview = await house.admin.get(`/instances/${id}/deletion`);
  await open(page, `/instances/${id}`, "Zoom careless");
  await button(page, "Delete").click();
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await see(dialog.getByText("Delete Zoom careless?"));
  const percent = (tenths) => `${Math.trunc(tenths / 10)}.${tenths % 10}\u00a0%`;
  const line = row(dialog, "Scores before and after", "Baseline");
  const [{ before, after }] = preview.assessments.filter((one) => one.name === "Baseline");
  await assertShows(line, percent(before.percentage_tenths), percent(after.percentage_tenths));
  assert.notEqual(before.percentage_tenths, after.percentage_tenths);
  await see(row(dialog, "Scores before and after", "The organisation"));
  await assertAccessible(page, "deleting a connector");
  const confirm = dialog.getByRole("button", { name: "Delete" });
  const typed = dialog.getByRole("textbox");
  assert.ok(await confirm.isDisabled());
  await typed.fill("zoom");
  assert.ok(await confirm.isDisabled(), "another name confirms nothing");
  await typed.fill("Zoom careless");
  await waitEnabled(confirm);
  await confirm.click();
  await seePage(page, "Data connectors");
  await see(row(page, "My activated connectors", "Zoom tidy"));
  await assertNone(row(page, "My activated connectors", "Zoom careless"));
});

test("an assessment is deleted after its name was typed", async (page, house) => {
  const { items } = await house.admin.get("/assessments");
  const { id, score } = items.find((one) => one.name === "Baseline");
  await open(page, `/assessments/${id}`, "Baseline");
  const tenths = score.percentage_tenths;
  await assertShows(region(page, "Progress"), `${Math.trunc(tenths / 10)}.${tenths % 10}\u00a0%`);
  await button(page, "Delete").click();
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await dialog.getByRole("textbox").fill("Baseline");
  await assertAccessible(page, "deleting an assessment");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await seePage(page, "Assessments");
  await see(row(page, "Assessments", "Taken"));
  await assertNone(row(page, "Assessments", "Baseline"));
});

// Every page in every look, its address after a reload, and what no page may show.
import assert from "node:assert/strict";
import { LOOKS, assertAccessible } from "./axe.mjs";
import { assertQuiet, openPage } from "./browser.mjs";
import { ADMINISTRATOR, startFurnishedHouse } from "./house.mjs";
import { assertErrorAt, button, field, open, row, see, seePage, seeText, signIn, tab } from "./see.mjs";
import { story } from "./story.mjs";
import { eventually } from "./wait.mjs";

const told = story("pages", startFurnishedHouse);
const { test } = told;
const REFERENCE = "/api-reference";
const ALL_LOOKS = Object.keys(LOOKS);

/** Each address with its title and something that only its own part shows. */
const pages = (house) => {
  const careless = `/instances/${house.careless.id}`;
  const baseline = `/assessments/${house.assessment.id}`;
  const policy = `/actions/baseline.meeting-policy`;
  const group = `?group=${house.assessment.group.id}`;
  const rules = "Write down the rules for meetings and recordings";
  return [
    ["/", "Overview", "Organisation's score"],
    ["/connectors", "Data connectors", "Activate connector"],
    ["/connectors/activated?q=tidy", "Data connectors", "1 of 2 connectors"],
    ["/connectors/zoom", "Zoom", "Rights needed"],
    ["/connectors/zoom/add", "Add connector: Zoom", "Accept the terms to go on."],
    [careless, "Zoom careless", "Next refresh"],
    [`${careless}/data`, "Zoom careless", "account.lock_settings"],
    [`${careless}/checks`, "Zoom careless", /^\d{3} checks$/],
    [`${careless}/changes`, "Zoom careless", "Nothing has changed"],
    [`${careless}/runs`, "Zoom careless", /^\d runs?$/],
    [`${careless}/events`, "Zoom careless", "URL to give to the service"],
    [`${careless}/edit`, "Edit Zoom careless", "Save credentials"],
    ["/assessments", "Assessments", "1 assessment"],
    ["/assessments/new", "Add assessment", "Supported services"],
    [baseline, "Baseline", "Points by service instance"],
    [`${baseline}/controls?by=family`, "Baseline", "Identity and access (3)"],
    [`${baseline}/actions?status=failed&sort=title`, "Baseline", /\d of 11 actions/],
    [`${baseline}/edit`, "Edit Baseline", "These only"],
    ["/actions", "Improvement actions", "11 actions"],
    ["/actions/zoom.meeting.waiting-room", "Turn on the waiting room", "On Zoom careless"],
    [`${policy}/implementation${group}`, rules, "Save status"],
    [`${policy}/controls${group}`, rules, "dpb-3.2"],
    [`${policy}/history${group}`, rules, "Nobody has set a status yet"],
    ["/settings", "Settings", "2 users"],
    ["/settings/password", "Settings", "Change password"],
    ["/settings/theme", "Settings", "Shown in this browser"],
    [REFERENCE, "API reference", "/api/v1/instances"],
  ];
};

test("every page is loaded at its own address, and is accessible in high contrast", async (page, house) => {
  for (const [path, title, shows] of pages(house)) {
    await open(page, path, title);
    await seeText(page, shows);
    assert.equal(page.url(), house.url.replace(/\/$/, "") + path, "the address stays");
    assert.match(await page.title(), / · Vouchsafe$/);
    // The reference is long; a test of its own looks at parts of it.
    if (path !== REFERENCE) await assertAccessible(page, path, ["high contrast"]);
  }
});

test("what these stories look for, they find: a script in the page, an image without words", async (page) => {
  await open(page, "/settings/theme", "Settings");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    document.querySelector("main").append(document.createElement("img"));
  });
  await eventually("the violation is told", () => page.complaints.some((text) => text.includes("CSP: script-src")));
  assert.equal(await page.evaluate(() => window.ran), undefined, "the policy stops it");
  await assert.rejects(assertAccessible(page, "planted", ["light"]), /image-alt/);
  page.complaints.splice(0);
});

test("the API's reference is searched, and accessible", async (page) => {
  await open(page, REFERENCE, "API reference");
  await see(page.locator("#schema-Score"));
  await assertAccessible(page, "a schema of the reference", ALL_LOOKS, "#schema-Score");
  await field(page, "Search operations").fill("groups");
  await page.locator("#schema-Score").waitFor({ state: "detached" });
  await seeText(page, "/api/v1/groups");
  await assertAccessible(page, "operations of the reference", ALL_LOOKS);
});

test("the pages that no story comes by are accessible in each look", async (page) => {
  for (const [path, title] of [
    ["/settings", "Settings"],
    ["/settings/password", "Settings"],
    ["/settings/theme", "Settings"],
    ["/no/such/page", "There is no such page"],
  ]) {
    await open(page, path, title);
    await assertAccessible(page, path);
  }
});

test("what is not there is said, with a way on", async (page) => {
  page.taken.add(404);
  await page.goto("/instances/01a1fd3c-0000-7000-8000-000000000000");
  await seeText(page, "This is not here");
  await assertAccessible(page, "a connector that is not there", ALL_LOOKS);
  await page.goto("/assessments/nonsense");
  await seeText(page, "This is not here");
});

test("nothing matches, and everything comes back", async (page) => {
  await open(page, "/actions", "Improvement actions");
  await field(page, "Search").fill("no action is called so");
  await seeText(page, "Nothing matches");
  await assertAccessible(page, "nothing matches", ALL_LOOKS);
  await button(page, "Clear search and filters").click();
  await seeText(page, "11 actions");
  await page.getByRole("columnheader", { name: "Improvement action", exact: true }).getByRole("button").click();
  await page.waitForURL(/sort=title/);
  // The address changes before the rows do.
  await eventually("the rows stand in the order of their titles", async () => {
    const titles = await page.getByRole("table").getByRole("row").locator("td:first-child a").allInnerTexts();
    assert.deepEqual(titles, [...titles].sort((a, b) => a.localeCompare(b)));
    return titles.length === 11;
  });
});

test("a user is added; wrong input is told at the field; a user is removed by name", async (page) => {
  await open(page, "/settings", "Settings");
  await button(page, "Add user").click();
  const dialog = page.getByRole("dialog");
  const add = dialog.getByRole("button", { name: "Add", exact: true });
  await add.click();
  await assertErrorAt(field(dialog, "Name"), /Enter a name/);
  await assertErrorAt(field(dialog, "Password"), /Enter a password/);
  await assertAccessible(page, "add user", ALL_LOOKS);
  await field(dialog, "Name").fill("ADA");
  await field(dialog, "Password").fill("short");
  await add.click();
  await assertErrorAt(field(dialog, "Password"), /at least \d+ characters/);
  await field(dialog, "Password").fill("a long enough password");
  await add.click();
  await assertErrorAt(field(dialog, "Name"), /taken by “ada”/);
  await field(dialog, "Name").fill("cora");
  await field(dialog, "Role group").selectOption({ label: "Data Connector Admin" });
  await add.click();
  await see(row(page, "Users", "cora").getByText("Data Connector Admin"));
  await button(page, "Remove cora").click();
  const confirm = page.getByRole("alertdialog");
  await confirm.getByRole("textbox").fill("cora");
  await confirm.getByRole("button", { name: "Delete" }).click();
  await row(page, "Users", "cora").waitFor({ state: "detached" });
});

test("the theme that was chosen stays", async (page) => {
  await open(page, "/settings/theme", "Settings");
  const scheme = () => page.evaluate(() => document.documentElement.style.colorScheme);
  assert.equal(await scheme(), "light");
  await page.getByRole("radio", { name: "Dark" }).check();
  assert.equal(await scheme(), "dark");
  await page.reload();
  await seePage(page, "Settings");
  assert.equal(await scheme(), "dark");
  await page.getByRole("radio", { name: "As the system" }).check();
});

test("a narrow window has everything too", async (page, house) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await open(page, "/", "Overview");
  await button(page, "Menu").click();
  await assertAccessible(page, "menu in a narrow window");
  await page.getByRole("link", { name: "Assessments", exact: true }).first().click();
  await seePage(page, "Assessments");
  await assertAccessible(page, "assessments in a narrow window");
  for (const path of ["/", `/assessments/${house.assessment.id}`, "/connectors/zoom/add"]) {
    await page.goto(path);
    await see(page.getByRole("heading", { level: 1 }));
    const { width, scroll } = await page.evaluate(() => ({
      width: innerWidth,
      scroll: document.documentElement.scrollWidth,
    }));
    assert.ok(scroll <= width, `${path} is ${scroll} px wide in a window of ${width} px`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
});

test("secrets are in no page, no answer and no storage once they were used", async (_, house) => {
  const page = await openPage(told.browser, house);
  await signIn(page, ADMINISTRATOR);
  const credentials = house.zoom.credentials("careless");
  const token = "planted-secret-token-of-pages";
  const secrets = [ADMINISTRATOR.password, credentials.client_secret, token];
  const careless = `/instances/${house.careless.id}`;
  await open(page, `${careless}/edit`, "Edit Zoom careless");
  for (const [label, value] of [
    ["Account ID", credentials.account_id],
    ["Client ID", credentials.client_id],
    ["Client secret", credentials.client_secret],
  ]) {
    await field(page, label).fill(value);
  }
  await assert.rejects(assertKeepsSecret(page, secrets), "a secret that is there is found");
  await button(page, "Validate connection").click();
  await button(page, "Save credentials").click();
  await seeText(page, "The credentials were replaced.");
  await open(page, careless, "Zoom careless");
  await tab(page, "Event subscriptions").click();
  await field(page, "Secret Token").fill(token);
  await button(page, "Save").click();
  await seeText(page, "Waiting for the first verified event");
  await assertKeepsSecret(page, secrets);
  for (const [path, title, shows] of pages(house)) {
    await open(page, path, title);
    await seeText(page, shows);
    await assertKeepsSecret(page, secrets);
  }
  const answers = (await Promise.all(page.answers)).join("\n");
  assert.ok(answers.includes("Zoom careless"), "the answers were kept to be looked through");
  for (const secret of secrets) {
    assert.ok(!answers.includes(secret), "an answer of the API holds a secret");
    assert.ok(!house.logs().includes(secret), "a log holds a secret");
  }
  assertQuiet(page);
  await page.context().close();
});

/** Fails when a page's text, markup, fields, history or storage hold one of the secrets. */
async function assertKeepsSecret(page, secrets) {
  const all = await page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll("input, textarea")].map((input) => input.value),
      JSON.stringify(history.state),
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      location.href,
      document.cookie,
    ].join("\n"),
  );
  for (const secret of secrets) assert.ok(!all.includes(secret), `${page.url()} holds a secret`);
}

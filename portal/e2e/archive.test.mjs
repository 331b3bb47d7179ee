// An archive connector from the catalogue to a message that a reviewer reads, and an administrator cannot.
import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { ADMINISTRATOR, startSetUpHouse } from "./house.mjs";
import {
  assertChecked,
  assertErrorAt,
  assertNone,
  assertText,
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
  signIn,
  tab,
  table,
  waitEnabled,
} from "./see.mjs";
import { story } from "./story.mjs";
import { eventually } from "./wait.mjs";

const REVIEWER = { name: "rosa", password: "an owl reads only at night" };
const TITLE = "Salesforce Chatter";
const NAME = "Chatter production";
/** What a back-fill may take on a slow machine. */
const FILLED_MS_MAX = 90_000;

const { test } = story("archive", async (name) => {
  const house = await startSetUpHouse(name, { salesforce: true });
  await house.admin.post("/principals", { ...REVIEWER, role: "reviewer" });
  return house;
});
const next = (page) => button(page, "Next");
const archive = async (house) => (await house.admin.get("/archives")).items[0];

test("archive connectors stand in a section of their own, and say what they read", async (page) => {
  await open(page, "/connectors", "Data connectors");
  await see(row(page, "Available archive connectors", TITLE));
  await assertNone(row(page, "Available connectors", TITLE));
  await assertAccessible(page, "available connectors of both kinds");
  await row(page, "Available archive connectors", TITLE).getByRole("link", { name: "Activate connector" }).click();
  await seePage(page, TITLE);
  await see(row(page, "What is archived", "Private messages"));
  await see(row(page, "Rights needed", "View All Data"));
  await assertAccessible(page, "an archive connector's page");
});

test("the wizard leads from the terms to a validated sign-in", async (page, house) => {
  await button(page, "Add connector").click();
  await seePage(page, `Add connector: ${TITLE}`);
  await waitEnabled(next(page), false);
  await page.getByRole("checkbox", { name: "Accept" }).check();
  await next(page).click();
  await field(page, "Connector name").fill(" ");
  await next(page).click();
  await assertErrorAt(field(page, "Connector name"), /Enter a name/);
  await field(page, "Connector name").fill(NAME);
  await next(page).click();
  await see(heading(page, "Authentication", 2));
  const org = house.salesforce.org("tidy");
  await field(page, "My Domain host").fill(org.my_domain);
  await field(page, "Consumer key").fill(org.archiver.client_id);
  await field(page, "Consumer secret").fill(org.archiver.client_secret);
  await waitEnabled(next(page), false);
  await button(page, "Validate connection").click();
  await seeText(page, /^Validation succeeded/);
  await next(page).click();
  await see(heading(page, "What to archive", 2));
});

test("private messages want a purpose, a legal basis, and a second person", async (page) => {
  await page.getByRole("checkbox", { name: "Archive private messages" }).check();
  await seeText(page, /A second person has to agree/);
  await next(page).click();
  await assertErrorAt(field(page, "Purpose"), /Say what the messages are needed for/);
  await assertErrorAt(field(page, "Legal basis"), /Say what allows it/);
  await assertAccessible(page, "wizard: what to archive, with errors");
  await page.getByRole("checkbox", { name: "Archive private messages" }).uncheck();
  await button(page, "Leave out a group or a person").click();
  await next(page).click();
  await assertErrorAt(field(page, "Reason"), /Say why/);
  await button(page, "Remove row 1").click();
  await next(page).click();
  await see(heading(page, "Mailboxes and user mapping", 2));
});

test("domains and custodians have mailboxes; what is wrong is told by its row", async (page, house) => {
  await field(page, "Your domains").fill("tidy.example.com");
  await field(page, "Custodians").fill("Address,Name\nrecords@archive.example,Records\nnobody");
  await assertAccessible(page, "wizard: mailboxes");
  await next(page).click();
  await seeText(page, "Embedded mailboxes");
  await assertAccessible(page, "wizard: destination");
  await next(page).click();
  await assertText(fact(page, "Private messages"), "Not archived");
  await assertText(fact(page, "Consumer secret"), "Entered, not shown");
  await assertAccessible(page, "wizard: review of an archive");
  await button(page, "Finish").click();
  await assertErrorAt(field(page, "Custodians"), /Row 2: Enter an e-mail address/);
  await field(page, "Custodians").fill("records@archive.example, Records");
  await next(page).click();
  await next(page).click();
  await button(page, "Finish").click();
  await seePage(page, NAME);
  assert.deepEqual((await archive(house)).settings.domains, ["tidy.example.com"]);
});

test("the page fills by itself, and its six figures make the sum", async (page, house) => {
  await eventually(
    "everything that the org has is in mailboxes",
    async () => {
      const { revisions, totals, fetching, captured, staged } = await archive(house);
      return revisions > 0 && totals.imported > 0 && fetching + captured + staged === 0;
    },
    FILLED_MS_MAX,
  );
  const { totals } = await archive(house);
  const shown = async (state) => {
    const cell = page.getByRole("cell", { name: state, exact: true });
    const line = table(page, "Copies since the beginning").getByRole("row").filter({ has: cell });
    return Number(/([\d,]+)\s*$/.exec(await line.innerText())[1].replaceAll(",", ""));
  };
  await eventually("the page shows what was imported", async () => (await shown("Imported")) === totals.imported);
  let sum = 0;
  for (const state of ["Imported", "Partially imported", "Skipped", "Failed", "Waiting", "Quarantined"]) {
    sum += await shown(state);
  }
  assert.equal(sum, await shown("Available for import"));
  await see(region(page, "Volume, last 30 days"));
  await assertAccessible(page, "archive: status");
});

test("the log, the quarantine, the mapping and the settings tell what was done", async (page) => {
  await tab(page, "Status log").click();
  const line = table(page, "Status log").getByRole("row").nth(1);
  await see(line);
  await assertAccessible(page, "archive: status log");
  await line.getByRole("button").click();
  await see(button(page, "Deliver this day again"));
  await assertAccessible(page, "archive: a day of the log");
  await page.getByRole("tab", { name: /^Quarantine/ }).click();
  await see(heading(page, "Quarantine", 2));
  await seeText(page, /until somebody presses\s+Deliver now/);
  await assertAccessible(page, "archive: quarantine");
  await tab(page, "User mapping").click();
  await see(table(page, "People of the source"));
  await assertAccessible(page, "archive: user mapping");
  await tab(page, "Reconciliation").click();
  await see(heading(page, "Gaps", 2));
  const empty = page.getByRole("switch", { name: "Days without items too" });
  await empty.click();
  await assertChecked(empty);
  await seeText(page, /^\d+ lines?$/);
  await empty.click();
  await assertAccessible(page, "archive: reconciliation");
  await tab(page, "Settings").click();
  await assertText(fact(page, "Domains"), "tidy.example.com");
  await assertAccessible(page, "archive: settings");
});

test("who waits in quarantine is mapped where one stands, and then delivered by hand", async (page) => {
  await page.getByRole("tab", { name: /^Quarantine/ }).click();
  const person = row(page, "Quarantine", /no e-mail address/);
  await see(person);
  await person.getByRole("button", { name: /^Map / }).click();
  const form = page.getByRole("dialog", { name: /^Map / });
  await see(form);
  await seeText(form, /^User \S+ at the source$/);
  await eventually("the mailbox is to be typed", () =>
    field(form, "Mailbox").evaluate((input) => input === document.activeElement),
  );
  await assertAccessible(page, "archive: mapping somebody in quarantine");
  await field(form, "Mailbox").fill("records@archive.example");
  await button(form, "Save rule").click();
  await seeText(form, "The rule was saved");
  await button(form, "Close").click();
  const mended = row(page, "Quarantine", "Mapped to records@archive.example. Press Deliver now");
  await see(mended);
  await assertNone(mended.getByText(/add a line/));
  await mended.getByRole("button", { name: /^Deliver now/ }).click();
  await assertNone(mended, "once it is delivered");
});

test("a file of rules is looked at first, and its problems are told by row", async (page) => {
  await tab(page, "User mapping").click();
  await button(page, "Upload CSV").click();
  const upload = (text) =>
    page.getByLabel("CSV file").setInputFiles({ name: "rules.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await upload("ExternalUserId,Mailbox\nsomebody@elsewhere.example,nowhere\n");
  await see(table(page, "Problems of the file"));
  await waitEnabled(button(page, "Take over"), false);
  await assertAccessible(page, "archive: problems of a file");
  await upload("ExternalUserId,Mailbox\nsomebody@elsewhere.example,records@archive.example\n");
  await seeText(page, "This is what it would do");
  await button(page, "Take over").click();
  await seeText(page, "The rules were taken over");
  await see(row(page, "Rules", "somebody@elsewhere.example"));
});

test("an administrator has no mailboxes to read, and may ask for break-glass", async (page, house) => {
  await open(page, "/mailboxes", "Mailboxes");
  await seeText(page, "You cannot read mailboxes");
  await assertNone(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Mailboxes" }));
  const { items } = await house.admin.get("/custodians");
  const status = await page.evaluate(
    async (id) => (await fetch(`/api/v1/mailboxes/${id}/messages`)).status,
    items[0].id,
  );
  assert.equal(status, 403);
  assert.equal(page.complaints.splice(0).length, 1, "the console tells of the refusal asked for");
  await open(page, "/connectors/custodians", "Data connectors");
  await see(row(page, "Custodians", "records@archive.example"));
  await assertAccessible(page, "custodians");
  await open(page, "/break-glass", "Break-glass");
  await button(page, "Ask for break-glass").click();
  await field(page, "Mailboxes").fill("records@archive.example");
  await field(page, "Reason").fill("short");
  await button(page, "Ask").click();
  await assertErrorAt(field(page, "Reason"), /at least 10 characters/);
  await field(page, "Reason").fill("A court asked for it, file 12/26");
  await button(page, "Ask").click();
  await see(row(page, "Requests", "file 12/26"));
  await seeText(page, "Somebody else has to grant it.");
  await assertAccessible(page, "break-glass");
});

test("a reviewer finds a message and reads it as a mail program shows it", async (page, house) => {
  await page.context().clearCookies();
  await signIn(page, REVIEWER);
  const { items } = await house.admin.get("/custodians");
  const fullest = items.reduce((most, one) => (one.messages > most.messages ? one : most));
  await open(page, "/mailboxes", "Mailboxes");
  await assertAccessible(page, "mailboxes");
  await link(page, fullest.address).click();
  await seePage(page, fullest.address);
  await see(table(page, "Messages"));
  // A row that the mouse is over has another ground.
  await page.mouse.move(0, 0);
  await assertAccessible(page, "a mailbox");
  await field(page, "Search this mailbox").fill("drill (kind:post");
  await button(page, "Search").click();
  await assertErrorAt(field(page, "Search this mailbox"), /not closed.*character 7/);
  await seePage(page, fullest.address);
  await see(table(page, "Messages"));
  await assertNone(page.getByText("This could not be loaded"));
  assert.equal(await page.getByText(/not closed/).count(), 1, "what is wrong is said once");
  await assertAccessible(page, "a mailbox, with a query that is none");
  await field(page, "Search this mailbox").fill("kind:post sent>=2000-01-01");
  await button(page, "Search").click();
  await seeText(page, /matche?s? of/);
  await table(page, "Messages").getByRole("link").first().click();
  await see(heading(page, "Message", 2));
  await see(page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: fullest.address }));
  await link(page, "Older message").click();
  await seeText(page, /^2 of \d+ found$/);
  await link(page, "Newer message").click();
  await seeText(page, /^1 of \d+ found$/);
  const frame = page.locator("iframe");
  assert.equal(await frame.getAttribute("sandbox"), "");
  await see(page.frameLocator("iframe").locator("body"));
  await assertText(page.frameLocator("iframe").locator("body"), /\S/);
  await assertText(fact(page, "From"), /\S/);
  await assertAccessible(page, "a message", ["light", "dark"], "main > *:not(iframe)");
  await tab(page, "Original record").click();
  await seeText(page, /attributes|Id/);
  await tab(page, "Where it came from").click();
  await assertText(fact(page, "Connector"), NAME);
  await see(table(page, "Participants"));
  await assertAccessible(page, "where a message came from");
});

test("an open mailbox says what is new, and shows it once it is asked to", async (page, house) => {
  const { items } = await house.admin.get("/custodians");
  const fullest = items.reduce((most, one) => (one.messages > most.messages ? one : most));
  await open(page, `/mailboxes/${fullest.id}`, fullest.address);
  await see(table(page, "Messages"));
  await assertNone(page.getByRole("status").getByText(/new messages?/));
  const shown = await table(page, "Messages").getByRole("row").count();
  await house.salesforce.control("POST", "orgs/tidy/chatter/day", {});
  const { id } = await archive(house);
  await house.admin.post(`/archives/${id}/capture`);
  await see(page.getByRole("status").getByText(/^\d+ new messages?$/));
  await assertNone(page.getByText(/This page is up to date/), "while there is more");
  assert.equal(await table(page, "Messages").getByRole("row").count(), shown, "nothing is read by itself");
  await assertAccessible(page, "a mailbox with new messages");
  await eventually("everything that was written is in mailboxes", async () => {
    const { totals, fetching, captured, staged } = await archive(house);
    return totals.waiting + fetching + captured + staged === 0;
  });
  await button(page, "Show").click();
  await eventually("they are shown", async () => (await table(page, "Messages").getByRole("row").count()) > shown);
  await assertNone(page.getByRole("status").getByText(/new messages?/));
});

test("deleting the connector says what stays, and the archive stays", async (page, house) => {
  await page.context().clearCookies();
  await signIn(page, ADMINISTRATOR);
  const { id } = await archive(house);
  await open(page, `/archives/${id}`, NAME);
  await button(page, "Delete").click();
  await assertText(fact(page, "Items that stay"), /[1-9]/);
  await field(page, `Type “${NAME}” to confirm`).fill(NAME);
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete", exact: true }).click();
  await seePage(page, "Data connectors");
  await seeText(page, "No archive connector is activated yet");
  const { items } = await house.admin.get("/custodians");
  assert.ok(items.some((one) => one.messages > 0));
});

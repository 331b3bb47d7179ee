// Break-glass reading by two people: asked for, granted, read and downloaded, listed, ended.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertAccessible } from "./axe.mjs";
import { ADMINISTRATOR, startSetUpHouse } from "./house.mjs";
import {
  assertErrorAt,
  assertNone,
  assertText,
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
  signIn,
  table,
} from "./see.mjs";
import { story } from "./story.mjs";
import { eventually } from "./wait.mjs";

const MANAGER = { name: "edda", password: "a heron stands on one leg" };
const REASON = "A court asked for it, file 12/26";
/** What a back-fill may take on a slow machine. */
const FILLED_MS_MAX = 90_000;

/** A house whose Chatter is archived, and a message of it that has a file. */
const { test } = story("break-glass", async (name) => {
  const house = await startSetUpHouse(name, { salesforce: true });
  await house.admin.post("/principals", { ...MANAGER, role: "ediscovery_manager" });
  const manager = await house.admin.signedIn(MANAGER);
  const { items } = await house.admin.get("/connectors");
  const connector = items.find((one) => one.kind === "archive");
  const org = house.salesforce.org("tidy");
  const { client_id, client_secret } = org.archiver;
  const { id } = await house.admin.post("/archives", {
    connector: connector.id,
    name: "Chatter",
    credentials: { method: "client-credentials", domain: org.my_domain, client_id, client_secret },
    terms_version: connector.terms.version,
    settings: { domains: ["tidy.example.com"] },
    custodians: [],
  });
  await eventually(
    "everything that the org has is in mailboxes",
    async () => {
      const { revisions, totals, fetching, captured, staged } = await house.admin.get(`/archives/${id}`);
      return revisions > 0 && totals.imported > 0 && fetching + captured + staged === 0;
    },
    FILLED_MS_MAX,
  );
  return { ...house, manager, read: await withFile(manager) };
});

/** A mailbox, a message in it, and a file of that which can be downloaded. */
async function withFile(manager) {
  for (const mailbox of (await manager.get("/mailboxes?limit=1000")).items) {
    const { messages } = await manager.get(`/mailboxes/${mailbox.id}/messages`);
    for (const { uid } of messages.filter((one) => one.attachments > 0)) {
      const message = await manager.get(`/mailboxes/${mailbox.id}/messages/${uid}`);
      const file = message.files.find((one) => one.gap === null && one.content_id === null);
      if (file !== undefined) return { mailbox, message, file };
    }
  }
  throw new Error("no archived message has a file");
}

/** Presses Tab until the focus is on what is called so, and then a key. */
async function press(page, name, key = "Enter") {
  for (let tabs = 0; tabs < 60; tabs++) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(() => {
      const { activeElement: element } = document;
      const label = [...(element.labels ?? [])].map((one) => one.innerText).join(" ");
      return (element.getAttribute("aria-label") || label || element.innerText || "").replace(/\*/g, "").trim();
    });
    if (now !== name) continue;
    await page.keyboard.press(key);
    return;
  }
  assert.fail(`Tab never came to ${name}`);
}

const as = async (page, who) => {
  await page.context().clearCookies();
  await signIn(page, who);
};
const waiting = (page) => page.getByRole("navigation", { name: "Main" }).getByLabel(/waits? for a second person/);

/** What a link gives when it is followed as a download. */
async function downloaded(page, locator) {
  const [download] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  return readFileSync(await download.path());
}

test("what is wrong with a request is told at its fields", async (page) => {
  await open(page, "/break-glass", "Break-glass");
  await seeText(page, "Nobody has asked");
  await button(page, "Ask for break-glass").click();
  await button(page, "Ask").click();
  await assertErrorAt(field(page, "Mailboxes"), /at least one mailbox/);
  await assertErrorAt(field(page, "Reason"), /at least 10 characters/);
  await field(page, "Mailboxes").fill("nobody@nowhere.example");
  await field(page, "Reason").fill(REASON);
  await field(page, "Minutes").fill("481");
  await button(page, "Ask").click();
  await assertErrorAt(field(page, "Minutes"), /1 to 480/);
  await field(page, "Minutes").fill("30");
  await button(page, "Ask").click();
  await assertErrorAt(field(page, "Mailboxes"), /There is no mailbox nobody@nowhere.example/);
  await assertAccessible(page, "break-glass: a request with errors");
});

test("who asked can neither grant it nor read", async (page, house) => {
  await field(page, "Mailboxes").fill(house.read.mailbox.address);
  await button(page, "Ask").click();
  await see(row(page, "Requests", REASON));
  await seeText(page, "Somebody else has to grant it.");
  await assertNone(button(page, "Grant ada"));
  await assertNone(waiting(page), "of one's own");
  await assertNone(link(page, house.read.mailbox.address), "nothing leads into the mailbox");
  await assertAccessible(page, "break-glass: a request that waits");
  const [request] = (await house.admin.get("/break_glass")).items;
  await open(page, `/break-glass/${request.id}/${house.read.mailbox.id}`, "Mailbox");
  await seeText(page, "This break-glass was not granted");
  await assertNone(table(page, "Messages"));
});

test("somebody else is told that it waits, and grants it by keyboard", async (page) => {
  await as(page, MANAGER);
  await open(page, "/break-glass", "Break-glass");
  await see(waiting(page));
  await row(page, "Requests", REASON).getByRole("link", { name: "ada" }).click();
  await seePage(page, "Break-glass of ada");
  await assertText(fact(page, "Reason"), REASON);
  await seeText(page, "Nothing was read by it.");
  await assertAccessible(page, "break-glass: a request that one may grant");
  await press(page, "Grant ada");
  await assertText(fact(page, "Decided by"), MANAGER.name);
  await assertNone(waiting(page));
  await see(button(page, "End that of ada"));
});

test("a banner says who reads, why and until when, on every page of it", async (page, house) => {
  await as(page, ADMINISTRATOR);
  await open(page, "/break-glass", "Break-glass");
  await seeText(page, /^You are reading by break-glass: (30|29) min left$/);
  await seeText(page, /Asked for by ada, granted by edda, until/);
  await seeText(page, /Everything you open is recorded/);
  await assertAccessible(page, "break-glass: live", ["light", "dark", "high contrast"]);
  await link(page, house.read.mailbox.address).click();
  await seePage(page, house.read.mailbox.address);
  await seeText(page, /^You are reading by break-glass/);
  await see(table(page, "Messages"));
  await page.mouse.move(0, 0);
  await assertAccessible(page, "break-glass: a mailbox");
});

test("a message is read, and its file and its own form are downloaded", async (page, house) => {
  const { mailbox, message, file } = house.read;
  const [request] = (await house.admin.get("/break_glass")).items;
  await open(page, `/break-glass/${request.id}/${mailbox.id}/${message.uid}`, message.subject);
  await see(heading(page, "Message", 2));
  await seeText(page, /Everything you open is recorded/);
  await see(page.frameLocator("iframe").locator("body"));
  await assertAccessible(page, "break-glass: a message", ["light", "dark"], "main > *:not(iframe)");
  const bytes = await downloaded(page, table(page, "Files").getByRole("link", { name: file.name, exact: true }));
  assert.equal(bytes.length, file.size);
  const eml = (await downloaded(page, link(page, "Download .eml"))).toString("latin1");
  assert.match(eml, /^Message-ID:/im);
  assert.ok(eml.includes(message.message_id), "it is this message");
});

test("everything that was read is listed for who granted it", async (page, house) => {
  await as(page, MANAGER);
  await open(page, "/break-glass", "Break-glass");
  await row(page, "Requests", REASON).getByRole("link", { name: "ada" }).click();
  const { uid } = house.read.message;
  const read = table(page, "What was read");
  await see(read.getByText("Looked at the list of messages").first());
  await see(read.getByText(`Opened message ${uid}`, { exact: true }));
  await see(read.getByText(`Downloaded message ${uid}`, { exact: true }));
  await see(read.getByText(`Downloaded file ${house.read.file.number + 1} of message ${uid}`, { exact: true }));
  await see(heading(page, "Who was told", 2));
  await page.mouse.move(0, 0);
  await assertAccessible(page, "break-glass: what was read");
});

test("who granted it ends it, and what was open is shown no longer", async (page, house) => {
  const { mailbox, message } = house.read;
  const [request] = (await house.admin.get("/break_glass")).items;
  await as(page, ADMINISTRATOR);
  await open(page, `/break-glass/${request.id}/${mailbox.id}/${message.uid}`, message.subject);
  await see(page.frameLocator("iframe").locator("body"));
  await house.manager.post(`/break_glass/${request.id}/end`);
  await seeText(page, "This break-glass is over");
  await assertNone(page.locator("iframe"));
  await seePage(page, "Message");
  await assertAccessible(page, "break-glass: over");
  const files = `/api/v1/break_glass/${request.id}/mailboxes/${mailbox.id}/messages/${message.uid}`;
  for (const path of ["", "/raw", `/files/${house.read.file.number}`]) {
    assert.equal(await page.evaluate(async (url) => (await fetch(url)).status, files + path), 409, path);
  }
  await open(page, "/break-glass", "Break-glass");
  await seeText(page, /^Ended by edda/);
  await assertNone(link(page, mailbox.address));
});

test("a request is withdrawn, and another refused", async (page, house) => {
  const ask = () =>
    house.admin.post("/break_glass", { mailboxes: [house.read.mailbox.address], reason: "A second look", minutes: 5 });
  await ask();
  await open(page, "/break-glass", "Break-glass");
  await row(page, "Requests", "A second look").getByRole("button", { name: "Withdraw" }).click();
  await see(row(page, "Requests", "A second look").getByText("Withdrawn", { exact: true }));
  const { id } = await ask();
  await house.manager.post(`/break_glass/${id}/decision`, { grant: false });
  await seeText(page, /^Refused by edda/);
  await open(page, `/break-glass/${id}`, "Break-glass of ada");
  await assertText(fact(page, "Decided by"), MANAGER.name);
});

// Role groups, API tokens, the second factor and the way back in, as people meet them.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { assertAccessible } from "./axe.mjs";
import { assertQuiet, openPage } from "./browser.mjs";
import { Client } from "./client.mjs";
import { ADMINISTRATOR, READER, startSetUpHouse } from "./house.mjs";
import {
  assertErrorAt,
  assertNone,
  assertShows,
  button,
  field,
  heading,
  open,
  row,
  see,
  seePage,
  seeText,
  signIn,
} from "./see.mjs";
import { story } from "./story.mjs";

const told = story("access", startSetUpHouse);
const { test } = told;

/** What an authenticator shows for a secret, a number of steps from now (RFC 6238 §4). */
function shown(secret, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const tag = createHmac("sha1", key).update(step).digest();
  const word = tag.readUInt32BE(tag[19] & 15) & 0x7fffffff;
  return String(word % 1_000_000).padStart(6, "0");
}

const dialog = (page) => page.getByRole("dialog").or(page.getByRole("alertdialog"));

/** A page of somebody who is not the story's. */
async function elsewhere(house, run) {
  const other = await openPage(told.browser, house);
  await run(other);
  assertQuiet(other);
  await other.context().close();
}

test("a role group is made; what is wrong is told at its field", async (page) => {
  await open(page, "/settings/role-groups", "Settings");
  await see(row(page, "Role groups", "Compliance Manager Assessor"));
  await assertNone(button(page, "Edit Global Administrator"));
  await assertAccessible(page, "role groups");
  await button(page, "Create role group").click();
  await button(page, "Create").click();
  await assertErrorAt(field(page, "Name"), /Enter a name/);
  await seeText(page, "Choose at least one role.");
  await assertAccessible(page, "role group with errors");
  await field(page, "Name").fill("global administrator");
  await dialog(page).getByLabel("Data Connector Admin").check();
  await button(page, "Create").click();
  await assertErrorAt(field(page, "Name"), /taken/);
  await field(page, "Name").fill("Testers");
  await dialog(page).getByLabel("Compliance Manager Assessor").check();
  await button(page, "Create").click();
  await assertNone(dialog(page));
  await assertShows(row(page, "Role groups", "Testers"), "Data Connector Admin, Compliance Manager Assessor");
});

test("another role group counts at once, and the last administrator stays", async (page, house) => {
  const rita = await new Client(house.url).signedIn(READER);
  assert.ok(!(await rita.get("/session")).permissions.includes("connectors.manage"));
  await open(page, "/settings", "Settings");
  await button(page, `Edit ${READER.name}`).click();
  await see(field(page, "Role group"));
  await assertAccessible(page, "editing a user");
  await field(page, "Role group").selectOption({ label: "Testers" });
  await button(page, "Save").click();
  await assertNone(dialog(page));
  await assertShows(row(page, "Users", READER.name), "Testers");
  assert.ok((await rita.get("/session")).permissions.includes("connectors.manage"));

  await button(page, `Edit ${ADMINISTRATOR.name}`).click();
  await see(field(page, "Role group"));
  await field(page, "Role group").selectOption({ label: "Compliance Manager Reader" });
  await button(page, "Save").click();
  await seeText(page, /Nobody would be a Global Administrator any more/);
  await button(page, "Cancel").click();
  await open(page, "/settings/role-groups", "Settings");
  await button(page, "Delete Testers").click();
  await field(page, "Type “Testers” to confirm").fill("Testers");
  await dialog(page).getByRole("button", { name: "Delete", exact: true }).click();
  await seeText(page, /are in “Testers”/);
  await button(page, "Cancel").click();
});

test("a token is made, shown once, used and revoked", async (page, house) => {
  await open(page, "/settings/tokens", "Settings");
  await seeText(page, "Create one for a script or a dashboard.");
  await button(page, "Create API token").click();
  await see(dialog(page).getByLabel(/overview\.read/));
  await button(page, "Create").click();
  await assertErrorAt(field(page, "Name"), /Enter a name/);
  await seeText(page, "Choose at least one permission.");
  await assertAccessible(page, "token with errors");
  await field(page, "Name").fill("nightly");
  await dialog(page).getByLabel(/overview\.read/).check();
  await button(page, "Create").click();
  await seeText(page, "Copy it now. It is shown this once and cannot be read again.");
  const token = await field(page, "API token").inputValue();
  assert.match(token, /^vouchsafe_pat_[\w-]{43}$/);
  await assertAccessible(page, "a token that was created");
  await button(page, "Done").click();
  const program = new Client(house.url, token);
  await program.get("/overview");
  await assert.rejects(program.get("/actions"), /lacks the scope actions\.read/);
  await open(page, "/settings/tokens", "Settings");
  await assertShows(row(page, "My API tokens", "nightly"), "overview.read");
  await assertNone(page.getByText(token));
  await button(page, "Revoke nightly").click();
  await field(page, "Type “nightly” to confirm").fill("nightly");
  await dialog(page).getByRole("button", { name: "Delete", exact: true }).click();
  await assertNone(dialog(page));
  await seeText(page, "Create one for a script or a dashboard.");
  await assert.rejects(program.get("/overview"), /401/);
});

test("a program has a token and no password", async (page, house) => {
  await open(page, "/settings", "Settings");
  await button(page, "Add user").click();
  await field(page, "Name").fill("nightly job");
  await dialog(page).getByLabel("Program", { exact: true }).check();
  await assertNone(field(page, "Password"));
  await assertAccessible(page, "adding a program");
  await button(page, "Add").click();
  await assertNone(dialog(page));
  await assertShows(row(page, "Users", "nightly job"), "Program");
  await button(page, "Create token for nightly job").click();
  await field(page, "Name").fill("refresh");
  await dialog(page).getByLabel(/overview\.read/).check();
  await assertNone(dialog(page).getByLabel(/connectors\.manage/));
  await button(page, "Create").click();
  const token = await (await see(field(page, "API token"))).inputValue();
  await button(page, "Done").click();
  await new Client(house.url, token).get("/overview");
  await open(page, "/settings/tokens", "Settings");
  await assertShows(row(page, "API tokens of others", "refresh"), "nightly job");
});

test("a second factor is turned on, asked for when signing in, and turned off", async (page, house) => {
  let secret = "";
  let codes = [];
  await elsewhere(house, async (other) => {
    await signIn(other, READER);
    await open(other, "/settings/second-factor", "Settings");
    await button(other, "Turn on").click();
    await assertErrorAt(field(other, "Password"), /Enter your password/);
    await field(other, "Password").fill("not hers at all");
    await button(other, "Turn on").click();
    await assertErrorAt(field(other, "Password"), /not your password/);
    await field(other, "Password").fill(READER.password);
    await button(other, "Turn on").click();
    await see(other.getByRole("img", { name: "The secret as a QR code" }));
    await assertAccessible(other, "the secret of a second factor");
    secret = await field(other, "Secret").inputValue();
    await button(other, "Confirm").click();
    await assertErrorAt(field(other, "Code"), /Enter the code/);
    await field(other, "Code").fill("nonsense");
    await button(other, "Confirm").click();
    await assertErrorAt(field(other, "Code"), /wrong/);
    await field(other, "Code").fill(shown(secret));
    await button(other, "Confirm").click();
    codes = await (await see(other.getByRole("list", { name: "Recovery codes" }))).getByRole("listitem").allInnerTexts();
    assert.equal(codes.length, 10);
    await assertAccessible(other, "recovery codes");
    await button(other, "I have kept them").click();
    await seeText(other, /Recovery codes left: 10/);
  });
  await elsewhere(house, async (other) => {
    await open(other, "/sign-in", "Sign in");
    await field(other, "Name").fill(READER.name);
    await field(other, "Password").fill(READER.password);
    await button(other, "Sign in").click();
    await see(heading(other, "Enter your code", 1));
    await assertAccessible(other, "the second step of signing in");
    await button(other, "Sign in").click();
    await assertErrorAt(field(other, "Code"), /Enter the code/);
    await field(other, "Code").fill("000000 000000");
    await button(other, "Sign in").click();
    await assertErrorAt(field(other, "Code"), /wrong, or was used before/);
    await assertAccessible(other, "a refused code");
    await button(other, "Back").click();
    await field(other, "Password").fill(READER.password);
    await button(other, "Sign in").click();
    await (await see(field(other, "Code"))).fill(codes[0]);
    await button(other, "Sign in").click();
    await seePage(other, "Overview");
    await open(other, "/settings/second-factor", "Settings");
    await seeText(other, /Recovery codes left: 9/);
    await assertAccessible(other, "a second factor that is on");
    await button(other, "Turn off").click();
    await assertErrorAt(field(other, "Password"), /Enter your password/);
    await assertErrorAt(field(other, "Code"), /Enter the code/);
    await field(other, "Password").fill(READER.password);
    await field(other, "Code").fill(codes[1]);
    await button(other, "Turn off").click();
    await see(button(other, "Turn on"));
  });
  await elsewhere(house, (other) => signIn(other, READER));
});

test("an administrator removes the second factor of somebody who lost it", async (page, house) => {
  const rita = await new Client(house.url).signedIn(READER);
  const { secret } = await rita.post("/session/second-factor", { password: READER.password });
  await rita.put("/session/second-factor", { code: shown(secret) });
  await open(page, "/settings", "Settings");
  await assertShows(row(page, "Users", READER.name), "Yes");
  await button(page, `Edit ${READER.name}`).click();
  await button(page, "Remove second factor").click();
  await assertNone(dialog(page));
  await assertShows(row(page, "Users", READER.name), "No");
  await new Client(house.url).signedIn(READER);
});

test("a recovery link that is worth nothing says so", async (page, house) => {
  await elsewhere(house, async (other) => {
    await open(other, "/recover", "Set a new password");
    await seeText(other, /lacks its one-time token/);
    await other.goto("about:blank");
    await open(other, "/recover#guessed", "Set a new password");
    await button(other, "Set the password and sign in").click();
    await assertErrorAt(field(other, "New password"), /Enter a password/);
    await field(other, "New password").fill("a new and better password");
    await field(other, "New password again").fill("another");
    await button(other, "Set the password and sign in").click();
    await assertErrorAt(field(other, "New password again"), /differ/);
    await field(other, "New password again").fill("a new and better password");
    await button(other, "Set the password and sign in").click();
    await seeText(other, /This link was used or replaced/);
    await assertAccessible(other, "a refused recovery");
  });
});

// A Compliance Manager Reader sees everything and can change nothing.
import assert from "node:assert/strict";
import { assertAccessible } from "./axe.mjs";
import { READER, startFurnishedHouse } from "./house.mjs";
import { Client } from "./client.mjs";
import {
  assertNone,
  button,
  described,
  field,
  open,
  see,
  seeText,
  signIn,
} from "./see.mjs";
import { story } from "./story.mjs";
import { eventually } from "./wait.mjs";

const { test } = story("reader", startFurnishedHouse, READER);

/** The button is there, cannot be used, and says who may. */
async function assertRefused(page, name, who) {
  const refused = await see(button(page, name));
  assert.equal(await refused.first().getAttribute("aria-disabled"), "true", name);
  await refused.first().focus();
  await eventually(`${name} says who may`, async () => (await described(refused.first())) === `Only ${who} may do this.`);
  // The tooltip is put away: it belongs to no landmark, which axe minds.
  await page.keyboard.press("Escape");
  await page.getByRole("tooltip").first().waitFor({ state: "hidden" });
  const before = page.url();
  await refused.first().click({ force: true });
  assert.equal(page.url(), before);
  await assertNone(page.getByRole("dialog").or(page.getByRole("alertdialog")));
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement.blur());
  await page.getByRole("tooltip").first().waitFor({ state: "hidden" });
}

const CONNECTORS = "a Global Administrator or a Data Connector Admin";
const ASSESSMENTS = "a Global Administrator, Compliance Manager Administration or Contribution";

test("connectors can be looked at, not changed", async (page, house) => {
  await open(page, "/connectors/zoom", "Zoom");
  await assertRefused(page, "Add connector", CONNECTORS);
  await open(page, `/instances/${house.careless.id}`, "Zoom careless");
  for (const name of ["Refresh now", "Edit", "Delete"]) await assertRefused(page, name, CONNECTORS);
  await assertAccessible(page, "connector, as a reader");
  await open(page, `/instances/${house.careless.id}/events`, "Zoom careless");
  await assertRefused(page, "Save", CONNECTORS);
});

test("assessments and actions can be looked at, not changed", async (page, house) => {
  await open(page, "/assessments", "Assessments");
  await assertRefused(page, "Add assessment", ASSESSMENTS);
  await open(page, `/assessments/${house.assessment.id}`, "Baseline");
  for (const name of ["Edit", "Delete"]) await assertRefused(page, name, ASSESSMENTS);
  const group = house.assessment.group.id;
  const manual = "Write down the rules for meetings and recordings";
  await open(page, `/actions/baseline.meeting-policy/implementation?group=${group}`, manual);
  await seeText(page, `Only ${ASSESSMENTS} may do this.`);
  await assertNone(button(page, "Save status"));
  await assertAccessible(page, "action, as a reader");
});

test("the addresses of wizards and forms say why there is none", async (page, house) => {
  for (const [path, title, said] of [
    ["/connectors/zoom/add", "Add connector: Zoom", "You cannot add a connector"],
    [`/instances/${house.careless.id}/edit`, "Edit Zoom careless", "You cannot edit this connector"],
    ["/assessments/new", "Add assessment", "You cannot create an assessment"],
    [`/assessments/${house.assessment.id}/edit`, "Edit Baseline", "You cannot edit this assessment"],
  ]) {
    await open(page, path, title);
    await seeText(page, said);
    await assertNone(page.locator("main input, main textarea, main select"), path);
    await assertAccessible(page, `${path}, as a reader`, ["light"]);
  }
});

test("the session itself may change nothing but its own password", async (page, house) => {
  const statuses = await page.evaluate(
    async ([instance, assessment]) => {
      const ask = async (method, path, body) =>
        (
          await fetch(`/api/v1${path}`, {
            method,
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          })
        ).status;
      return [
        await ask("PATCH", `/instances/${instance}`, { name: "Mine" }),
        await ask("POST", `/instances/${instance}/refresh`, {}),
        await ask("PUT", `/instances/${instance}/event-secret`, { secret_token: "x" }),
        await ask("DELETE", `/instances/${instance}`),
        await ask("PATCH", `/assessments/${assessment}`, { name: "Mine" }),
        await ask("DELETE", `/assessments/${assessment}`),
        await ask("POST", "/principals", { name: "eve", role: "global_administrator", password: "long enough for it" }),
      ];
    },
    [house.careless.id, house.assessment.id],
  );
  assert.deepEqual(statuses, statuses.map(() => 403));
  assert.equal(page.complaints.splice(0).length, statuses.length, "the console tells of the refusals asked for");
  const { items } = await house.admin.get("/instances");
  assert.deepEqual(items.map((one) => one.name).sort(), ["Zoom careless", "Zoom tidy"]);
});

test("one's own password is changed; wrong input is told at the field", async (page, house) => {
  await open(page, "/settings/password", "Settings");
  const fill = async (current, next, again = next) => {
    await field(page, "Current password").fill(current);
    await field(page, "New password").fill(next);
    await field(page, "New password again").fill(again);
    await button(page, "Change password").click();
  };
  const next = "a lighthouse keeps other hours";
  await fill("not this one", next);
  await see(page.locator('[aria-invalid="true"]'));
  await assertAccessible(page, "password with an error");
  await fill(READER.password, next);
  await seeText(page, "Your password was changed.");
  await new Client(house.url).signedIn({ name: READER.name, password: next });
  await page.context().clearCookies();
  await signIn(page, { name: READER.name, password: next });
});
